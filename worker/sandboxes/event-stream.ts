// Events as a stream that follows the cluster: NDJSON, or server-sent events. The next events are asked for only when the client has taken
// the last ones, so a slow reader costs neither the edge nor the object any memory.
import { PING_INTERVAL_MS } from '../../schema/limits.ts'
import type { ShownEvent } from '../../schema/api/events.ts'
import { failureReport } from '../../schema/records/delivery-report.ts'
import { restErrorOf } from '../http/render-error.ts'
import { streamResponse } from '../http/stream-response.ts'
import type { Write } from '../http/stream-response.ts'
import type { EventPlan } from './event-plan.ts'
import type { EventReader, EventRound } from './event-reader.ts'

/** How a form of streaming speaks. An empty text says nothing. */
type StreamForm = {
  readonly contentType: string
  readonly event: (event: ShownEvent) => string
  readonly caughtUp: (next: number) => string
  readonly ping: string
  readonly end: (next: number) => string
  readonly error: (body: string) => string
}

const FORMS: Readonly<Record<'ndjson' | 'sse', StreamForm>> = {
  ndjson: {
    contentType: 'application/x-ndjson',
    event: (event) => `${JSON.stringify(event)}\n`,
    caughtUp: () => '',
    ping: '',
    end: () => '',
    error: (body) => `${body}\n`,
  },
  sse: {
    contentType: 'text/event-stream',
    event: (event) => `event: ${event.kind}\nid: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`,
    caughtUp: (next) => `event: caught_up\nid: ${next - 1}\ndata: {"next":${next}}\n\n`,
    ping: 'event: ping\ndata: {}\n\n',
    end: (next) => `event: end\nid: ${next - 1}\ndata: {"next":${next}}\n\n`,
    error: (body) => `event: error\ndata: ${body}\n\n`,
  },
}

const encoder = new TextEncoder()

/** `first` was read before anything was answered, so that what cannot be read has its status. */
export function eventStream(
  reader: EventReader,
  first: EventRound,
  { form: formName, waitMs }: EventPlan & { readonly form: 'ndjson' | 'sse' },
  waitUntil: (promise: Promise<unknown>) => void,
): Response {
  const form = FORMS[formName]
  const headers = { 'Content-Type': form.contentType, 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' }
  return streamResponse((write) => new EventSpeaker(reader, waitMs, form, write).speak(first), headers, waitUntil)
}

class EventSpeaker {
  readonly #reader: EventReader
  readonly #waitMs: number
  readonly #form: StreamForm
  readonly #write: Write

  constructor(reader: EventReader, waitMs: number, form: StreamForm, write: Write) {
    this.#reader = reader
    this.#waitMs = waitMs
    this.#form = form
    this.#write = write
  }

  async speak(first: EventRound): Promise<void> {
    try {
      if (await this.#follow(first)) await this.#say(this.#form.end(this.#reader.next))
    } catch (failure) {
      await this.#say(this.#form.error(failureReport(restErrorOf(failure))))
    } finally {
      this.#reader.close()
    }
  }

  /** Rounds of reading and waiting. True when a bound ended the stream, false when the client went away. */
  async #follow(first: EventRound): Promise<boolean> {
    let isNews = true
    for (let round = first; ; round = await this.#reader.round()) {
      isNews ||= round.events.length > 0
      if (!(await this.#say(round.events.map(this.#form.event).join('')))) return false
      if (round.isDone) return true
      if (!round.isCaughtUp) continue
      // Events that were not asked for wake the reader too, and are none of the client's business.
      if (isNews && !(await this.#say(this.#form.caughtUp(this.#reader.next)))) return false
      isNews = false
      const waited = await this.#wait()
      if (waited !== 'more') return waited === 'over'
    }
  }

  /** Waits for an event, with a ping now and then. */
  async #wait(): Promise<'more' | 'over' | 'gone'> {
    for (let leftMs = this.#waitMs; leftMs > 0; leftMs -= PING_INTERVAL_MS) {
      if (await this.#reader.wait(Math.min(leftMs, PING_INTERVAL_MS))) return 'more'
      if (!(await this.#say(this.#form.ping))) return 'gone'
    }
    return 'over'
  }

  /** False when the client is gone. */
  #say(text: string): Promise<boolean> {
    return text === '' ? Promise.resolve(true) : this.#write(encoder.encode(text))
  }
}
