// Heartbeat
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideHeartbeat(_step: Step, _input: InputOf<'Heartbeat'>): Decision {
  throw new AssertionError('Heartbeat is not written yet')
}
