// Finds the handler of a method and a path. A router for Hono, because Hono's own take a colon anywhere in a segment for a parameter
// (`records:batch`), and fall back to their slow form when `-` and `:topic_name` stand at the same place.
//
// In a segment a literal wins over `:name:verb`, and that over `:name`. When the better branch leads nowhere the next one is tried, so a
// topic called `-` is still reachable where `-` alone means all topics. Only a verb stays a verb whatever the method: an id that ends like one is
// written with `%3A`.
import type { Router } from 'hono/router'

type Leaf<Handler> = { readonly handler: Handler; readonly names: readonly string[] }

type Node<Handler> = {
  readonly literals: Map<string, Node<Handler>>
  /** Parameters that end in a verb: `:broker_id:kill` is under `:kill`. */
  readonly verbs: Map<string, Node<Handler>>
  parameter: Node<Handler> | null
  readonly leaves: Map<string, Leaf<Handler>>
}

type Found<Handler> = { readonly node: Node<Handler>; readonly values: readonly string[] }

const PARAMETER = /^:(\w+)(:.+)?$/

export class SegmentRouter<Handler> implements Router<Handler> {
  readonly name = 'SegmentRouter'
  readonly #root: Node<Handler> = emptyNode()

  add(method: string, path: string, handler: Handler): void {
    const names: string[] = []
    let node = this.#root
    for (const segment of segmentsOf(path)) {
      const [, name, verb] = PARAMETER.exec(segment) ?? []
      if (name !== undefined) names.push(name)
      node = name === undefined ? child(node.literals, segment) : parameterChild(node, verb)
    }
    if (node.leaves.has(method)) throw new Error(`${method} ${path} is registered twice.`)
    node.leaves.set(method, { handler, names })
  }

  match(method: string, path: string): [[Handler, Record<string, string>][]] {
    const found = find(this.#root, segmentsOf(path), 0, [], (node) => node.leaves.has(method))
    const leaf = found?.node.leaves.get(method)
    if (found === null || leaf === undefined) return [[]]
    return [[[leaf.handler, Object.fromEntries(leaf.names.map((name, index) => [name, found.values[index] ?? '']))]]]
  }

  /** The methods that the path has, in the order in which they were added. Empty when there is no such path. */
  methodsAt(path: string): string[] {
    const found = find(this.#root, segmentsOf(path), 0, [], (node) => node.leaves.size > 0)
    return [...(found?.node.leaves.keys() ?? [])]
  }
}

function emptyNode<Handler>(): Node<Handler> {
  return { literals: new Map(), verbs: new Map(), parameter: null, leaves: new Map() }
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split('/')
}

function child<Handler>(children: Map<string, Node<Handler>>, key: string): Node<Handler> {
  const known = children.get(key) ?? emptyNode<Handler>()
  children.set(key, known)
  return known
}

function parameterChild<Handler>(node: Node<Handler>, verb: string | undefined): Node<Handler> {
  if (verb !== undefined) return child(node.verbs, verb)
  node.parameter ??= emptyNode()
  return node.parameter
}

/** The depth is bounded by the longest registered path: a longer one runs out of nodes. */
function find<Handler>(
  node: Node<Handler>,
  segments: readonly string[],
  at: number,
  values: readonly string[],
  isWanted: (node: Node<Handler>) => boolean,
): Found<Handler> | null {
  if (at === segments.length) return isWanted(node) ? { node, values } : null
  const segment = segments[at] ?? ''
  const literal = node.literals.get(segment)
  const byLiteral = literal === undefined ? null : find(literal, segments, at + 1, values, isWanted)
  // A parameter is never empty: `/topics//partitions` is no path.
  if (byLiteral !== null || segment === '') return byLiteral
  for (const [verb, next] of node.verbs) {
    const value = segment.endsWith(verb) ? segment.slice(0, -verb.length) : ''
    const byVerb = value === '' ? null : find(next, segments, at + 1, [...values, value], isWanted)
    if (byVerb !== null) return byVerb
    if (value !== '' && at === segments.length - 1 && next.leaves.size > 0) return null
  }
  return node.parameter === null ? null : find(node.parameter, segments, at + 1, [...values, segment], isWanted)
}
