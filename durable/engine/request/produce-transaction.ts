// What a produce inside a transaction needs before anything is appended: the leaders make sure that the coordinator knows of their partitions.
// A partition whose leader knows the transaction already needs nothing.
// Source: ReplicaManager.handleProduceAppend and KafkaApis.handleProduceRequest of Kafka 4.3; KIP-98, KIP-890.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { batchAttributes, batchProducerEpoch, batchProducerId, isControl, isTransactional } from '../../../schema/kafka/record-batch.ts'
import type { ProduceRequest, StampedProducer } from '../../../schema/kafka/requests/produce.ts'
import { ADD_PARTITIONS_RETRY_MS } from '../../../schema/limits.ts'
import { isInternalTopic, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import { findTopic } from '../find-topic.ts'
import type { Patience } from '../input.ts'
import { producerOf } from '../log/producer-state.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Waiting } from '../purgatory/waiting.ts'
import { canTalk } from '../network/links.ts'
import type { Step } from '../step.ts'
import { joinTransaction } from '../transaction/join-transaction.ts'
import type { JoinResult } from '../transaction/join-transaction.ts'
import { isPartitionIn } from '../transaction/transaction-metadata.ts'
import { leaderLogOf } from './leader-log.ts'
import type { Refusal } from './produce-producer.ts'
import { refuseNewProducers } from './refuse-new-producers.ts'

/** Since these versions clients know TRANSACTION_ABORTABLE, and leave it to the leader to add partitions. */
const ABORTABLE_SINCE = 11
const ADDS_PARTITIONS_SINCE = 12

export type ProducedTransaction =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'waits'; readonly waiting: Extract<Waiting, { kind: 'again' }>; readonly refusal: Refusal }
  | JoinedTransaction

/** Go on; `refusalOf` says which partitions may not. `supportsEpochBump`: the client raises its epoch with each transaction. */
export type JoinedTransaction = {
  readonly kind: 'joined'
  readonly supportsEpochBump: boolean
  readonly refusalOf: (topic: string, partitionIndex: number) => Refusal | null
}

const NO_REFUSAL = (): null => null
const NO_TRANSACTION: JoinedTransaction = { kind: 'joined', supportsEpochBump: false, refusalOf: NO_REFUSAL }

type Unknown = { readonly partition: PartitionKey; readonly leaderId: number; readonly isProducerNew: boolean }

export function joinProduce(step: Step, request: ProduceRequest, patience: Patience): ProducedTransaction {
  const { transactionalId, apiVersion = ADDS_PARTITIONS_SINCE } = request
  const producer = transactionalProducerOf(request)
  if (producer === null) return NO_TRANSACTION
  if (transactionalId === null)
    return refusedAll('TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'A transactional batch needs a transactional id.')
  if (producer === 'several') return refusedAll('INVALID_PRODUCER_ID_MAPPING', 'One request is of one producer and epoch.')
  const supportsEpochBump = apiVersion >= ADDS_PARTITIONS_SINCE
  const unknown = unknownPartitions(step, request, producer, patience)
  const [first] = unknown
  if (first === undefined) return { kind: 'joined', supportsEpochBump, refusalOf: NO_REFUSAL }
  // Before the coordinator hears of them: the marker of a transaction would make its producer known after all.
  const refusal = refuseNewProducers(step, unknown.filter(({ isProducerNew }) => isProducerNew).length)
  if (refusal !== null) return { kind: 'refused', refusal }
  const member = { transactionalId, ...producer, partitions: unknown.map(({ partition }) => partition) }
  return resultOf(step, request, patience, unknown, joinTransaction(step, first.leaderId, member, supportsEpochBump))
}

/**
 * Whose the transactional batches are; null without any. Markers are refused elsewhere: no client may send one. Every produce asks, and most are of
 * no transaction, so a look at two bytes of each batch has to do.
 */
function transactionalProducerOf({ transactionalId, stampedProducer, topicData }: ProduceRequest): StampedProducer | 'several' | null {
  if (stampedProducer) return transactionalId === null ? null : stampedProducer
  let found: StampedProducer | null = null
  for (const { partitionData } of topicData) {
    for (const { records } of partitionData) {
      const attributes = batchAttributes(records)
      if (!isTransactional(attributes) || isControl(attributes)) continue
      const producerId = batchProducerId(records)
      const producerEpoch = batchProducerEpoch(records)
      found ??= { producerId, producerEpoch }
      if (found.producerId !== producerId || found.producerEpoch !== producerEpoch) return 'several'
    }
  }
  return found
}

/** Those whose leader has no open transaction of this producer and epoch. What has no leader, or is not for clients, is refused later, by itself. */
function unknownPartitions(step: Step, { topicData }: ProduceRequest, producer: StampedProducer, { brokerId }: Patience): Unknown[] {
  const { cluster } = step
  const unknown: Unknown[] = []
  for (const { name, topicId, partitionData } of topicData) {
    const found = findTopic(cluster, name, topicId)
    if (!found.ok || isInternalTopic(found.topic.name)) continue
    const { topic } = found
    for (const { index } of partitionData) {
      const partition = topic.partitions[index]
      const leader = partition === undefined ? null : leaderLogOf(cluster, topic, partition, brokerId)
      if (!leader?.ok) continue
      const known = producerOf(leader.log, producer.producerId)
      const isOngoing = known?.producerEpoch === producer.producerEpoch && known.currentTxnFirstOffset !== null
      const isProducerNew = known === undefined
      if (!isOngoing) unknown.push({ partition: { topic: topic.name, partitionIndex: index }, leaderId: leader.brokerId, isProducerNew })
    }
  }
  return unknown
}

function resultOf(
  step: Step,
  { apiVersion = ADDS_PARTITIONS_SINCE, timeoutMs }: ProduceRequest,
  { mayWait = true, waitUntilMs }: Patience,
  unknown: readonly Unknown[],
  joined: JoinResult,
): ProducedTransaction {
  const supportsEpochBump = apiVersion >= ADDS_PARTITIONS_SINCE
  const again = (deadlineMs: number, error: KafkaErrorName): ProducedTransaction => {
    const refusal = refusalOf(error, supportsEpochBump)
    if (!mayWait || deadlineMs <= step.nowMs) return { kind: 'refused', refusal }
    return { kind: 'waits', refusal, waiting: { kind: 'again', deadlineMs, topics: [TRANSACTION_STATE] } }
  }
  switch (joined.kind) {
    case 'refused':
      return { kind: 'refused', refusal: refusalOf(joined.error, supportsEpochBump) }
    case 'adding':
      return again(waitUntilMs ?? step.nowMs + Math.max(0, timeoutMs), 'COORDINATOR_NOT_AVAILABLE')
    case 'concurrent':
      return again(waitUntilMs ?? step.nowMs + ADD_PARTITIONS_RETRY_MS, 'CONCURRENT_TRANSACTIONS')
    case 'joined': {
      const error = apiVersion >= ABORTABLE_SINCE ? 'TRANSACTION_ABORTABLE' : 'INVALID_TXN_STATE'
      const message = 'The partition was not added to the transaction.'
      return {
        kind: 'joined',
        supportsEpochBump,
        refusalOf: (topic, partitionIndex) => {
          const partition = { topic, partitionIndex }
          return isPartitionIn(joined.missing, partition) ? { error, message } : cutOff(step, unknown, partition)
        },
      }
    }
  }
}

/** Each leader asks for its own partitions. One that cannot reach the others knows of nothing that they were told. */
function cutOff({ cluster }: Step, unknown: readonly Unknown[], partition: PartitionKey): Refusal | null {
  const own = unknown.find((one) => isPartitionIn([one.partition], partition))
  const asked = unknown[0]?.leaderId
  if (own === undefined || asked === undefined || own.leaderId === asked || canTalk(cluster, own.leaderId, asked)) return null
  return refusalOf('NETWORK_EXCEPTION', true)
}

/** Errors that older clients, or none, would retry a produce for become one that all of them do. */
function refusalOf(error: KafkaErrorName, supportsEpochBump: boolean): Refusal {
  const isHidden =
    error === 'NETWORK_EXCEPTION' ||
    error === 'COORDINATOR_LOAD_IN_PROGRESS' ||
    error === 'COORDINATOR_NOT_AVAILABLE' ||
    error === 'NOT_COORDINATOR' ||
    (error === 'CONCURRENT_TRANSACTIONS' && !supportsEpochBump)
  if (!isHidden) return { error, message: null }
  return { error: 'NOT_ENOUGH_REPLICAS', message: `The partition could not be added to the transaction: ${error}.` }
}

function refusedAll(error: KafkaErrorName, message: string): ProducedTransaction {
  return { kind: 'refused', refusal: { error, message } }
}
