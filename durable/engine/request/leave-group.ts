// LeaveGroup
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideLeaveGroup(_step: Step, _input: InputOf<'LeaveGroup'>): Decision {
  throw new AssertionError('LeaveGroup is not written yet')
}
