// ListGroups
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideListGroups(_step: Step, _input: InputOf<'ListGroups'>): Decision {
  throw new AssertionError('ListGroups is not written yet')
}
