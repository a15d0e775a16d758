// What is in the air: dots on their way, and edges with so much traffic that they are drawn as a stream. No canvas and no clock in here.
import type { Motion, MotionKind } from './motions-of.ts'
import { TRAVEL_MS } from './motions-of.ts'

export type Flight = {
  readonly kind: MotionKind
  readonly edge: Edge
  readonly count: number
  readonly isLost: boolean
  readonly startMs: number
}

/** Everything of one kind between two anchors. */
export type Edge = { readonly key: string; readonly kind: MotionKind; readonly from: string; readonly to: string }

/** `count` is the records of the last second or so. */
export type Stream = { readonly edge: Edge; readonly count: number; readonly untilMs: number }

/** More dots than this say no more, and cost more. */
export const MAX_FLIGHTS = 300

const STREAM_FOR_MS = 1_000

export class Flights {
  readonly #edges = new Map<string, Edge>()
  readonly #streams = new Map<string, Stream>()
  #flights: Flight[] = []

  /** @param isThere whether an anchor is on the stage now. A motion without a place to start or end is left out. */
  launch(motions: readonly Motion[], isThere: (anchor: string) => boolean): readonly Edge[] {
    const launched: Edge[] = []
    for (const motion of motions) {
      const edge = this.#edgeOf(motion, isThere)
      if (edge === null) continue
      launched.push(edge)
      if (this.#flights.length >= MAX_FLIGHTS) this.#widen(edge, motion)
      else this.#flights.push({ kind: motion.kind, edge, count: motion.count, isLost: motion.isLost, startMs: motion.startMs })
    }
    return launched
  }

  /** Takes out what has arrived, and tells what is left. */
  at(nowMs: number): { readonly flights: readonly Flight[]; readonly streams: readonly Stream[] } {
    this.#flights = this.#flights.filter((flight) => flight.startMs + TRAVEL_MS > nowMs)
    for (const [key, stream] of this.#streams) {
      if (stream.untilMs <= nowMs) this.#streams.delete(key)
    }
    return { flights: this.#flights, streams: [...this.#streams.values()] }
  }

  get isEmpty(): boolean {
    return this.#flights.length === 0 && this.#streams.size === 0
  }

  clear(): void {
    this.#flights = []
    this.#streams.clear()
    this.#edges.clear()
  }

  #edgeOf(motion: Motion, isThere: (anchor: string) => boolean): Edge | null {
    const from = motion.from.find(isThere)
    const to = motion.to.find(isThere)
    if (from === undefined || to === undefined || from === to) return null
    const key = `${motion.kind} ${from} ${to}`
    const known = this.#edges.get(key)
    if (known !== undefined) return known
    const edge = { key, kind: motion.kind, from, to }
    this.#edges.set(key, edge)
    return edge
  }

  #widen(edge: Edge, { count, startMs }: Motion): void {
    const before = this.#streams.get(edge.key)?.count ?? 0
    this.#streams.set(edge.key, { edge, count: before + count, untilMs: startMs + STREAM_FOR_MS })
  }
}
