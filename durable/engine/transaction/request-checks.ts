// What the requests of a transaction have in common before the coordinator looks at the transaction: a transactional id, partitions that
// exist, and the names that old clients know for an error.
// Source: KafkaApis.handleAddPartitionsToTxnRequest, handleEndTxnRequest, handleInitProducerIdRequest and handleTxnOffsetCommitRequest of Kafka
// 4.3; KIP-588, KAFKA-9656.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { PartitionKey } from '../partition-key.ts'
import { refused } from './transaction-decision.ts'
import type { Refused } from './transaction-decision.ts'
import type { TransactionVersion } from './transaction-metadata.ts'

export type TransactionApi = 'InitProducerId' | 'AddPartitionsToTxn' | 'AddOffsetsToTxn' | 'EndTxn'

/** Since these versions clients know PRODUCER_FENCED; older ones are told INVALID_PRODUCER_EPOCH. */
const PRODUCER_FENCED_SINCE: { readonly [Api in TransactionApi]: number } = {
  InitProducerId: 4,
  AddPartitionsToTxn: 2,
  AddOffsetsToTxn: 2,
  EndTxn: 2,
}

/** Since this version of TxnOffsetCommit clients come back to a coordinator that loads; older ones take it for the end. */
const LOADING_SINCE = 2

/** A client that sends these versions speaks transactions v2. AddOffsetsToTxn belongs to the classic protocol in all its versions. */
const TRANSACTIONS_V2_SINCE: { readonly [Api in TransactionApi]: number } = {
  InitProducerId: Infinity,
  AddPartitionsToTxn: 4,
  AddOffsetsToTxn: Infinity,
  EndTxn: 5,
}

export function clientTransactionVersion(api: TransactionApi, apiVersion: number): TransactionVersion {
  return apiVersion >= TRANSACTIONS_V2_SINCE[api] ? 2 : 0
}

export function errorForVersion(api: TransactionApi, apiVersion: number, error: KafkaErrorName): KafkaErrorName {
  return error === 'PRODUCER_FENCED' && apiVersion < PRODUCER_FENCED_SINCE[api] ? 'INVALID_PRODUCER_EPOCH' : error
}

export function commitErrorForVersion(apiVersion: number, error: KafkaErrorName): KafkaErrorName {
  return error === 'COORDINATOR_LOAD_IN_PROGRESS' && apiVersion < LOADING_SINCE ? 'COORDINATOR_NOT_AVAILABLE' : error
}

export function checkTransactionalId(transactionalId: string | null): Refused | null {
  return transactionalId === null || transactionalId === '' ? refused('INVALID_REQUEST') : null
}

/** All partitions exist, or none is added: then those that exist are told that nothing was tried. Null when all exist. */
export function errorsOfUnknownPartitions(
  partitions: readonly PartitionKey[],
  exists: (partition: PartitionKey) => boolean,
): readonly { readonly partition: PartitionKey; readonly error: KafkaErrorName }[] | null {
  if (partitions.every(exists)) return null
  return partitions.map((partition) => ({
    partition,
    error: exists(partition) ? 'OPERATION_NOT_ATTEMPTED' : 'UNKNOWN_TOPIC_OR_PARTITION',
  }))
}
