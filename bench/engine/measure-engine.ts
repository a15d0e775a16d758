// What the engine alone costs a produce, in clusters from the plainest to a large one with a dead broker in it. The shapes take turns, round
// by round, so that a machine which gets busier on the way treats them alike.

import type { Effort } from '../contests/contest.ts'
import { median } from '../load/statistics.ts'
import { EngineLoop, type EngineCase, type EngineRound } from './engine-loop.ts'

export type EngineCost = {
  readonly shape: EngineCase
  /** Median over the rounds of processor time a produce. */
  readonly produceMicroseconds: number
  readonly cheapestMicroseconds: number
  readonly dearestMicroseconds: number
  /** The same for writing its journal entries as text, which the shell does, and how long that text is. */
  readonly journalMicroseconds: number
  readonly journalBytes: number
  /** At most so many milliseconds a produce; null where nobody has set a goal. */
  readonly goalMs: number | null
}

/** A produce to a large cluster in trouble must leave the object time for everything else. */
const IN_TROUBLE_GOAL_MS = 2

const SHAPES: readonly (readonly [shape: EngineCase, goalMs: number | null])[] = [
  [{ brokers: 9, partitions: 200, replicationFactor: 3, hasDeadBroker: true }, IN_TROUBLE_GOAL_MS],
  [{ brokers: 9, partitions: 200, replicationFactor: 3, hasDeadBroker: false }, null],
  [{ brokers: 3, partitions: 1, replicationFactor: 3, hasDeadBroker: false }, null],
  [{ brokers: 3, partitions: 1, replicationFactor: 1, hasDeadBroker: false }, null],
]

/** Runs all rounds. The first one of each shape warms it up and is not counted. */
export function measureEngine({ rounds, roundMs }: Effort): EngineCost[] {
  const loops = SHAPES.map(([shape, goalMs]) => ({ shape, goalMs, loop: new EngineLoop(shape), counted: new Array<EngineRound>() }))
  for (let round = 0; round <= rounds; round++) {
    for (const { loop, counted } of loops) {
      const done = loop.runRound(roundMs)
      if (round > 0) counted.push(done)
    }
  }
  return loops.map(({ shape, goalMs, counted }) => summarize(shape, goalMs, counted))
}

function summarize(shape: EngineCase, goalMs: number | null, rounds: readonly EngineRound[]): EngineCost {
  const produceMicroseconds = rounds.map((round) => round.produceMicroseconds)
  return {
    shape,
    produceMicroseconds: median(produceMicroseconds),
    cheapestMicroseconds: Math.min(...produceMicroseconds),
    dearestMicroseconds: Math.max(...produceMicroseconds),
    journalMicroseconds: median(rounds.map((round) => round.journalMicroseconds)),
    journalBytes: median(rounds.map((round) => round.journalBytes)),
    goalMs,
  }
}
