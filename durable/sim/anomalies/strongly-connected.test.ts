import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortestPath, stronglyConnected } from './strongly-connected.ts'
import type { Graph } from './strongly-connected.ts'

const MOST_NODES = 8
const edges = fc.uniqueArray(fc.tuple(fc.nat(MOST_NODES - 1), fc.nat(MOST_NODES - 1)), { selector: String, maxLength: 24 })

function graphOf(pairs: readonly (readonly [number, number])[]): Graph {
  return Array.from({ length: MOST_NODES }, (_, node) => pairs.filter(([from, to]) => from === node && to !== node).map(([, to]) => to))
}

const all = new Set(Array.from({ length: MOST_NODES }, (_, node) => node))

describe('strongly connected parts', () => {
  it('[SIM11] are exactly the nodes that reach each other', () => {
    fc.assert(
      fc.property(edges, (pairs) => {
        const graph = graphOf(pairs)
        const partOf = new Map(stronglyConnected(graph).flatMap((part, index) => part.map((node) => [node, index])))
        for (const one of all) {
          for (const other of all) {
            if (one === other) continue
            const areConnected = shortestPath(graph, one, other, all) !== null && shortestPath(graph, other, one, all) !== null
            expect(partOf.has(one) && partOf.get(one) === partOf.get(other)).toBe(areConnected)
          }
        }
      }),
    )
  })

  it('[SIM11] are found in a ring that is longer than any stack', () => {
    const length = 100_000
    const ring = Array.from({ length }, (_, node) => [(node + 1) % length])
    expect(stronglyConnected(ring).map((part) => part.length)).toEqual([length])
  })

  it('[SIM11] are gone around on the shortest way, without leaving the members', () => {
    const graph = [[1, 3], [2], [0], [4], [0], []]
    expect(shortestPath(graph, 1, 0, all)).toEqual([1, 2, 0])
    expect(shortestPath(graph, 0, 0, all)).toEqual([0])
    expect(shortestPath(graph, 0, 4, new Set([0, 1, 2]))).toBeNull()
    expect(shortestPath(graph, 0, 5, all)).toBeNull()
  })
})
