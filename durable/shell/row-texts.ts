// The steps of one commit as texts for journal rows: one where they fit, and as few as possible where they do not.
import type { JournalEntry } from '../engine/event.ts'
import { MAX_ROW_CHARACTERS } from './journal-rows.ts'
import { encodeEntries } from './journal-text.ts'

export type RowText = { readonly text: string; readonly recordCount: number }

/** The entries as text, each below the row limit unless it is a single record. All rows of a commit are written in one transaction. */
export function rowTexts(entries: readonly JournalEntry[]): RowText[] {
  const text = encodeEntries(entries)
  const count = recordCount(entries)
  const isWhole = text.length <= MAX_ROW_CHARACTERS || count === 1
  return isWhole ? [{ text, recordCount: count }] : halvesOf(entries).flatMap(rowTexts)
}

export function recordCount(entries: readonly JournalEntry[]): number {
  let count = 0
  for (const { records } of entries) count += records.length
  return count
}

/** A single entry is cut in two with the same time and trigger; what caused a record is counted in records back, so it stays true. */
function halvesOf(entries: readonly JournalEntry[]): JournalEntry[][] {
  const [entry] = entries
  if (entries.length > 1 || entry === undefined) {
    const half = Math.ceil(entries.length / 2)
    return [entries.slice(0, half), entries.slice(half)]
  }
  const half = Math.ceil(entry.records.length / 2)
  return [
    [{ ...entry, records: entry.records.slice(0, half), causes: entry.causes.slice(0, half), goesOn: true }],
    [{ ...entry, records: entry.records.slice(half), causes: entry.causes.slice(half) }],
  ]
}
