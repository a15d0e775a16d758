// A group of the KIP-848 protocol, as its coordinator has it in memory. Plain data that survives JSON; entries are never changed in place.
// Source: ConsumerGroup and ConsumerGroupMember of Kafka 4.3.

export type ConsumerGroup = {
  readonly type: 'consumer'
  readonly groupEpoch: number
  /** In the order they joined. */
  readonly members: readonly { readonly memberId: string }[]
}
