// The envelope of Confluent's REST Proxy v3: addresses of resources, their names, and lists.
import { pageOf } from '../http/paging.ts'
import type { ListQuery } from '../http/paging.ts'
import { json } from '../http/json-response.ts'

/** Where a cluster's resources are, from the context of an endpoint. */
export type Place = { readonly origin: string; readonly sandboxId: string }

/** The absolute address of something in the cluster. Each part of the path becomes a segment. */
export function addressOf({ origin, sandboxId }: Place, ...path: readonly (string | number)[]): string {
  const segments = path.map((part) => `/${encodeURIComponent(part)}`)
  return `${origin}/v3/clusters/${sandboxId}${segments.join('')}`
}

export function related(place: Place, ...path: readonly (string | number)[]): { related: string } {
  return { related: addressOf(place, ...path) }
}

/**
 * `metadata` of one resource. The path is what its address and its name have in common, collections and ids by turns: `topics`,
 * `orders`, `partitions`, 0 is `crn:///kafka=<id>/topic=orders/partition=0`.
 */
export function resourceMetadata(place: Place, ...path: readonly (string | number)[]): { self: string; resource_name: string } {
  const names = path.flatMap((part, index) => (index % 2 === 0 ? [`/${singular(String(part))}=${path[index + 1] ?? ''}`] : []))
  return { self: addressOf(place, ...path), resource_name: `crn:///kafka=${place.sandboxId}${names.join('')}` }
}

type ListOptions<Item> = {
  readonly kind: string
  readonly self: string
  /** In the order of `compare`. */
  readonly sorted: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly compare: (left: string, right: string) => number
  readonly query: ListQuery
  readonly show: (item: Item) => object
}

/** The answer of a list: the page that was asked for, or everything. */
export function listResponse<Item>(options: ListOptions<Item>): Response {
  return json(200, listBody(options))
}

export function listBody<Item>({ kind, self, sorted, keyOf, compare, query, show }: ListOptions<Item>): object {
  const page = pageOf(sorted, keyOf, compare, query, self)
  return { kind, metadata: { self, next: page.next }, data: page.items.map(show) }
}

function singular(collection: string): string {
  return collection === 'partition-replicas' ? 'replica' : collection.replace(/s$/, '')
}
