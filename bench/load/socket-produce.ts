// Produces over the JSON socket with a fixed number of frames in flight: every ack that arrives lets the next frame go. All frames that one
// read of the connection makes room for leave in one write, as a client that pipelines would do it.

import { startStopwatch, type Round, type Target } from './closed-loop.ts'
import { SocketConnection } from './socket-connection.ts'

export type SocketProduceOptions = {
  readonly target: Target
  readonly path: string
  readonly topic: string
  /** Records as JSON, to be sent in turn. */
  readonly records: readonly string[]
  readonly inFlight: number
  readonly durationMs: number
}

/** Runs for `durationMs` and waits for the acks that are still under way, which count, as does their time. */
export async function runSocketProduce(options: SocketProduceOptions): Promise<Round> {
  const producer = new SocketProducer(options)
  return producer.run()
}

class SocketProducer {
  readonly #options: SocketProduceOptions
  readonly #sentMs = new Map<number, number>()
  readonly #latenciesMs: number[] = []
  #connection: SocketConnection | null = null
  #nextId = 0
  /** Frames that acks have made room for and that the end of this read will send. */
  #room = 0
  #endMs = 0
  #finish: () => void = () => undefined
  #fail: (cause: Error) => void = () => undefined

  constructor(options: SocketProduceOptions) {
    this.#options = options
  }

  async run(): Promise<Round> {
    const { target, path, durationMs, inFlight } = this.#options
    const done = new Promise<void>((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    const connection = await SocketConnection.open(target.origin, path, {
      onText: (text) => this.#onText(text),
      onEnd: (cause) => this.#fail(cause),
    })
    this.#connection = connection
    const stopwatch = startStopwatch(target)
    this.#endMs = performance.now() + durationMs
    this.#room = inFlight
    this.#fill()
    await done
    connection.close()
    return stopwatch(this.#latenciesMs.length, this.#latenciesMs)
  }

  #onText(text: string): void {
    const message = JSON.parse(text) as { type: string; id?: number | null }
    if (message.type === 'ping') return
    const sentMs = this.#sentMs.get(message.id ?? -1)
    if (message.type !== 'ack' || sentMs === undefined) {
      this.#fail(new Error(`Unexpected frame: ${text.slice(0, 500)}`))
      return
    }
    this.#sentMs.delete(message.id ?? -1)
    this.#latenciesMs.push(performance.now() - sentMs)
    if (this.#room === 0) queueMicrotask(() => this.#fill())
    this.#room++
  }

  #fill(): void {
    const nowMs = performance.now()
    const texts: string[] = []
    for (; this.#room > 0 && nowMs < this.#endMs; this.#room--) {
      texts.push(this.#frame(this.#nextId))
      this.#sentMs.set(this.#nextId++, nowMs)
    }
    this.#room = 0
    if (texts.length > 0) this.#connection?.send(texts)
    else if (this.#sentMs.size === 0) this.#finish()
  }

  #frame(id: number): string {
    const { topic, records } = this.#options
    return `{"type":"produce","id":${id},"topic":"${topic}","records":[${records[id % records.length] ?? ''}]}`
  }
}
