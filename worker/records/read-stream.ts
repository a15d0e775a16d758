// Reading as a stream: NDJSON and plain lines, which end where the topic ends unless told to wait, and server-sent events, which follow. The
// next round is fetched only when the client has taken the last one, so a slow reader costs neither the edge nor the object any memory.
import { PING_INTERVAL_MS } from '../../schema/limits.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import { restErrorOf } from '../http/render-error.ts'
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

export function readStream(reader: TopicReader, plan: ReadPlan, formName: 'ndjson' | 'plain' | 'sse'): Response {
  const form = FORMS[formName]
  const session = new ReadSession(reader, plan, form.framing)
  // A browser that reconnects to a stream that has delivered all it was asked for must be told not to come again.
  if (formName === 'sse' && session.isFull) return new Response(null, { status: 204 })
  const body = new ReadableStream(new RecordStream(session, plan, form), { highWaterMark: 0 })
  const headers = { 'Content-Type': form.contentType, 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' }
  return new Response(body, { headers })
}

class RecordStream implements UnderlyingSource<Uint8Array> {
  readonly #session: ReadSession
  readonly #plan: ReadPlan
  readonly #form: StreamForm
  #saidCaughtUp = false
  /** How long nothing has come since everything was read. */
  #idleMs = 0

  constructor(session: ReadSession, plan: ReadPlan, form: StreamForm) {
    this.#session = session
    this.#plan = plan
    this.#form = form
  }

  /** Goes on until there is something to say: a stream whose pull says nothing is never pulled again. */
  readonly pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    try {
      while (!(await this.#advance(controller))) continue
    } catch (failure) {
      controller.enqueue(encoder.encode(this.#form.error(errorBody(failure))))
      this.#finish(controller)
    }
  }

  readonly cancel = (): void => this.#session.reader.close()

  /** True when something was said or the stream is over. */
  async #advance(controller: ReadableStreamDefaultController<Uint8Array>): Promise<boolean> {
    const { bytes, isCaughtUp, isDone } = await this.#session.round()
    if (bytes.length > 0) {
      this.#saidCaughtUp = false
      this.#idleMs = 0
      controller.enqueue(bytes)
    }
    if (isDone) return this.#end(controller)
    if (bytes.length > 0 || !isCaughtUp) return bytes.length > 0
    return this.#saidCaughtUp ? this.#wait(controller) : this.#sayCaughtUp(controller)
  }

  #sayCaughtUp(controller: ReadableStreamDefaultController<Uint8Array>): boolean {
    this.#saidCaughtUp = true
    return this.#say(controller, this.#form.caughtUp(this.#cursor))
  }

  async #wait(controller: ReadableStreamDefaultController<Uint8Array>): Promise<boolean> {
    const leftMs = this.#plan.waitMs - this.#idleMs
    if (leftMs <= 0) return this.#end(controller)
    const timeoutMs = Math.min(leftMs, PING_INTERVAL_MS)
    if (await this.#session.reader.wait(timeoutMs)) return false
    this.#idleMs += timeoutMs
    return this.#say(controller, this.#form.ping)
  }

  #end(controller: ReadableStreamDefaultController<Uint8Array>): true {
    this.#say(controller, this.#form.end(this.#cursor))
    this.#finish(controller)
    return true
  }

  #finish(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#session.reader.close()
    controller.close()
  }

  #say(controller: ReadableStreamDefaultController<Uint8Array>, text: string): boolean {
    if (text !== '') controller.enqueue(encoder.encode(text))
    return text !== ''
  }

  get #cursor(): string {
    return encodeCursor(this.#session.reader.cursor)
  }
}

/** The status of a stream has long been sent, so an error is its last word. */
function errorBody(failure: unknown): string {
  const { errorCode, message } = restErrorOf(failure)
  return JSON.stringify({ error_code: errorCode, message })
}
