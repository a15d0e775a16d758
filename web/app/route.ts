// The page's addresses. Every address works with and without a language in front: `/s/{id}`, `/en/s/{id}`, `/zh/s/{id}`.
import { LANGUAGE_SEGMENTS, languageOfSegment } from '../i18n/language.ts'
import type { Language } from '../i18n/language.ts'

export type SandboxPage =
  | { readonly view: 'stage' }
  | { readonly view: 'topics' }
  | { readonly view: 'topic'; readonly topic: string }
  | { readonly view: 'messages'; readonly topic: string | null }
  | { readonly view: 'groups' }
  | { readonly view: 'group'; readonly groupId: string }
  | { readonly view: 'transactions' }
  | { readonly view: 'transaction'; readonly transactionalId: string }
  | { readonly view: 'snapshots' }

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'sandbox'; readonly sandboxId: string; readonly sub: SandboxPage }
  | { readonly page: 'snapshot'; readonly hash: string; readonly sub: SandboxPage }
  | { readonly page: 'unknown' }

export type Address = { readonly language: Language | null; readonly route: Route }

const SANDBOX_ID = /^[\w-]{22}$/
/** SHA-256 as base64url. Its length tells a snapshot from a sandbox. */
const HASH = /^[\w-]{43}$/

export function parseAddress(path: string): Address {
  const [first, ...others] = path.split('/').filter((segment) => segment !== '')
  const language = languageOfSegment(first)
  const segments = language === null && first !== undefined ? [first, ...others] : others
  return { language, route: routeOf(segments.map(decoded)) }
}

function routeOf([kind, id, ...rest]: readonly string[]): Route {
  if (kind === undefined) return { page: 'home' }
  const sub = sandboxPageOf(rest)
  if (id === undefined || sub === null) return { page: 'unknown' }
  if (kind === 's' && SANDBOX_ID.test(id)) return { page: 'sandbox', sandboxId: id, sub }
  // A snapshot has the pages of a sandbox, to read; it has no snapshots itself.
  return kind === 'x' && isSnapshotHash(id) && sub.view !== 'snapshots' ? { page: 'snapshot', hash: id, sub } : { page: 'unknown' }
}

export function isSnapshotHash(id: string): boolean {
  return HASH.test(id)
}

function sandboxPageOf([view, name, ...rest]: readonly string[]): SandboxPage | null {
  if (rest.length > 0) return null
  switch (view) {
    case undefined:
      return { view: 'stage' }
    case 'topics':
      return name === undefined ? { view: 'topics' } : { view: 'topic', topic: name }
    case 'messages':
      return { view: 'messages', topic: name ?? null }
    case 'groups':
      return name === undefined ? { view: 'groups' } : { view: 'group', groupId: name }
    case 'transactions':
      return name === undefined ? { view: 'transactions' } : { view: 'transaction', transactionalId: name }
    case 'snapshots':
      return name === undefined ? { view: 'snapshots' } : null
    default:
      return null
  }
}

/** A segment that is no valid encoding is taken as it stands: it then names something that does not exist. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The path of a route, with the language in front where one is given. */
export function pathOf(route: Route, language: Language | null): string {
  const prefix = language === null ? '' : `/${LANGUAGE_SEGMENTS[language]}`
  return prefix + (plainPath(route) || (language === null ? '/' : ''))
}

function plainPath(route: Route): string {
  if (route.page === 'sandbox') return `/s/${route.sandboxId}${subPath(route.sub)}`
  return route.page === 'snapshot' ? `/x/${route.hash}${subPath(route.sub)}` : ''
}

function subPath(sub: SandboxPage): string {
  switch (sub.view) {
    case 'stage':
      return ''
    case 'topic':
      return `/topics/${encodeURIComponent(sub.topic)}`
    case 'messages':
      return sub.topic === null ? '/messages' : `/messages/${encodeURIComponent(sub.topic)}`
    case 'group':
      return `/groups/${encodeURIComponent(sub.groupId)}`
    case 'transaction':
      return `/transactions/${encodeURIComponent(sub.transactionalId)}`
    default:
      return `/${sub.view}`
  }
}
