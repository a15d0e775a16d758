// The parts of a directed graph in which everything reaches everything, by Tarjan's algorithm in one pass without recursion, and one of the
// shortest ways around in such a part. Nodes are numbers from 0.

/** The successors of each node. */
export type Graph = readonly (readonly number[])[]

type Visit = { readonly node: number; next: number }

/** Only parts of more than one node: here nothing points at itself. */
export function stronglyConnected(graph: Graph): number[][] {
  const search = new Search(graph)
  for (const node of graph.keys()) search.from(node)
  return search.parts
}

class Search {
  readonly parts: number[][] = []
  readonly #graph: Graph
  /** In the order of discovery. */
  readonly #discovered = new Map<number, number>()
  /** The earliest discovered node that is known to be reachable within the part. */
  readonly #lowest = new Map<number, number>()
  readonly #open: number[] = []
  readonly #isOpen = new Set<number>()

  constructor(graph: Graph) {
    this.#graph = graph
  }

  from(root: number): void {
    if (this.#discovered.has(root)) return
    const path: Visit[] = [this.#discover(root)]
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const successor = this.#graph[visit.node]?.[visit.next]
      visit.next += 1
      if (successor === undefined) {
        path.pop()
        this.#leave(visit.node, path.at(-1)?.node ?? null)
      } else if (!this.#discovered.has(successor)) path.push(this.#discover(successor))
      else if (this.#isOpen.has(successor)) this.#lower(visit.node, this.#discovered.get(successor) ?? 0)
    }
  }

  #discover(node: number): Visit {
    const order = this.#discovered.size
    this.#discovered.set(node, order)
    this.#lowest.set(node, order)
    this.#open.push(node)
    this.#isOpen.add(node)
    return { node, next: 0 }
  }

  #lower(node: number, order: number): void {
    this.#lowest.set(node, Math.min(this.#lowest.get(node) ?? order, order))
  }

  #leave(node: number, parent: number | null): void {
    const lowest = this.#lowest.get(node) ?? 0
    if (lowest === this.#discovered.get(node)) this.#close(node)
    if (parent !== null) this.#lower(parent, lowest)
  }

  /** All that is open since the node was discovered belongs to its part. */
  #close(node: number): void {
    const part = this.#open.splice(this.#open.lastIndexOf(node))
    for (const member of part) this.#isOpen.delete(member)
    if (part.length > 1) this.parts.push(part)
  }
}

/** The shortest way from one node to another, both included, through none but members; null when there is none. */
export function shortestPath(graph: Graph, from: number, to: number, members: ReadonlySet<number>): number[] | null {
  const cameFrom = new Map<number, number>([[from, from]])
  const queue = [from]
  for (const node of queue) {
    if (node === to) return pathTo(to, from, cameFrom)
    for (const successor of graph[node] ?? []) {
      if (!members.has(successor) || cameFrom.has(successor)) continue
      cameFrom.set(successor, node)
      queue.push(successor)
    }
  }
  return null
}

function pathTo(to: number, from: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [to]
  for (let node = to; node !== from; path.push(node)) node = cameFrom.get(node) ?? from
  return path.toReversed()
}
