// ConsumerGroupDescribe
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideConsumerGroupDescribe(_step: Step, _input: InputOf<'ConsumerGroupDescribe'>): Decision {
  throw new AssertionError('ConsumerGroupDescribe is not written yet')
}
