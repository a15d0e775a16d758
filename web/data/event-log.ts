// The events that the page knows, oldest first, without a gap: what the drawer lists and what the timeline is drawn from.
import { signal } from '@preact/signals'
import type { ClusterEvent } from './shapes.ts'

/** More than the server keeps in its history, so only a page that is open for long forgets. */
export const MAX_KEPT_EVENTS = 20_000

export type EventListener = (events: readonly ClusterEvent[]) => void

export class EventLog {
  /** Grows with each change; read it to follow the log. */
  readonly version = signal(0)
  #events: ClusterEvent[] = []
  readonly #listeners = new Set<EventListener>()
  readonly #replayListeners = new Set<EventListener>()

  /** Not to be kept: it is the log's own list. */
  get all(): readonly ClusterEvent[] {
    return this.#events
  }

  get firstSequence(): number | null {
    return this.#events[0]?.sequence ?? null
  }

  get lastSequence(): number | null {
    return this.#events.at(-1)?.sequence ?? null
  }

  /** News, in order. Listeners hear of them before the page is drawn again. */
  append(events: readonly ClusterEvent[]): void {
    if (events.length === 0) return
    this.#events.push(...events)
    if (this.#events.length > MAX_KEPT_EVENTS) this.#events = this.#events.slice(-MAX_KEPT_EVENTS)
    for (const listener of this.#listeners) listener(events)
    this.version.value++
  }

  /** History from before the oldest event that is known. */
  prepend(events: readonly ClusterEvent[]): void {
    this.#events = [...events, ...this.#events].slice(-MAX_KEPT_EVENTS)
    this.version.value++
  }

  clear(): void {
    this.#events = []
    this.version.value++
  }

  /** The event of a sequence; null when it is not known here. */
  get(sequence: number): ClusterEvent | null {
    const index = this.indexOf(sequence)
    const event = this.#events[index]
    return event?.sequence === sequence ? event : null
  }

  /** The place of the first event at or behind a sequence. */
  indexOf(sequence: number): number {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.sequence ?? Number.POSITIVE_INFINITY) < sequence) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Calls back with news only, never with history. Returns how to stop. */
  onNews(listener: EventListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Somebody plays the past again: these events of the log went by just now. */
  replay(events: readonly ClusterEvent[]): void {
    for (const listener of this.#replayListeners) listener(events)
  }

  /** Calls back with events of the past that go by again, for whoever draws motion. Returns how to stop. */
  onReplay(listener: EventListener): () => void {
    this.#replayListeners.add(listener)
    return () => this.#replayListeners.delete(listener)
  }
}
