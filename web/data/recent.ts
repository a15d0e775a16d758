// The sandboxes that this browser has opened lately, for the home page: where they are and what they are called. Keys are kept elsewhere.
import { signal } from '@preact/signals'
import { parseRecent, withEnd, withOpened } from './recent-list.ts'
import type { RecentSandbox } from './recent-list.ts'
import type { SandboxFacts } from './shapes.ts'

const STORAGE_KEY = 'samsa.recent'

/** Newest first. */
export const recent = signal<readonly RecentSandbox[]>(parseRecent(localStorage.getItem(STORAGE_KEY)))

export function rememberRecent({ id, name, expires_at }: Pick<SandboxFacts, 'id' | 'name' | 'expires_at'>): void {
  const expiresMs = expires_at === null ? null : Date.parse(expires_at)
  keep(withOpened(recent.value, { sandboxId: id, name, openedMs: Date.now(), expiresMs, end: null }))
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
