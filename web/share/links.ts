// The links that a sandbox is passed on by. A key stands in the fragment, which browsers do not send to any server.
import { hrefOf } from '../app/location.ts'

/** A link to the sandbox itself, with what its key allows. */
export function liveLink(sandboxId: string, key: string): string {
  return `${location.origin}${hrefOf({ page: 'sandbox', sandboxId, sub: { view: 'stage' } })}#k=${key}`
}

/** A link to a snapshot: it needs no key and never changes. */
export function snapshotLink(hash: string): string {
  return `${location.origin}${hrefOf({ page: 'snapshot', hash, sub: { view: 'stage' } })}`
}
