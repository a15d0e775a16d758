// What the two protocols of groups have in common for a member: a place in the group, partitions to work on, and the end of both.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { ClusterView } from '../../../engine/cluster.ts'
import type { ClientPartition } from '../../anomalies/client-history.ts'
import type { MemberIdentity } from '../../group-history.ts'

/** Names of the topics that groups read; not all of them exist at any time. */
export const SUBSCRIBED_TOPICS = ['a', 'b', 'c', 'd'] as const

/** As the members see them in the metadata. */
export function subscribedPartitions({ topics }: ClusterView): TopicPartition[] {
  return SUBSCRIBED_TOPICS.flatMap((topic) => {
    return (topics.get(topic)?.partitions ?? []).map(({ partitionIndex }) => ({ topic, partitionIndex }))
  })
}

export type MembershipOptions = {
  /** One life of a member, under a name of its own. */
  readonly process: string
  readonly groupId: string
  readonly groupInstanceId: string | null
  /** How long the coordinator waits for a sign of life; the newer protocol does not ask. */
  readonly sessionTimeoutMs: number
}

/** Hears what becomes of the partitions, right when the member hears it. */
export interface Assignee {
  /** Exactly these are its own from now on. */
  own(identity: MemberIdentity, partitions: readonly ClientPartition[]): void
  /** The coordinator does not count it in any more. `identity` is who it was. */
  lose(identity: MemberIdentity): void
}

export interface Membership {
  /** Null while it has no place in the group. */
  readonly identity: MemberIdentity | null
  /** Another process has taken its place for good. */
  readonly isFenced: boolean
  /** Says what there is to say to the coordinator; null when there is nothing, and the member may work. */
  turn(): string | null
  /** What the answer to something else, such as a commit, says about its place. It was asked as `who`. */
  hear(error: KafkaErrorName, who: MemberIdentity): void
  /** Says good-bye without waiting for an answer. */
  leave(): void
}
