// Cycles of operations that each must come before the next. Through reads alone (Elle's G1c) two transactions would each have been committed before
// the other, which is forbidden. With writes in the cycle (G0, and G1c with ww) Kafka allows it: the records of transactions interleave.
import { Dependencies, readsAfterWrites, writesAfterWrites } from './dependencies.ts'
import type { Dependency } from './dependencies.ts'
import type { Evidence } from './evidence.ts'
import type { Anomaly, Finding } from './finding.ts'
import { shortestPath, stronglyConnected } from './strongly-connected.ts'

export function findCycles(evidence: Evidence): Finding[] {
  const writes = writesAfterWrites(evidence)
  const reads = readsAfterWrites(evidence)
  return [
    ...findIn(evidence, 'write cycle', writes, 'ww'),
    ...findIn(evidence, 'circular information flow', reads, 'wr'),
    // One through reads alone is reported already.
    ...findIn(evidence, 'circular flow through writes', [...reads, ...writes], 'wr', (cycle) => cycle.some(({ kind }) => kind === 'ww')),
  ]
}

type Cycle = readonly Dependency[]
type Accepts = (cycle: Cycle) => boolean

/** One cycle for each part of the graph in which everything comes before everything. */
function findIn(
  { operations }: Evidence,
  anomaly: Anomaly,
  all: readonly Dependency[],
  startsWith: Dependency['kind'],
  accepts: Accepts = () => true,
): Finding[] {
  const dependencies = new Dependencies(operations, all)
  return stronglyConnected(dependencies.graph).flatMap((part) => {
    const cycle = cycleIn(dependencies, part, startsWith, accepts)
    return cycle === null ? [] : [{ anomaly, sentence: `${cycle.map(({ because }) => because()).join('; ')}.` }]
  })
}

/** More tries than these would take the square of the time in a large part, to say what its first cycles say already. */
const MOST_TRIES = 50

function cycleIn(dependencies: Dependencies, part: readonly number[], startsWith: Dependency['kind'], accepts: Accepts): Cycle | null {
  const members = new Set(part)
  const starts = part.flatMap((node) => [...dependencies.from(node)]).filter(({ kind, to }) => kind === startsWith && members.has(to))
  for (const start of starts.slice(0, MOST_TRIES)) {
    const back = shortestPath(dependencies.graph, start.to, start.from, members) ?? []
    const cycle = [start, ...alongPath(dependencies, back)]
    if (accepts(cycle)) return cycle
  }
  return null
}

function alongPath(dependencies: Dependencies, path: readonly number[]): Dependency[] {
  return path.slice(1).flatMap((to, index) => dependencies.between(path[index] ?? to, to) ?? [])
}
