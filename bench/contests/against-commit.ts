// The same work on this commit and on an earlier one, in turn: what a change has cost everybody who does not use it.

import type { Target } from '../load/closed-loop.ts'
import type { Contest } from './all-contests.ts'
import type { Contender } from './contest.ts'
import { recordsOverSocket, singleRecordsOverHttp } from './single-records.ts'

/** The share of the earlier commit's rate that has to be left. */
const KEPT_GOAL = 0.85
const REPLICATION_FACTORS = [1, 3]

export function contestsAgainst(earlier: Target, now: Target): readonly Omit<Contest, 'part'>[] {
  return [singleRecordsOverHttp, recordsOverSocket].flatMap((way) =>
    REPLICATION_FACTORS.map((replicationFactor) => inTurn(way(earlier, replicationFactor), way(now, replicationFactor))),
  )
}

function inTurn(floor: Contender, work: Contender): Omit<Contest, 'part'> {
  return { contenders: [floor, work], goals: [{ work, floor, goal: KEPT_GOAL }] }
}
