// What an answer that cannot be given yet waits for, as data: Kafka's DelayedProduce, DelayedFetch and DelayedDeleteRecords, and what its
// coordinators wait for.
import type { RequestInput } from '../input.ts'

export type Waiting =
  /** acks=all: until everything is committed. */
  | {
      readonly kind: 'produce'
      readonly deadlineMs: number
      readonly partitions: readonly WaitingPartition[]
    }
  /** Until every live replica has moved its log start to requiredOffset. */
  | {
      readonly kind: 'deleteRecords'
      readonly deadlineMs: number
      readonly partitions: readonly WaitingPartition[]
    }
  /** Until minBytes can be read; the request is then carried out again. */
  | { readonly kind: 'fetch'; readonly deadlineMs: number; readonly topics: readonly string[] }
  /** Until what a coordinator or a leader wrote for the request is committed; one that is not becomes the error of a coordinator. */
  | { readonly kind: 'coordinator'; readonly deadlineMs: number; readonly partitions: readonly WaitingPartition[] }
  /** Until the group has come as far as the request needs: its members have joined, or its leader has assigned. */
  | {
      readonly kind: 'group'
      readonly awaits: 'join' | 'sync'
      readonly deadlineMs: number
      /** The coordinator that was asked, and its partition of __consumer_offsets. */
      readonly brokerId: number
      readonly partitionIndex: number
      readonly coordinatorEpoch: number
      readonly groupId: string
      readonly memberId: string
      /** When the request came: a join waits for the next. */
      readonly generationId: number
    }
  /** Until something changes in these topics; the request is then carried out again, without being sent again. */
  | { readonly kind: 'again'; readonly deadlineMs: number; readonly topics: readonly string[] }
  /** Until the broker is awake again. Its client stops waiting at the deadline, and the request is carried out all the same. */
  | { readonly kind: 'held'; readonly deadlineMs: number; readonly brokerId: number; readonly input: RequestInput }
  /** The answer is there and on its way, or the disk is slow. */
  | { readonly kind: 'late'; readonly deadlineMs: number }

export type WaitingPartition = {
  readonly topic: string
  readonly topicId: string
  readonly partitionIndex: number
  /** The leader and its epoch when it appended: with another one the answer is NOT_LEADER_OR_FOLLOWER. */
  readonly brokerId: number
  readonly leaderEpoch: number
  /** The high watermark that commits it all, or the log start that was asked for. */
  readonly requiredOffset: number
}
