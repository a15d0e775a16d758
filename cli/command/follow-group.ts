// Reading as a member of a consumer group. Only what was written is committed, so that a record which never reached the output comes again.

import type { ServerEvent } from '../client/event-stream.ts'
import type { SandboxApi } from '../client/sandbox-api.ts'
import { CommandError } from './command-error.ts'
import { keepTrying, openEvents, refusalIn, type Reading } from './reading.ts'

/** Resolves when as many records are written as were asked for, or on Ctrl-C; what was written is committed then. */
export async function followGroup(api: SandboxApi, group: string, reading: Reading): Promise<void> {
  let writtenCount = 0
  // A member of a group follows: where the topic ends, others may write on.
  await keepTrying({ ...reading, isFollowing: true }, async (onProgress) => {
    const membership = new Membership(api, group, reading)
    try {
      for await (const record of membership.records(onProgress)) {
        await reading.writeRecord.write(record.data)
        membership.written(record.id)
        if (++writtenCount >= reading.maxRecords) return
      }
      if (!reading.stopped.aborted) throw api.brokenOff('EOF')
    } finally {
      await membership.leave()
    }
  })
}

function queryOf({ topic, fromBeginning, isCommitted, writeRecord }: Reading): string {
  const query = new URLSearchParams({ topics: topic, from: fromBeginning ? 'earliest' : 'latest', ack: 'manual' })
  if (writeRecord.as !== 'auto') query.set('as', writeRecord.as)
  if (isCommitted) query.set('isolation', 'read_committed')
  return query.toString()
}

/** One stay in the group. Commits behind the newest record that was written, one request at a time: what is written meanwhile goes with the next. */
class Membership {
  readonly #api: SandboxApi
  readonly #group: string
  readonly #reading: Reading
  readonly #leaving = new AbortController()
  /** The name of the member, which it learns when it is first assigned something. */
  #consumer = ''
  #newest = ''
  #committed = ''
  #committing: Promise<void> | null = null

  constructor(api: SandboxApi, group: string, reading: Reading) {
    this.#api = api
    this.#group = group
    this.#reading = reading
  }

  /** The records of the partitions that it is given, until it leaves or the person wants no more. */
  async *records(onProgress: () => void): AsyncGenerator<ServerEvent> {
    const path = `${this.#api.cluster('consumer-groups', this.#group, 'stream')}?${queryOf(this.#reading)}`
    const { stopped } = this.#reading
    const leave = (): void => void this.leave()
    stopped.addEventListener('abort', leave)
    try {
      for await (const event of openEvents(this.#api, path, '', this.#leaving.signal)) {
        onProgress()
        if (event.name === 'error') throw refusalIn(event, (status, reason) => this.#api.refusal(status, reason))
        if (event.name === 'assigned') this.#consumer = (JSON.parse(event.data) as { consumer: string }).consumer
        if (event.name === 'record' && !stopped.aborted) yield event
      }
    } finally {
      stopped.removeEventListener('abort', leave)
    }
  }

  written(cursor: string): void {
    this.#newest = cursor
    this.#committing ??= this.#commit()
  }

  /** Closes the stream, and with it the membership, once what was written is committed. */
  async leave(): Promise<void> {
    await this.#committing
    this.#leaving.abort()
  }

  async #commit(): Promise<void> {
    while (this.#newest !== this.#committed) {
      const cursor = this.#newest
      try {
        await this.#api.ask('POST', this.#api.cluster('consumer-groups', this.#group, 'stream', this.#consumer, 'ack'), { cursor })
      } catch (cause) {
        // The partition may be another member's by now, who is given these records again: that is what a group promises.
        if (!(cause instanceof CommandError)) throw cause
      }
      this.#committed = cursor
    }
    this.#committing = null
  }
}
