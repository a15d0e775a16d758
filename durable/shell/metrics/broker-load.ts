// What keeps the threads of one simulated broker from being idle: being paused, waiting for a slow disk, and handling requests at a nominal
// cost. The cost is an agreement and not a measurement: the work of the whole cluster is done by one thread of the object, whose own speed
// says nothing about a broker. A tenth of a millisecond is what a small produce takes a request handler of a real broker, and half of that
// what a network thread takes to read a request and send its answer; so a thousand requests a second leave 98.75 percent idle.
import { BusyWindow } from './busy-window.ts'

/** num.io.threads and num.network.threads as Kafka has them by default. */
const REQUEST_HANDLERS = 8
const NETWORK_PROCESSORS = 3

const HANDLER_MS_PER_REQUEST = 0.1
const NETWORK_MS_PER_REQUEST = 0.05

export class BrokerLoad {
  readonly #handlers: BusyWindow
  readonly #processors: BusyWindow
  #pausedSinceMs: number | null = null

  constructor(startMs: number) {
    this.#handlers = new BusyWindow(startMs)
    this.#processors = new BusyWindow(startMs)
  }

  handled(nowMs: number): void {
    this.#handlers.add(HANDLER_MS_PER_REQUEST, nowMs)
    this.#processors.add(NETWORK_MS_PER_REQUEST, nowMs)
  }

  /** A handler writes to the disk itself, so it waits for it. The whole wait counts when it begins. */
  waitedForDisk(latencyMs: number, nowMs: number): void {
    this.#handlers.add(latencyMs, nowMs)
  }

  paused(nowMs: number): void {
    this.#pausedSinceMs ??= nowMs
  }

  resumed(nowMs: number): void {
    if (this.#pausedSinceMs === null) return
    this.#handlers.addSpan(this.#pausedSinceMs, nowMs, REQUEST_HANDLERS)
    this.#processors.addSpan(this.#pausedSinceMs, nowMs, NETWORK_PROCESSORS)
    this.#pausedSinceMs = null
  }

  /** From 0 to 1. */
  requestHandlerIdle(nowMs: number): number {
    return this.#handlers.idleShare(REQUEST_HANDLERS, this.#pausedSinceMs, nowMs)
  }

  networkProcessorIdle(nowMs: number): number {
    return this.#processors.idleShare(NETWORK_PROCESSORS, this.#pausedSinceMs, nowMs)
  }
}
