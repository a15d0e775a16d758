// A group of the classic protocol, as its coordinator has it in memory. Plain data that survives JSON; entries are never changed in place.
// Source: ClassicGroup and ClassicGroupMember of Kafka 4.3.

export type ClassicGroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

export type ClassicGroup = {
  readonly type: 'classic'
  readonly state: ClassicGroupState
  /** In the order they joined. */
  readonly members: readonly { readonly memberId: string }[]
}
