// The list of sandboxes opened lately, as a value: how it is read, how it grows, and what it forgets.

export type RecentSandbox = {
  readonly sandboxId: string
  readonly name: string
  readonly openedMs: number
  /** When its time is over; null when it stays. */
  readonly expiresMs: number | null
  /** The code of the answer that said that it is gone; null as long as nothing says so. */
  readonly end: string | null
}

/** A list that fits on the home page; what is older is in the browser's own history. */
export const MAX_RECENT = 8

/** What storage holds may be of another version of the page, or touched by hand: whatever is no entry is left out. */
export function parseRecent(text: string | null): readonly RecentSandbox[] {
  if (text === null) return []
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter(isRecent) : []
  } catch {
    return []
  }
}

function isRecent(value: unknown): value is RecentSandbox {
  if (typeof value !== 'object' || value === null) return false
  const { sandboxId, name, openedMs, end } = value as Record<string, unknown>
  return (
    typeof sandboxId === 'string' && typeof name === 'string' && typeof openedMs === 'number' && (end === null || typeof end === 'string')
  )
}

/** An opened sandbox comes to the front. */
export function withOpened(list: readonly RecentSandbox[], opened: RecentSandbox): readonly RecentSandbox[] {
  return [opened, ...list.filter(({ sandboxId }) => sandboxId !== opened.sandboxId)].slice(0, MAX_RECENT)
}

export function withEnd(list: readonly RecentSandbox[], sandboxId: string, end: string): readonly RecentSandbox[] {
  return list.map((one) => (one.sandboxId === sandboxId ? { ...one, end } : one))
}

/** What is known of it without asking: whether it can still be opened. */
export function fateOf({ end, expiresMs }: RecentSandbox, nowMs: number): 'alive' | 'expired' | 'gone' {
  if (end === 'SANDBOX_ARCHIVED') return 'expired'
  if (end !== null) return 'gone'
  return expiresMs !== null && expiresMs <= nowMs ? 'expired' : 'alive'
}
