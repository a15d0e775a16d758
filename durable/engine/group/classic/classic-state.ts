// The states of a group of the classic protocol, and which may follow on which.
// Source: ClassicGroupState of Kafka 4.3.

export type ClassicGroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

type ByState<Value> = { readonly [State in ClassicGroupState]: Value }

/** What may stand before a state. A group that is Dead is gone from the memory of its coordinator: no state of ours ever shows it. */
const VALID_PREVIOUS_STATES: ByState<readonly ClassicGroupState[]> = {
  Empty: ['PreparingRebalance'],
  PreparingRebalance: ['Stable', 'CompletingRebalance', 'Empty'],
  CompletingRebalance: ['PreparingRebalance'],
  Stable: ['CompletingRebalance'],
  Dead: ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'],
}

export function isValidTransition(from: ClassicGroupState, to: ClassicGroupState): boolean {
  return VALID_PREVIOUS_STATES[to].includes(from)
}
