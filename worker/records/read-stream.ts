// Reading as a stream: NDJSON and plain lines, which end where the topic ends unless told to wait, and server-sent events, which follow. The
// next round is fetched only when the client has taken the last one, so a slow reader costs neither the edge nor the object any memory.
import { PING_INTERVAL_MS } from '../../schema/limits.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import { failureReport } from '../../schema/records/delivery-report.ts'
import { restErrorOf } from '../http/render-error.ts'
import { streamResponse } from '../http/stream-response.ts'
import type { Write } from '../http/stream-response.ts'
import type { ReadPlan } from './read-plan.ts'
import { ReadSession } from './read-session.ts'
import type { Framing } from './read-session.ts'
import type { TopicReader } from './topic-reader.ts'

const LINE_FEED = 0x0a

const encoder = new TextEncoder()

/** How a form of streaming speaks between the records. An empty text says nothing. */
type StreamForm = {
  readonly contentType: string
  readonly framing: Framing
  readonly caughtUp: (cursor: string) => string
  readonly ping: string
  readonly end: (cursor: string) => string
  readonly error: (body: string) => string
}

const lineFraming: Framing = { before: () => undefined, after: (writer) => writer.byte(LINE_FEED) }

const silent = (): string => ''

const FORMS: Readonly<Record<'ndjson' | 'plain' | 'sse', StreamForm>> = {
  ndjson: {
    contentType: 'application/x-ndjson',
    framing: lineFraming,
    caughtUp: silent,
    ping: '',
    end: silent,
    error: (body) => `${body}\n`,
  },
  plain: {
    contentType: 'text/plain; charset=utf-8',
    framing: lineFraming,
    caughtUp: silent,
    ping: '',
    end: silent,
    error: (body) => `${body}\n`,
  },
  sse: {
    contentType: 'text/event-stream',
    framing: {
      before: (writer, cursor) => writer.ascii(`event: record\nid: ${cursor()}\ndata: `),
      after: (writer) => writer.ascii('\n\n'),
    },
    caughtUp: (cursor) => `event: caught_up\nid: ${cursor}\ndata: {"cursor":"${cursor}"}\n\n`,
    ping: 'event: ping\ndata: {}\n\n',
    end: (cursor) => `event: end\nid: ${cursor}\ndata: {"cursor":"${cursor}"}\n\n`,
    error: (body) => `event: error\ndata: ${body}\n\n`,
  },
}

export function readStream(
  reader: TopicReader,
  plan: ReadPlan,
  formName: 'ndjson' | 'plain' | 'sse',
  waitUntil: (promise: Promise<unknown>) => void,
): Response {
  const form = FORMS[formName]
  const session = new ReadSession(reader, plan, form.framing)
  // A browser that reconnects to a stream that has delivered all it was asked for must be told not to come again.
  if (formName === 'sse' && session.isFull) return new Response(null, { status: 204 })
  const headers = { 'Content-Type': form.contentType, 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' }
  return streamResponse((write) => new RecordSpeaker(session, plan, form, write).speak(), headers, waitUntil)
}

class RecordSpeaker {
  readonly #session: ReadSession
  readonly #plan: ReadPlan
  readonly #form: StreamForm
  readonly #write: Write

  constructor(session: ReadSession, plan: ReadPlan, form: StreamForm, write: Write) {
    this.#session = session
    this.#plan = plan
    this.#form = form
    this.#write = write
  }

  async speak(): Promise<void> {
    try {
      if (await this.#follow()) await this.#say(this.#form.end(this.#cursor))
    } catch (failure) {
      await this.#say(this.#form.error(failureReport(restErrorOf(failure))))
    } finally {
      this.#session.reader.close()
    }
  }

  /** Rounds of reading and waiting. True when a bound ended the stream, false when the client went away. */
  async #follow(): Promise<boolean> {
    for (;;) {
      this.#session.filter?.renew()
      const { bytes, isCaughtUp, isDone } = await this.#session.round()
      if (bytes.length > 0 && !(await this.#write(bytes))) return false
      if (isDone) return true
      if (!isCaughtUp) continue
      if (!(await this.#say(this.#form.caughtUp(this.#cursor)))) return false
      const waited = await this.#wait()
      if (waited !== 'more') return waited === 'over'
    }
  }

  /** Waits for something to read, with a ping now and then. */
  async #wait(): Promise<'more' | 'over' | 'gone'> {
    for (let leftMs = this.#plan.waitMs; leftMs > 0; leftMs -= PING_INTERVAL_MS) {
      if (await this.#session.reader.wait(Math.min(leftMs, PING_INTERVAL_MS))) return 'more'
      if (!(await this.#say(this.#form.ping))) return 'gone'
    }
    return 'over'
  }

  /** False when the client is gone. */
  #say(text: string): Promise<boolean> {
    return text === '' ? Promise.resolve(true) : this.#write(encoder.encode(text))
  }

  get #cursor(): string {
    return encodeCursor(this.#session.reader.cursor)
  }
}
