// The two ways in which a producer tells its coordinator about a transaction. In the older one (transaction version 1) it names each partition and
// each group before it writes there; in the newer (KIP-890) the leaders do that for it, and its epoch is raised with each transaction.
import type { RequestOf } from '../../../schema/kafka/requests/apis.ts'
import type { TxnOffsetCommitRequest } from '../../../schema/kafka/requests/txn-offset-commit.ts'
import type { ClientPartition } from '../anomalies/client-history.ts'

export type TransactionProtocol = {
  readonly namesPartitions: boolean
  readonly produceVersion: number
  readonly endTxnVersion: number
  readonly txnOffsetCommitVersion: number
}

/** Versions 4 and newer of AddPartitionsToTxn are for brokers. */
const ADD_PARTITIONS_VERSION = 3
const ADD_OFFSETS_VERSION = 3

export const PROTOCOLS = {
  older: { namesPartitions: true, produceVersion: 11, endTxnVersion: 4, txnOffsetCommitVersion: 4 },
  newer: { namesPartitions: false, produceVersion: 12, endTxnVersion: 5, txnOffsetCommitVersion: 5 },
} as const satisfies Readonly<Record<string, TransactionProtocol>>

/** Who speaks to the coordinator. */
export type TransactionalIdentity = { readonly transactionalId: string; readonly producerId: number; readonly producerEpoch: number }

export function addPartition(identity: TransactionalIdentity, partition: ClientPartition): RequestOf<'AddPartitionsToTxn'> {
  const topics = [{ name: partition.topic, partitions: [partition.partitionIndex] }]
  return { api: 'AddPartitionsToTxn', request: { apiVersion: ADD_PARTITIONS_VERSION, ...identity, verifyOnly: false, topics } }
}

export function addOffsets(identity: TransactionalIdentity, groupId: string): RequestOf<'AddOffsetsToTxn'> {
  return { api: 'AddOffsetsToTxn', request: { apiVersion: ADD_OFFSETS_VERSION, ...identity, groupId } }
}

/** Whose offsets they are. A consumer that is no member of its group has neither generation nor member id. */
export type Committer = Pick<TxnOffsetCommitRequest, 'groupId' | 'generationId' | 'memberId' | 'groupInstanceId'>

export type TransactionalOffset = { readonly partition: ClientPartition; readonly offset: number; readonly metadata: string | null }

export function noMember(groupId: string): Committer {
  return { groupId, generationId: -1, memberId: '', groupInstanceId: null }
}

export function commitOffsets(
  protocol: TransactionProtocol,
  identity: TransactionalIdentity,
  committer: Committer,
  offsets: readonly TransactionalOffset[],
): RequestOf<'TxnOffsetCommit'> {
  const topics = offsets.map(({ partition: { topic: name, partitionIndex }, offset: committedOffset, metadata: committedMetadata }) => {
    return { name, partitions: [{ partitionIndex, committedOffset, committedLeaderEpoch: -1, committedMetadata }] }
  })
  return { api: 'TxnOffsetCommit', request: { apiVersion: protocol.txnOffsetCommitVersion, ...identity, ...committer, topics } }
}

export function endTransaction(protocol: TransactionProtocol, identity: TransactionalIdentity, committed: boolean): RequestOf<'EndTxn'> {
  return { api: 'EndTxn', request: { apiVersion: protocol.endTxnVersion, ...identity, committed } }
}
