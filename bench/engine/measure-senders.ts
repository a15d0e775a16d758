// What the engine alone makes of a hundred records by who sends them. The kinds of senders take turns, round by round, so that a machine which
// gets busier on the way treats them alike; every round has a cluster of its own.

import type { Effort } from '../contests/contest.ts'
import { median } from '../load/statistics.ts'
import { SenderLoop, type SenderKind } from './sender-loop.ts'

/** Median over the rounds of processor time for a hundred records in so many produces, by who sends them. */
export type SenderCost = { readonly produces: number } & { readonly [Kind in SenderKind as `${Kind}Microseconds`]: number }

const SHAPES = [100, 10, 1]
const KINDS: readonly SenderKind[] = ['plain', 'idempotent', 'transactional']

export function measureSenders(effort: Effort): SenderCost[] {
  return SHAPES.map((produces) => measureShape(produces, effort))
}

/** The first round of each kind warms it up and is not counted. */
function measureShape(produces: number, { rounds, roundMs }: Effort): SenderCost {
  const counted: Record<SenderKind, number[]> = { plain: [], idempotent: [], transactional: [] }
  for (let round = 0; round <= rounds; round++) {
    for (const kind of KINDS) {
      const microseconds = new SenderLoop(kind, produces).run(roundMs)
      if (round > 0) counted[kind].push(microseconds)
    }
  }
  return {
    produces,
    plainMicroseconds: median(counted.plain),
    idempotentMicroseconds: median(counted.idempotent),
    transactionalMicroseconds: median(counted.transactional),
  }
}
