// A contest measures contenders in turn (floor, work, floor, work, …), so that a machine which gets slower or busier on the way treats them
// alike, and takes the median of each.

import type { Round } from '../load/closed-loop.ts'
import { median, percentile } from '../load/statistics.ts'

export type Contender = {
  readonly name: string
  readonly unit: 'requests' | 'records' | 'batches' | 'offsets'
  /** What one latency is the time of. */
  readonly latencyOf: string
  readonly runRound: (durationMs: number) => Promise<Round>
}

export type Effort = { readonly rounds: number; readonly roundMs: number }

export type Result = {
  readonly name: string
  readonly unit: Contender['unit']
  readonly latencyOf: string
  /** Median over the rounds, in units a second. */
  readonly rate: number
  readonly slowestRate: number
  readonly fastestRate: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Median over the rounds of workerd's processor time for one unit; null where the system does not tell. */
  readonly processorMicrosecondsPerUnit: number | null
}

/** Runs all rounds. The first one of each contender warms it up and is not counted. */
export async function runContest(contenders: readonly Contender[], { rounds, roundMs }: Effort): Promise<Result[]> {
  const measured = contenders.map((contender): { contender: Contender; rounds: Round[] } => ({ contender, rounds: [] }))
  for (let round = 0; round <= rounds; round++) {
    for (const { contender, rounds: counted } of measured) {
      const done = await contender.runRound(roundMs)
      if (round > 0) counted.push(done)
    }
  }
  return measured.map(({ contender, rounds: counted }) => summarize(contender, counted))
}

function summarize({ name, unit, latencyOf }: Contender, rounds: readonly Round[]): Result {
  const rates = rounds.map(({ units, seconds }) => units / seconds)
  const processorTimes = rounds.flatMap(({ units, processorMs }) => (processorMs === null ? [] : [(processorMs * 1000) / units]))
  const latenciesMs = rounds.flatMap((round) => round.latenciesMs)
  return {
    name,
    unit,
    latencyOf,
    rate: median(rates),
    slowestRate: Math.min(...rates),
    fastestRate: Math.max(...rates),
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    processorMicrosecondsPerUnit: processorTimes.length === 0 ? null : median(processorTimes),
  }
}
