// How far the page moves a held clock on so that it seems to run at a speed of its own. The world's time is measured, the cluster's is
// moved in whole milliseconds; what is left over is carried to the next move, so that a slow speed is not lost in rounding.

export const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20] as const

export type Speed = (typeof SPEEDS)[number]

/** At most so much in one call: what is due on the way is work for the sandbox. A page that was held up does not catch up. */
const MAX_ADVANCE_MS = 2_000

/** Between the end of one call and the beginning of the next, at least. */
export const MIN_PAUSE_MS = 100

export type Move = { readonly advanceMs: number; readonly carriedMs: number }

export function nextMove(speed: Speed, elapsedMs: number, carriedMs: number): Move {
  const dueMs = Math.max(0, elapsedMs) * speed + carriedMs
  const advanceMs = Math.min(MAX_ADVANCE_MS, Math.floor(dueMs))
  return { advanceMs, carriedMs: dueMs > MAX_ADVANCE_MS ? 0 : dueMs - advanceMs }
}

export function speedOf(text: string): Speed {
  return SPEEDS.find((speed) => String(speed) === text) ?? 1
}
