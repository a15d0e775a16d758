// Which trouble it is when something cannot be opened: each has its page with what happened and what still works.
import type { Problem } from '../data/api.ts'
import { isSnapshotHash } from '../app/route.ts'

export type Trouble =
  /** The key is wrong, revoked or has expired. */
  | { readonly kind: 'key' }
  /** The key is good, and for something else. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'archived'; readonly hash: string | null; readonly archivedMs: number | null }
  | { readonly kind: 'quota'; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'engine' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'server' }
  | { readonly kind: 'other' }

export function troubleOf({ status, code, more, retryAfterSeconds }: Problem): Trouble {
  if (code === 'SANDBOX_ARCHIVED') return { kind: 'archived', hash: hashOf(more['snapshot_hash']), archivedMs: timeOf(more['archived_at']) }
  if (code === 'ENGINE_VERSION_MISMATCH') return { kind: 'engine' }
  switch (status) {
    case 0:
      return { kind: 'offline' }
    case 401:
      return { kind: 'key' }
    case 403:
      return { kind: 'forbidden' }
    case 404:
    case 410:
      return { kind: 'gone' }
    case 429:
      return { kind: 'quota', retryAfterSeconds }
    default:
      return { kind: status >= 500 ? 'server' : 'other' }
  }
}

function hashOf(value: unknown): string | null {
  return typeof value === 'string' && isSnapshotHash(value) ? value : null
}

/** The API writes times as ISO 8601; a number would be milliseconds. */
function timeOf(value: unknown): number | null {
  const timeMs = typeof value === 'string' ? Date.parse(value) : value
  return typeof timeMs === 'number' && Number.isFinite(timeMs) ? timeMs : null
}
