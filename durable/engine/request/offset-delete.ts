// OffsetDelete
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideOffsetDelete(_step: Step, _input: InputOf<'OffsetDelete'>): Decision {
  throw new AssertionError('OffsetDelete is not written yet')
}
