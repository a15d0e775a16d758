// DeleteGroups
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideDeleteGroups(_step: Step, _input: InputOf<'DeleteGroups'>): Decision {
  throw new AssertionError('DeleteGroups is not written yet')
}
