// What reaches an object, and for how long it keeps it awake. Shared by the code in workerd and the code in Node.

export type Arrival = {
  /** The API of a request; `line`, `connection` or `alarm`. */
  readonly what: string
  /** Milliseconds since the epoch. */
  readonly fromMs: number
  /** When it was answered; null while it waits. */
  untilMs: number | null
}

/** Cloudflare lets an object hibernate when nothing has reached it for so long. */
const AWAKE_MS = 10_000

/** How long the object was awake in a stretch of time, by what reached it in there. */
export function awakeMs(arrivals: readonly Arrival[], fromMs: number, untilMs: number): number {
  let awake = 0
  let coveredMs = fromMs
  for (const arrival of arrivals.toSorted((left, right) => left.fromMs - right.fromMs)) {
    if (arrival.fromMs >= untilMs) continue
    const endMs = Math.min(untilMs, (arrival.untilMs ?? untilMs) + AWAKE_MS)
    awake += Math.max(0, endMs - Math.max(coveredMs, arrival.fromMs))
    coveredMs = Math.max(coveredMs, endMs)
  }
  return awake
}

/** How often each kind came in a stretch of time. */
export function countByKind(arrivals: readonly Arrival[], fromMs: number, untilMs: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { what, fromMs: atMs } of arrivals) if (atMs >= fromMs && atMs < untilMs) counts.set(what, (counts.get(what) ?? 0) + 1)
  return counts
}
