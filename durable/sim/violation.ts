// What a simulation ends with when something is wrong: which invariant, and one sentence that a person can start from.

export const INVARIANTS = [
  'leadership',
  'high watermark',
  'committed records',
  'acknowledged records',
  'reads',
  'in-sync replicas',
  'disk',
  'log',
  'stored bytes',
  'replay',
  'deadlines',
  'rest',
  'anomalies',
  'group ownership',
  'group commits',
  'group states',
  'group memory',
  'processed records',
  'assertion',
] as const

export type Invariant = (typeof INVARIANTS)[number]

export class Violation extends Error {
  override readonly name = 'Violation'
  readonly invariant: Invariant

  constructor(invariant: Invariant, sentence: string) {
    super(sentence)
    this.invariant = invariant
  }
}

/** Ends the simulation unless the condition holds. The sentence is only built when it is needed. */
export function must(invariant: Invariant, condition: boolean, sentence: () => string): asserts condition {
  if (!condition) throw new Violation(invariant, sentence())
}
