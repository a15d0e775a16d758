// A membership of a group on a JSON socket: what of it survives while the object sleeps. The member itself is a hosted consumer.
import { MAX_REDELIVERIES } from '../../../schema/limits.ts'
import { topicPartitionKey } from '../../../schema/kafka/topic-partition.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'

export type GroupSubscription = {
  readonly name: string
  readonly groupId: string
  /** The name of the hosted consumer. */
  readonly consumer: string
  readonly as: 'auto' | 'json' | 'string' | 'binary'
  readonly acks: 'auto' | 'manual'
  /** Records the client will still take. */
  permits: number
  /** Bytes sent since the client last gave permits. */
  unconfirmedBytes: number
  /** Whether the client was told that it loses partitions and has not let them go yet. */
  isReleasing: boolean
  /** Records that the client sent back, the oldest first. */
  redeliveries: readonly Redelivery[]
}

export type Redelivery = readonly [partition: string, offset: number, count: number]

/** How often a record was sent back. */
export function redeliveryCount({ redeliveries }: GroupSubscription, partition: TopicPartition, offset: number): number {
  const key = topicPartitionKey(partition)
  return redeliveries.find(([name, at]) => name === key && at === offset)?.[2] ?? 0
}

/** Counts once more, and says how often that makes. Beyond some records the oldest are counted from the beginning again. */
export function countRedelivery(subscription: GroupSubscription, partition: TopicPartition, offset: number): number {
  const key = topicPartitionKey(partition)
  const count = redeliveryCount(subscription, partition, offset) + 1
  const others = subscription.redeliveries.filter(([name, at]) => name !== key || at !== offset)
  subscription.redeliveries = [...others, [key, offset, count] as const].slice(-MAX_REDELIVERIES)
  return count
}

/** What is behind an acknowledgement will not come again. */
export function forgetRedeliveries(subscription: GroupSubscription, partition: TopicPartition, offset: number): void {
  const key = topicPartitionKey(partition)
  subscription.redeliveries = subscription.redeliveries.filter(([name, at]) => name !== key || at > offset)
}

/** Of the subscription that has most of them; false when there is none left. */
export function forgetOldestRedelivery(subscriptions: readonly GroupSubscription[]): boolean {
  const [largest] = subscriptions.toSorted((one, other) => other.redeliveries.length - one.redeliveries.length)
  if (largest === undefined || largest.redeliveries.length === 0) return false
  largest.redeliveries = largest.redeliveries.slice(1)
  return true
}
