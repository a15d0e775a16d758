// `npm run sim -- --seed N --steps M [--seeds K] [--mutant name] [--verbose]`: runs K simulations from seed N on (1 without --seeds) and prints,
// for each that fails, the line that replays it. Ends with exit code 1 if any did.

import { parseArgs } from 'node:util'
import { isMutantName, MUTANTS } from '../durable/sim/mutants.ts'
import { lineOf, shrink } from '../durable/sim/report.ts'
import { runSeed } from '../durable/sim/run-seed.ts'

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= 0 ? number : fail(`--${name} is a whole number from 0 on, not ${text}.`)
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '400' },
    seeds: { type: 'string', default: '1' },
    mutant: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})
const firstSeed = wholeNumber('seed', values.seed)
const steps = wholeNumber('steps', values.steps)
const count = wholeNumber('seeds', values.seeds)
const { mutant = null, verbose } = values
if (mutant !== null && !isMutantName(mutant)) fail(`There is no mutant ${mutant}: ${Object.keys(MUTANTS).join(', ')}.`)

let failures = 0
for (let seed = firstSeed; seed < firstSeed + count; seed++) {
  const options = { seed, steps, mutant, ...(verbose ? { tell: (sentence: string) => console.log(sentence) } : {}) }
  const { failure, journal } = runSeed(options)
  if (verbose) console.log(`${journal.length} journal entries`)
  if (failure === null) continue
  failures += 1
  console.log(lineOf(shrink({ ...options, failure })))
}
console.log(`${count - failures} of ${count} simulations are ok.`)
process.exitCode = failures === 0 ? 0 : 1
