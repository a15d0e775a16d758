// What a person can ask of the benchmark on the command line.

/** Parts of the benchmark that can be run alone, in the order of the report. */
export const PARTS = ['single', 'json', 'raw', 'read', 'rows', 'footprint'] as const
export type Part = (typeof PARTS)[number]

export type BenchOptions = {
  /** Shorter rounds, for a first look: below 40 seconds instead of below three minutes. */
  readonly quick: boolean
  /** Write bench/RESULTS.md. */
  readonly write: boolean
  readonly parts: readonly Part[]
}

export const USAGE = `Usage: npm run bench -- [--quick] [--write] [--only ${PARTS.join('|')}]`

/** Reads the arguments, or says in one line what is wrong with them. */
export function readBenchOptions(args: readonly string[]): BenchOptions | { error: string } {
  let parts: readonly Part[] = PARTS
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]
    if (argument === '--quick' || argument === '--write') continue
    const part = PARTS.find((name) => name === args[index + 1])
    if (argument !== '--only' || part === undefined) return { error: USAGE }
    parts = [part]
    index++
  }
  const write = args.includes('--write')
  if (write && parts !== PARTS) return { error: 'bench/RESULTS.md tells of a whole run: --write and --only exclude each other.' }
  return { quick: args.includes('--quick'), write, parts }
}
