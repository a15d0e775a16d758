// What a person is told of a simulation that failed: one line that replays it, with as few steps as will do.
import { runSeed } from './run-seed.ts'
import type { Failure, SeedOptions } from './run-seed.ts'

export type FailedSeed = SeedOptions & { readonly failure: Failure }

/**
 * Fewer steps that still fail. What happens in a step does not depend on how many follow, so the steps up to the failing one are enough; where
 * only the rest at the end failed, halving finds a beginning after which it does.
 */
export function shrink(failed: FailedSeed): FailedSeed {
  const { failure, steps } = failed
  if (failure.step <= steps) return { ...failed, steps: failure.step }
  let shortest = failed
  let [least, most] = [0, steps]
  while (least < most) {
    const middle = (least + most) >> 1
    const found = runSeed({ ...failed, steps: middle, tell: () => {} }).failure
    if (found === null) least = middle + 1
    else {
      most = middle
      shortest = { ...failed, steps: middle, failure: found }
    }
  }
  return shortest
}

export function lineOf({ seed, steps, mutant, failure }: FailedSeed): string {
  const planted = mutant === null || mutant === undefined ? '' : ` --mutant ${mutant}`
  const step = failure.step > steps ? 'at rest' : `step ${failure.step}`
  return `npm run sim -- --seed ${seed} --steps ${steps}${planted}   # ${step}: ${failure.invariant}: ${failure.sentence}`
}
