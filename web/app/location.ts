// Where the page is: the address as a signal, links that do not reload, and the key that a link carried in its fragment.
import { computed, signal } from '@preact/signals'
import { rememberKey } from '../data/keys.ts'
import { applyLanguage, language, preferredLanguage, useLanguage } from '../i18n/language.ts'
import type { Language } from '../i18n/language.ts'
import { isSnapshotHash, parseAddress, pathOf } from './route.ts'
import type { Route, SandboxPage } from './route.ts'

const url = signal(new URL(location.href))

export const address = computed(() => parseAddress(url.value.pathname))

/** What is behind the question mark: filters and the like, which belong to the page that shows them. */
export const search = computed(() => url.value.searchParams)

/** Reads the address at the start, and follows the browser's back and forward. */
export function followLocation(): void {
  window.addEventListener('popstate', arrive)
  window.addEventListener('hashchange', arrive)
  document.addEventListener('click', onClick)
  arrive()
}

function arrive(): void {
  takeKey()
  url.value = new URL(location.href)
  applyLanguage(address.value.language ?? preferredLanguage())
}

/** A key in the fragment (`#k=…`) is kept in this browser and leaves the address at once, so that nobody shares it by accident. */
function takeKey(): void {
  const { route } = parseAddress(location.pathname)
  const fragment = new URLSearchParams(location.hash.slice(1))
  const key = fragment.get('k') ?? fragment.get('key')
  if (key === null) return
  if (route.page === 'sandbox') rememberKey(route.sandboxId, key)
  history.replaceState(history.state, '', location.pathname + location.search)
}

export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  show(hrefOf(route), how)
}

/** Changes what is behind the question mark and stays on the page; an empty value removes its name. */
export function setSearch(changes: Readonly<Record<string, string | null>>): void {
  const next = new URL(location.href)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.searchParams.delete(name)
    else next.searchParams.set(name, value)
  }
  show(next.pathname + next.search, 'replace')
}

export function switchLanguage(chosen: Language): void {
  useLanguage(chosen)
  show(pathOf(address.value.route, chosen) + location.search, 'replace')
}

/** The address of a route in the language of the address that is shown; without one there, without one here. */
export function hrefOf(route: Route): string {
  return pathOf(route, address.value.language === null ? null : language.value)
}

/** The address of a page of the sandbox that is shown; of a snapshot, by its hash, likewise. */
export function sandboxHref(sandboxId: string, sub: SandboxPage): string {
  return hrefOf(isSnapshotHash(sandboxId) ? { page: 'snapshot', hash: sandboxId, sub } : { page: 'sandbox', sandboxId, sub })
}

function show(href: string, how: 'push' | 'replace'): void {
  if (how === 'push') history.pushState(null, '', href)
  else history.replaceState(history.state, '', href)
  url.value = new URL(location.href)
}

function onClick(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return
  if (link.hash !== '' && link.pathname === location.pathname) return
  if (parseAddress(link.pathname).route.page === 'unknown') return
  event.preventDefault()
  show(link.pathname + link.search, 'push')
  window.scrollTo(0, 0)
}
