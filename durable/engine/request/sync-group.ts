// SyncGroup
import { AssertionError } from '../assert.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideSyncGroup(_step: Step, _input: InputOf<'SyncGroup'>): Decision {
  throw new AssertionError('SyncGroup is not written yet')
}
