// How long a sandbox still lives, and when its people are to be warned.

/** Warnings come when so much is left: time to extend it, and time to do so in a hurry. */
export const SOON_MS = 5 * 60_000
export const URGENT_MS = 60_000

export type TimeLeft = { readonly leftMs: number; readonly level: 'calm' | 'soon' | 'urgent' }

/** Null for a sandbox that stays. What is over has 0 ms left. */
export function timeLeft(expiresAt: string | null, nowMs: number): TimeLeft | null {
  if (expiresAt === null) return null
  const leftMs = Math.max(0, Date.parse(expiresAt) - nowMs)
  return { leftMs, level: leftMs <= URGENT_MS ? 'urgent' : leftMs <= SOON_MS ? 'soon' : 'calm' }
}

/**
 * The name of the warning that is due; null when there is none. Each warning has a name of its own for each end of life, so that one that was
 * closed does not come back, and one for another time does.
 */
export function warningOf(expiresAt: string | null, left: TimeLeft | null): string | null {
  return left === null || left.level === 'calm' || left.leftMs === 0 ? null : `${left.level} ${expiresAt}`
}
