// JoinGroup
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideJoinGroup(_step: Step, _input: InputOf<'JoinGroup'>): Decision {
  throw new AssertionError('JoinGroup is not written yet')
}
