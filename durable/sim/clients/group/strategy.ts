// How the leader of a group of the older protocol shares out what there is, and what members do with their partitions while they join.
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'

/** What a member said of itself when it joined. */
export type JoinedMember = {
  readonly memberId: string
  readonly owned: readonly TopicPartition[]
  /** In which it was given what it owns. */
  readonly generation: number
}

export type Strategy = {
  readonly protocolName: string
  /** Whether members keep what they have while they join, and give up only what moves (KIP-429). */
  readonly isCooperative: boolean
  /** By member id. */
  readonly assign: (
    members: readonly JoinedMember[],
    partitions: readonly TopicPartition[],
  ) => ReadonlyMap<string, readonly TopicPartition[]>
}
