// How busy the threads of a simulated broker were during the last minute, on the cluster's clock. Twelve slots of five seconds each: memory
// is the same however much happens.
const SLOT_MS = 5_000
const SLOTS = 12

export class BusyWindow {
  readonly #startMs: number
  readonly #slots = new Float64Array(SLOTS)
  /** The number of the slot that time is in, counted from the epoch. */
  #newest: number

  constructor(startMs: number) {
    this.#startMs = startMs
    this.#newest = slotOf(startMs)
  }

  /** One thread was busy for so long. */
  add(threadMs: number, nowMs: number): void {
    this.#advance(nowMs)
    this.#addTo(this.#newest, threadMs)
  }

  /** So many threads were busy all the time from one moment to another. */
  addSpan(fromMs: number, untilMs: number, threads: number): void {
    this.#advance(untilMs)
    for (let slot = Math.max(slotOf(fromMs), this.#oldest); slot <= slotOf(untilMs); slot++) {
      const spentMs = Math.min(untilMs, (slot + 1) * SLOT_MS) - Math.max(fromMs, slot * SLOT_MS)
      if (spentMs > 0) this.#addTo(slot, spentMs * threads)
    }
  }

  /**
   * The share of the last minute, from 0 to 1, in which a thread had nothing to do, on average. `busySinceMs` is since when all of them have
   * been busy without a break, or null.
   */
  idleShare(threads: number, busySinceMs: number | null, nowMs: number): number {
    this.#advance(nowMs)
    const fromMs = Math.max(this.#startMs, this.#oldest * SLOT_MS)
    if (nowMs <= fromMs) return busySinceMs === null ? 1 : 0
    let threadMs = busySinceMs === null ? 0 : (nowMs - Math.max(busySinceMs, fromMs)) * threads
    for (const ofSlot of this.#slots) threadMs += ofSlot
    return Math.max(0, 1 - threadMs / ((nowMs - fromMs) * threads))
  }

  get #oldest(): number {
    return this.#newest - SLOTS + 1
  }

  #addTo(slot: number, threadMs: number): void {
    const index = slot % SLOTS
    this.#slots[index] = (this.#slots[index] ?? 0) + threadMs
  }

  #advance(nowMs: number): void {
    const slot = slotOf(nowMs)
    if (slot - this.#newest >= SLOTS) this.#slots.fill(0)
    else for (let passed = this.#newest + 1; passed <= slot; passed++) this.#slots[passed % SLOTS] = 0
    this.#newest = Math.max(this.#newest, slot)
  }
}

function slotOf(nowMs: number): number {
  return Math.floor(nowMs / SLOT_MS)
}
