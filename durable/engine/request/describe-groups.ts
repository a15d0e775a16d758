// DescribeGroups
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideDescribeGroups(_step: Step, _input: InputOf<'DescribeGroups'>): Decision {
  throw new AssertionError('DescribeGroups is not written yet')
}
