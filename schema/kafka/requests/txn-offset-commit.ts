// TxnOffsetCommit (API key 28) as plain objects.
import type { OffsetCommitPartition, OffsetCommitResponse } from './offset-commit.ts'

export type TxnOffsetCommitRequest = {
  /**
   * From 5 on the group's coordinator adds its partition to the transaction by itself (KIP-890). Below 2 COORDINATOR_LOAD_IN_PROGRESS is told as
   * COORDINATOR_NOT_AVAILABLE.
   */
  readonly apiVersion: number
  readonly transactionalId: string
  readonly groupId: string
  readonly producerId: number
  readonly producerEpoch: number
  /** Of the consumer whose offsets these are (KIP-447): -1, '' and null for one that is no member of the group. */
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly topics: readonly { readonly name: string; readonly partitions: readonly OffsetCommitPartition[] }[]
}

export type TxnOffsetCommitResponse = OffsetCommitResponse
