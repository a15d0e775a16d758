// The object has one alarm; whatever waits in it shares that one. Setting it costs a written row, so it is set only when it moves.

export class Alarm {
  readonly #storage: DurableObjectStorage
  #currentMs: number | null

  /** `currentMs` is what the deadlines said when the object was loaded: the alarm already stands there. */
  constructor(storage: DurableObjectStorage, currentMs: number | null) {
    this.#storage = storage
    this.#currentMs = currentMs
  }

  async moveTo(dueMs: number | null): Promise<void> {
    if (dueMs === this.#currentMs) return
    this.#currentMs = dueMs
    await (dueMs === null ? this.#storage.deleteAlarm() : this.#storage.setAlarm(dueMs))
  }

  /** The alarm rang: nothing is set any more. */
  rang(): void {
    this.#currentMs = null
  }
}

/** The earliest of several deadlines, null when there is none. */
export function earliest(deadlinesMs: readonly (number | null)[]): number | null {
  const due = deadlinesMs.filter((deadlineMs) => deadlineMs !== null)
  return due.length === 0 ? null : Math.min(...due)
}
