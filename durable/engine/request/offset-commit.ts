// OffsetCommit
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideOffsetCommit(_step: Step, _input: InputOf<'OffsetCommit'>): Decision {
  throw new AssertionError('OffsetCommit is not written yet')
}
