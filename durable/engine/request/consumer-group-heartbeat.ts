// ConsumerGroupHeartbeat
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideConsumerGroupHeartbeat(_step: Step, _input: InputOf<'ConsumerGroupHeartbeat'>): Decision {
  throw new AssertionError('ConsumerGroupHeartbeat is not written yet')
}
