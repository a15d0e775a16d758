// The topics that Kafka keeps for itself. Source: Topic.INTERNAL_TOPICS of Kafka 4.3, without the one of share groups, which nobody makes here.

export const TRANSACTION_STATE = '__transaction_state'
export const CONSUMER_OFFSETS = '__consumer_offsets'

export type CoordinatorTopic = typeof TRANSACTION_STATE | typeof CONSUMER_OFFSETS

/** What clients neither make nor write to. */
export function isInternalTopic(name: string): name is CoordinatorTopic {
  return name === TRANSACTION_STATE || name === CONSUMER_OFFSETS
}
