// The simulator in CI: the same seed gives the same bytes, three hundred seeds hold every invariant, seeds that once failed stay well, and bugs
// that are planted on purpose are found.
import { describe, expect, it } from 'vitest'
import { KEPT_SEEDS } from './kept-seeds.ts'
import { MUTANTS } from './mutants.ts'
import type { MutantName } from './mutants.ts'
import { lineOf, shrink } from './report.ts'
import { runSeed } from './run-seed.ts'

const CI_SEEDS = 300
const CI_STEPS = 150
const MUTANT_SEEDS = 300
const MUTANT_STEPS = 150
/** Far more than a slow machine needs; a test that hangs still ends. */
const TIMEOUT_MS = 300_000

function linesOfFailures(seeds: Iterable<number>, steps: number): string[] {
  return [...seeds].flatMap((seed) => {
    const { failure } = runSeed({ seed, steps })
    return failure === null ? [] : [lineOf(shrink({ seed, steps, failure }))]
  })
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** The first seed under which the planted bug shows and the real engine is well. */
function firstSeedThatFinds(mutant: MutantName): number | null {
  return upTo(MUTANT_SEEDS).find((seed) => runSeed({ seed, steps: MUTANT_STEPS, mutant }).failure !== null) ?? null
}

describe('the simulator', () => {
  it('[SIM1] gives the same journal, byte for byte, for the same seed, and another one for another seed', () => {
    const journals = [7, 8, 9].map((seed) => runSeed({ seed, steps: 150 }).journal.join('\n'))
    expect([7, 8, 9].map((seed) => runSeed({ seed, steps: 150 }).journal.join('\n'))).toEqual(journals)
    expect(new Set(journals).size).toBe(3)
  })

  it('[SIM1] does the same in a step however many follow', () => {
    const told = (steps: number): string[] => {
      const sentences: string[] = []
      runSeed({ seed: 11, steps, tell: (sentence) => sentences.push(sentence) })
      return sentences
    }
    // The last sentence is about the end.
    expect(told(80).slice(0, 41)).toEqual(told(40).slice(0, 41))
  })

  it(`[SIM2] holds every invariant under ${CI_SEEDS} seeds`, { timeout: TIMEOUT_MS }, () => {
    expect(linesOfFailures(upTo(CI_SEEDS), CI_STEPS)).toEqual([])
  })

  it.each(KEPT_SEEDS.map(({ seed, steps, because }) => [seed, steps, because] as const))(
    '[SIM3] is well under seed %i with %i steps: %s',
    (seed, steps) => {
      expect(linesOfFailures([seed], steps)).toEqual([])
    },
  )

  it.each(Object.keys(MUTANTS) as MutantName[])(`[SIM4] finds %s within ${MUTANT_SEEDS} seeds`, { timeout: TIMEOUT_MS }, (mutant) => {
    const seed = firstSeedThatFinds(mutant)
    expect(seed).not.toBeNull()
    expect(runSeed({ seed: seed ?? 0, steps: MUTANT_STEPS }).failure).toBeNull()
  })

  it('[SIM5] replays a failure from one line, with no more steps than it needs', () => {
    const mutant = 'high-watermark-alone'
    const seed = firstSeedThatFinds(mutant) ?? 0
    const { failure } = runSeed({ seed, steps: MUTANT_STEPS, mutant })
    if (failure === null) throw new Error('the mutant is found')
    const shrunk = shrink({ seed, steps: MUTANT_STEPS, mutant, failure })
    expect(shrunk.steps).toBeLessThanOrEqual(MUTANT_STEPS)
    expect(runSeed(shrunk).failure).toEqual(shrunk.failure)
    expect(lineOf(shrunk)).toMatch(/^npm run sim -- --seed \d+ --steps \d+ --mutant high-watermark-alone {3}# .+: .+: .+$/)
  })
})
