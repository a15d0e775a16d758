// Transactions as records of __transaction_state, and back: a coordinator that begins or takes over loads its memory from them. The last
// epoch is not in the record, so a retry of InitProducerId that meets the next coordinator is fenced.
// Source: TransactionLog of Kafka 4.3.
import {
  TRANSACTION_LOG_RECORD_TYPE,
  TRANSACTION_STATE_IDS,
  transactionLogKey,
  transactionLogValue,
} from '../../../schema/kafka/coordinator/transaction-log.ts'
import type { MessageOf } from '../../../schema/kafka/message/message-definition.ts'
import { MalformedMessageError, MessageReader } from '../../../schema/kafka/message/message-reader.ts'
import { MessageWriter } from '../../../schema/kafka/message/message-writer.ts'
import { readMessage } from '../../../schema/kafka/message/read-message.ts'
import { writeMessage } from '../../../schema/kafka/message/write-message.ts'
import { indexesByTopic } from '../partition-key.ts'
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from './transaction-metadata.ts'
import type { TransactionMetadata, TransactionTransition, TransactionVersion } from './transaction-metadata.ts'
import type { TransactionState } from './transaction-state.ts'

/** Of each transaction.version, the version of the values that are written under it: flexible from 1 on. */
const VALUE_VERSIONS: { readonly [Version in TransactionVersion]: 0 | 1 } = { 0: 0, 1: 1, 2: 1 }

const STATES_BY_ID = new Map<number, TransactionState>(
  Object.entries(TRANSACTION_STATE_IDS).map(([state, id]) => [id, state as TransactionState]),
)

/** A record that was read. `metadata` is null for a tombstone: the id expired. */
export type TransactionLogRecord = { readonly transactionalId: string; readonly metadata: TransactionMetadata | null }

export function encodeTransactionKey(transactionalId: string): Uint8Array {
  const writer = new MessageWriter()
  writer.writeInt16(TRANSACTION_LOG_RECORD_TYPE)
  writeMessage(transactionLogKey, 0, { transactionalId }, writer)
  return writer.finish()
}

/** What the transaction will be, in the version that the cluster's transaction.version asks for. */
export function encodeTransactionValue(transition: TransactionTransition, transactionVersion: TransactionVersion): Uint8Array {
  const version = VALUE_VERSIONS[transactionVersion]
  const isFlexible = version > 0
  const writer = new MessageWriter()
  writer.writeInt16(version)
  const value = {
    producerId: transition.producerId,
    previousProducerId: isFlexible ? transition.previousProducerId : NO_PRODUCER_ID,
    nextProducerId: isFlexible ? transition.nextProducerId : NO_PRODUCER_ID,
    producerEpoch: transition.producerEpoch,
    transactionTimeoutMs: transition.transactionTimeoutMs,
    transactionStatus: TRANSACTION_STATE_IDS[transition.state],
    transactionPartitions:
      transition.state === 'Empty'
        ? null
        : Array.from(indexesByTopic(transition.partitions), ([topic, partitionIds]) => ({ topic, partitionIds })),
    transactionLastUpdateTimestampMs: transition.lastUpdateTimestampMs,
    transactionStartTimestampMs: transition.startTimestampMs,
    clientTransactionVersion: isFlexible ? transition.clientTransactionVersion : 0,
  }
  writeMessage(transactionLogValue, version, value, writer)
  return writer.finish()
}

/** Throws MalformedMessageError for what Kafka could not read either, and for versions from after 4.3. */
export function decodeTransactionRecord(key: Uint8Array, value: Uint8Array | null): TransactionLogRecord {
  const keyReader = new MessageReader(key)
  const type = keyReader.readInt16()
  if (type !== TRANSACTION_LOG_RECORD_TYPE) throw new MalformedMessageError(`no record of __transaction_state has the type ${type}`)
  const { transactionalId } = readMessage(transactionLogKey, 0, keyReader)
  if (transactionalId === null) throw new MalformedMessageError('a record of __transaction_state names no transactional id')
  if (value === null) return { transactionalId, metadata: null }
  const reader = new MessageReader(value)
  return { transactionalId, metadata: metadataOf(transactionalId, readMessage(transactionLogValue, reader.readInt16(), reader)) }
}

function metadataOf(transactionalId: string, value: MessageOf<typeof transactionLogValue>): TransactionMetadata {
  const state = STATES_BY_ID.get(value.transactionStatus)
  if (state === undefined) throw new MalformedMessageError(`no state of a transaction has the number ${value.transactionStatus}`)
  const topics = value.transactionPartitions ?? []
  return {
    transactionalId,
    producerId: value.producerId,
    previousProducerId: value.previousProducerId,
    nextProducerId: value.nextProducerId,
    producerEpoch: value.producerEpoch,
    lastProducerEpoch: NO_PRODUCER_EPOCH,
    transactionTimeoutMs: value.transactionTimeoutMs,
    state,
    pendingState: null,
    partitions: topics.flatMap(({ topic, partitionIds }) => partitionIds.map((partitionIndex) => ({ topic, partitionIndex }))),
    startTimestampMs: value.transactionStartTimestampMs,
    lastUpdateTimestampMs: value.transactionLastUpdateTimestampMs,
    clientTransactionVersion: transactionVersionOf(value.clientTransactionVersion),
    hasFailedEpochFence: false,
  }
}

function transactionVersionOf(level: number): TransactionVersion {
  if (level === 0 || level === 1 || level === 2) return level
  throw new MalformedMessageError(`there is no transaction.version ${level}`)
}
