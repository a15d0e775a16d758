// The sandboxes that this browser has opened lately, for the home page: where they are and what they are called. Keys are kept elsewhere.
import { signal } from '@preact/signals'
import { parseRecent, withEnd, withOpened } from './recent-list.ts'
import type { RecentSandbox } from './recent-list.ts'

const STORAGE_KEY = 'samsa.recent'

/** Newest first. */
export const recent = signal<readonly RecentSandbox[]>(parseRecent(localStorage.getItem(STORAGE_KEY)))

export function rememberRecent(sandboxId: string, name: string): void {
  keep(withOpened(recent.value, { sandboxId, name, openedMs: Date.now(), end: null }))
}

/** What became of a sandbox that cannot be opened any more, by the code of the answer. */
export function rememberEnd(sandboxId: string, end: string): void {
  keep(withEnd(recent.value, sandboxId, end))
}

export function forgetRecent(sandboxId: string): void {
  keep(recent.value.filter((one) => one.sandboxId !== sandboxId))
}

function keep(list: readonly RecentSandbox[]): void {
  recent.value = list
  localStorage.setItem(STORAGE_KEY, JSON.stringify(list))
}
