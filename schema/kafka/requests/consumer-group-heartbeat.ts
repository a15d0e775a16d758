// ConsumerGroupHeartbeat (API key 68, KIP-848) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type ConsumerGroupHeartbeatRequest = {
  /** From 1 on the member makes its own id, and may subscribe by a regular expression. */
  readonly apiVersion: number
  readonly groupId: string
  readonly memberId: string
  /** 0 joins, -1 leaves, -2 leaves for a while (a static member). */
  readonly memberEpoch: number
  readonly instanceId: string | null
  readonly rackId: string | null
  /** -1 and null below mean: as in the heartbeat before. */
  readonly rebalanceTimeoutMs: number
  readonly subscribedTopicNames: readonly string[] | null
  readonly subscribedTopicRegex: string | null
  readonly serverAssignor: string | null
  /** What the member owns. */
  readonly topicPartitions: readonly TopicIdPartitions[] | null
  /** Of the request's header, and of its connection. */
  readonly clientId: string
  readonly clientHost: string
}

export type TopicIdPartitions = { readonly topicId: string; readonly partitions: readonly number[] }

export type ConsumerGroupHeartbeatResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly memberId: string | null
  readonly memberEpoch: number
  readonly heartbeatIntervalMs: number
  /** Null when nothing has changed since the member was last told. */
  readonly assignment: readonly TopicIdPartitions[] | null
}
