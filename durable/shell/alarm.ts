// The object has one alarm; whatever waits in it shares that one. Setting it costs a written row, so it is set only when it moves.

/**
 * The platform takes only times after 1970. What is due before it is due at once: an application that never had to wait may go on since the time 0, and
 * an engine that does not know when its cluster's last step was counts that as due (engine/engine.ts).
 */
const EARLIEST_ALARM_MS = 1

export class Alarm {
  readonly #storage: DurableObjectStorage
  /** Undefined until the platform was asked. */
  #currentMs: number | null | undefined = undefined

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /**
   * One that is set for too early is left: ringing for nothing costs less than a row with every sign of life that puts off the end of a session.
   * `putsOff` moves it all the same, for a long time in which it would be the only thing to wake the object.
   * After the first call this sets the alarm in the turn in which it is called, and so in one transaction with what was written in it.
   */
  async moveTo(dueMs: number | null, putsOff = false): Promise<void> {
    if (this.#currentMs === undefined) {
      const setMs = await this.#storage.getAlarm()
      this.#currentMs ??= setMs
    }
    const isLater = dueMs !== null && this.#currentMs !== null && this.#currentMs < dueMs
    if (dueMs === this.#currentMs || (isLater && !putsOff)) return
    this.#currentMs = dueMs
    await (dueMs === null ? this.#storage.deleteAlarm() : this.#storage.setAlarm(Math.max(EARLIEST_ALARM_MS, dueMs)))
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
