// Who says what to whom, and when: the model behind the swimlanes of a rebalance and the chart of a transaction.
import type { ClusterEvent } from '../data/shapes.ts'

export type LaneRole = 'coordinator' | 'client' | 'leader'

export type Lane = { readonly key: string; readonly role: LaneRole; readonly label: string }

export type SequenceStep = {
  /** The lane on which it begins, and the one that it reaches: the same for what somebody does alone. */
  readonly from: string
  readonly to: string
  /** In Kafka's own words, which are the same in every language: a request, a state, a callback. */
  readonly label: string
  readonly tone: 'request' | 'answer' | 'state' | 'callback' | 'trouble'
  /** What is told of it, and the moment to which it belongs. */
  readonly event: ClusterEvent
}

export type Sequence = { readonly lanes: readonly Lane[]; readonly steps: readonly SequenceStep[] }

const ROLES: readonly LaneRole[] = ['coordinator', 'client', 'leader']

/** The lanes that steps use: of one role beside each other, otherwise in the order in which they appear. */
export function lanesOf(
  steps: readonly SequenceStep[],
  laneOf: (key: string) => Lane,
  order: readonly LaneRole[] = ROLES,
): readonly Lane[] {
  const keys = new Set(steps.flatMap(({ from, to }) => [from, to]))
  const lanes = Array.from(keys, laneOf)
  return order.flatMap((role) => lanes.filter((lane) => lane.role === role))
}
