// What a person can ask of the benchmark on the command line.

/** Parts of the benchmark that can be run alone, in the order of the report. */
export const PARTS = [
  'engine',
  'single',
  'json',
  'raw',
  'read',
  'senders',
  'groups',
  'kafka',
  'against',
  'rows',
  'footprint',
  'idle',
  'page',
] as const
export type Part = (typeof PARTS)[number]

export type BenchOptions = {
  /** Shorter rounds, for a first look: about a minute instead of about four. */
  readonly quick: boolean
  /** Write bench/RESULTS.md. */
  readonly write: boolean
  readonly parts: readonly Part[]
  /** The commit that the part `against` compares with, as the person has called it; without one there is no such part. */
  readonly against: string | null
}

export const USAGE = `Usage: npm run bench -- [--quick] [--write] [--against <commit>] [--only ${PARTS.join('|')}]`

/** Reads the arguments, or says in one line what is wrong with them. */
export function readBenchOptions(args: readonly string[]): BenchOptions | { error: string } {
  let only: Part | null = null
  let against: string | null = null
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]
    if (argument === '--quick' || argument === '--write') continue
    const value = args[++index]
    const part = PARTS.find((name) => name === value)
    if (argument === '--only' && part !== undefined) only = part
    else if (argument === '--against' && value !== undefined && /^[^-]/.test(value)) against = value
    else return { error: USAGE }
  }
  const write = args.includes('--write')
  if (write && only !== null) return { error: 'bench/RESULTS.md tells of a whole run: --write and --only exclude each other.' }
  if (only === 'against' && against === null) return { error: 'The part against needs a commit: --only against --against <commit>.' }
  const parts = PARTS.filter((part) => (part === 'against' ? against !== null : true) && (only === null || part === only))
  return { quick: args.includes('--quick'), write, parts, against }
}
