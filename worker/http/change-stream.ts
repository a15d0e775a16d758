// A list that is pushed: server-sent events with the whole list, first as it is and then whenever it has changed. Something must have happened in
// the sandbox for that, or time must have passed; until then the object may sleep.
import { CHANGE_STREAM_INTERVAL_MS, PING_INTERVAL_MS } from '../../schema/limits.ts'
import { failureReport } from '../../schema/records/delivery-report.ts'
import type { Asker } from '../kafka/ask.ts'
import { Waiter } from '../records/waiter.ts'
import { valueOf } from './outcome.ts'
import { restErrorOf } from './render-error.ts'
import { streamResponse } from './stream-response.ts'
import type { Write } from './stream-response.ts'

export const EVENT_STREAM = 'text/event-stream'

export const EVENT_STREAM_HEADERS = {
  'Content-Type': EVENT_STREAM,
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
}

type Context = Asker & { readonly waitUntil: (promise: Promise<unknown>) => void }

const encoder = new TextEncoder()

/** `list` is read once before anything is answered, so that what is not there has its status. */
export async function changeStream(
  { sandbox, caller, sandboxId, waitUntil }: Context,
  event: string,
  list: () => Promise<object>,
): Promise<Response> {
  const asker = { sandbox, caller, sandboxId }
  const first = { next: await nextSequence(asker), text: JSON.stringify(await list()) }
  const speak = (write: Write) => new ChangeSpeaker(asker, event, list, write).speak(first)
  return streamResponse(speak, EVENT_STREAM_HEADERS, waitUntil)
}

/** The sequence of the next thing that happens. It is asked for before the list, so that nothing falls between the two. */
export async function nextSequence({ sandbox, caller, sandboxId }: Asker): Promise<number> {
  return valueOf(await sandbox.events(caller, Number.MAX_SAFE_INTEGER, 1), sandboxId).nextSequence
}

type Seen = { readonly next: number; readonly text: string }

class ChangeSpeaker {
  readonly #asker: Asker
  readonly #event: string
  readonly #list: () => Promise<object>
  readonly #write: Write
  #waiter: Waiter | null = null

  constructor(asker: Asker, event: string, list: () => Promise<object>, write: Write) {
    this.#asker = asker
    this.#event = event
    this.#list = list
    this.#write = write
  }

  async speak(first: Seen): Promise<void> {
    try {
      await this.#follow(first)
    } catch (failure) {
      await this.#say('error', failureReport(restErrorOf(failure)))
    } finally {
      this.#waiter?.close()
    }
  }

  /** Ends when the client is gone. */
  async #follow(first: Seen): Promise<void> {
    let said = ''
    for (let seen = first; ; seen = { next: await nextSequence(this.#asker), text: JSON.stringify(await this.#list()) }) {
      const isNews = seen.text !== said
      said = seen.text
      if (!(await (isNews ? this.#say(this.#event, said) : this.#say('ping', '{}')))) return
      await this.#wait(seen.next)
    }
  }

  async #wait(next: number): Promise<void> {
    if (this.#waiter?.isClosed === true) this.#waiter = null
    this.#waiter ??= await Waiter.open(this.#asker, { events: '1' })
    if (await this.#waiter.wait(String(next), PING_INTERVAL_MS)) await pause(CHANGE_STREAM_INTERVAL_MS)
  }

  /** False when the client is gone. */
  #say(event: string, data: string): Promise<boolean> {
    return this.#write(encoder.encode(`event: ${event}\ndata: ${data}\n\n`))
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
