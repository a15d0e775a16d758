// Moments that somebody wants to find again, with a note. They stay in this browser, and belong to one history: after a rewind or a reset
// the same sequence may be another event.

export type Bookmark = { readonly sequence: number; readonly timeMs: number; readonly note: string }

export const MAX_BOOKMARKS = 100
export const MAX_NOTE_LENGTH = 200

export function bookmarksKey(sandboxId: string, generation: number): string {
  return `samsa.bookmarks.${sandboxId}.${generation}`
}

/** What is in storage may be anything: another version of the page wrote it, or a person did. */
export function parseBookmarks(stored: string | null): Bookmark[] {
  let value: unknown
  try {
    value = JSON.parse(stored ?? '[]')
  } catch {
    return []
  }
  return Array.isArray(value) ? value.filter(isBookmark).slice(0, MAX_BOOKMARKS) : []
}

function isBookmark(value: unknown): value is Bookmark {
  if (typeof value !== 'object' || value === null) return false
  const { sequence, timeMs, note } = value as Record<string, unknown>
  return Number.isSafeInteger(sequence) && typeof timeMs === 'number' && typeof note === 'string'
}

/** In the order of history. A moment has one bookmark: a new note takes the place of the old one. */
export function withBookmark(bookmarks: readonly Bookmark[], added: Bookmark): Bookmark[] {
  const others = withoutBookmark(bookmarks, added.sequence)
  const note = added.note.trim().slice(0, MAX_NOTE_LENGTH)
  return [...others, { ...added, note }].toSorted((one, other) => one.sequence - other.sequence).slice(-MAX_BOOKMARKS)
}

export function withoutBookmark(bookmarks: readonly Bookmark[], sequence: number): Bookmark[] {
  return bookmarks.filter((bookmark) => bookmark.sequence !== sequence)
}
