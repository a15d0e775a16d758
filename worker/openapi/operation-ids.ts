// A name for each operation, for generators of clients.
import type { Endpoint } from '../http/endpoint.ts'

/**
 * From the summary: `Create a topic` is `createATopic`. Where two endpoints do the same by two methods, the later one has its method
 * behind the name.
 */
export function operationIds(endpoints: readonly Endpoint[]): ReadonlyMap<Endpoint, string> {
  const taken = new Set<string>()
  const named = new Map<Endpoint, string>()
  for (const endpoint of endpoints) {
    const name = camelCase(endpoint.summary)
    const free = taken.has(name) ? camelCase(`${endpoint.summary} by ${endpoint.method.toLowerCase()}`) : name
    taken.add(free)
    named.set(endpoint, free)
  }
  return named
}

function camelCase(words: string): string {
  const [first = '', ...others] = words.replaceAll(/[^A-Za-z0-9 ]/g, '').split(' ')
  return first.toLowerCase() + others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}
