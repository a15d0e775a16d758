// What reading a topic and following a group have in common: the stream of server-sent events, and coming back when it breaks.

import { setTimeout as sleep } from 'node:timers/promises'
import { eventsOf, type ServerEvent } from '../client/event-stream.ts'
import { RefusalError, UnreachableError, type SandboxApi } from '../client/sandbox-api.ts'
import { CommandError } from './command-error.ts'
import type { RecordWriter } from './write-record.ts'

/** What `consume` was asked for. */
export type Reading = {
  readonly topic: string
  /** Null for all. */
  readonly partition: number | null
  readonly maxRecords: number
  readonly fromBeginning: boolean
  /** Whether it goes on at the end of the topic. */
  readonly isFollowing: boolean
  readonly isCommitted: boolean
  readonly writeRecord: RecordWriter
  readonly stopped: AbortSignal
  /** Tells the person why it tries again. */
  readonly report: (cause: CommandError) => void
}

/** A pause before the next try, longer each time: a server that starts again needs a moment, one that is gone must not be hammered. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** Opens the stream and gives its events until it ends or breaks off, or until the signal ends it without an error. */
export async function* openEvents(api: SandboxApi, path: string, lastId: string, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const headers = { accept: 'text/event-stream', ...(lastId === '' ? {} : { 'last-event-id': lastId }) }
  const message = api.start('GET', path, { headers, signal })
  message.end()
  try {
    yield* eventsOf(await api.answerTo(message))
  } catch (cause) {
    if (signal.aborted) return
    throw cause instanceof CommandError ? cause : api.brokenOff(cause)
  } finally {
    message.destroy()
  }
}

/**
 * Begins again when a stream breaks off, if the person wants to follow. What fails before it has ever worked is not tried again: the server may be
 * the wrong one. `attempt` resolves when nothing is left to do.
 */
export async function keepTrying(
  { isFollowing, stopped, report }: Reading,
  attempt: (onProgress: () => void) => Promise<void>,
): Promise<void> {
  let pauseMs: number | null = null
  const onProgress = (): void => {
    pauseMs = FIRST_PAUSE_MS
  }
  while (!stopped.aborted) {
    try {
      return await attempt(onProgress)
    } catch (cause) {
      if (pauseMs === null || !isFollowing || !mayPass(cause)) throw cause
      report(cause)
    }
    await sleep(pauseMs, undefined, { signal: stopped }).catch(() => undefined)
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
}

function mayPass(cause: unknown): cause is CommandError {
  return cause instanceof UnreachableError || (cause instanceof RefusalError && (cause.status >= 500 || cause.status === 429))
}

/** The error of an event `error`, whose number is Confluent's: the status and two more digits. */
export function refusalIn({ data }: ServerEvent, refuse: (status: number, reason: string) => RefusalError): RefusalError {
  const { error_code: code, message } = JSON.parse(data) as { error_code: number; message: string }
  return refuse(code > 999 ? Math.floor(code / 100) : code, message)
}
