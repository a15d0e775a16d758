// What a person may ask of the sandbox's clock, and what is told of it.

export type ClockChange = {
  readonly mode?: 'realtime' | 'manual'
  /** Moves the clock on by so many milliseconds; what is due on the way happens, each at its own time. */
  readonly advanceMs?: number
  /** Moves the clock on to the next thing that is due, and lets it happen. */
  readonly step?: 'event'
}

export type ClockFacts = {
  readonly mode: 'realtime' | 'manual'
  /** The cluster's time, milliseconds since the epoch. */
  readonly nowMs: number
  /** When the next thing is due on the cluster's clock; null when nothing waits for time. */
  readonly nextDueMs: number | null
}
