// What the edge and the sockets ask of the consumers that the object hosts. Plain data both ways.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import type { Callback, CommittedOffset, ConsumerRecord as PolledRecord } from '../../engine/consumer/consumer.ts'
import type { HostedConsumer, HostedName } from '../../engine/hosted/hosted-consumer.ts'

export type { PolledRecord }

export type ConsumerSpec = Pick<HostedConsumer, 'groupId' | 'door' | 'options' | 'topicPrefix' | 'timeoutMs'> & {
  /** Null lets the object draw one. */
  readonly name: string | null
  /** Kafka's consumer configs under their own names. */
  readonly configs: readonly (readonly [name: string, value: string])[]
}

/** Whose consumer it is: a key for other topics does not find it. */
export type ConsumerRef = HostedName & { readonly topicPrefix: string }

export type ConsumerCall =
  | { readonly kind: 'describe' }
  | { readonly kind: 'subscribe'; readonly topics: readonly string[] }
  | { readonly kind: 'subscribePattern'; readonly pattern: string }
  | { readonly kind: 'unsubscribe' }
  | { readonly kind: 'assign'; readonly partitions: readonly TopicPartition[] }
  | { readonly kind: 'seek'; readonly offsets: readonly (TopicPartition & { readonly offset: number })[] }
  /** Times, or places below zero as ListOffsets knows them. A time behind the last record is the end. */
  | { readonly kind: 'seekToTime'; readonly timestamps: readonly (TopicPartition & { readonly timestamp: number })[] }
  | { readonly kind: 'pause' | 'resume'; readonly partitions: readonly TopicPartition[] }
  /** Null stands for what was delivered. An asynchronous commit is answered before it is done. */
  | { readonly kind: 'commit'; readonly offsets: readonly CommittedOffset[] | null; readonly isAsync: boolean }
  | ({ readonly kind: 'poll' } & PollOptions)
  /** The callbacks that poll gave have been run. */
  | { readonly kind: 'callbacksDone' }
  | { readonly kind: 'close' }

export type PollOptions = {
  /** How long to wait for records, by the world's clock. */
  readonly waitMs: number
  /** How long to wait for the group to give partitions. */
  readonly joinWaitMs: number
  readonly maxRecords: number
  /** Of keys and values together. The first record is given whatever its size. */
  readonly maxBytes: number
  /** Whether the caller runs callbacks itself and says when that is done. Otherwise they count as run at once. */
  readonly runsCallbacks: boolean
}

/** What a consumer is at the moment. */
export type ConsumerView = HostedName & {
  readonly options: Readonly<Record<string, string>>
  readonly subscribedTopics: readonly string[]
  /** Null where the position is not known yet. */
  readonly partitions: readonly (TopicPartition & { readonly position: number | null })[]
  readonly isAssignedByHand: boolean
  readonly memberId: string
  readonly generationId: number
}

export type ConsumerAnswer =
  | {
      readonly done: true
      /** Of one that was made or is to describe itself; null for other calls, which need not carry a thousand partitions. */
      readonly view: ConsumerView | null
      readonly records: readonly PolledRecord[]
      /** Of a poll whose caller runs them. */
      readonly callbacks: readonly Callback[]
    }
  | { readonly done: false; readonly reason: ConsumerRefusal; readonly message: string }

export type ConsumerRefusal = 'CONSUMER_NOT_FOUND' | 'CONSUMER_EXISTS' | 'ILLEGAL_STATE' | 'INVALID_CONFIG' | KafkaErrorName
