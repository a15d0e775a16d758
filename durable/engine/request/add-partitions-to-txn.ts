// AddPartitionsToTxn (API key 24), versions 0 to 5 by meaning, for one transaction a request.
// Does: below version 4 a producer adds partitions to its transaction, all or none; from 4 on a broker adds or verifies those of a produce.
// Does not: batches of several transactions, which only brokers send and ours need not: see transaction/join-transaction.ts.
// Source: KafkaApis.handleAddPartitionsToTxnRequest of Kafka 4.3; KIP-98, KIP-890.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from '../../../schema/kafka/requests/add-partitions-to-txn.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { isInternalTopic, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import { producerOf } from '../log/producer-state.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Step } from '../step.ts'
import { decideAddPartitions, decideVerifyPartitions, hasRoomFor } from '../transaction/add-partitions.ts'
import { answerOnceCommitted } from '../transaction/commit-transition.ts'
import { transactionOf } from '../transaction/coordinator.ts'
import {
  checkTransactionalId,
  clientTransactionVersion,
  errorForVersion,
  errorsOfUnknownPartitions,
} from '../transaction/request-checks.ts'
import { isSamePartition } from '../transaction/transaction-metadata.ts'
import { refuseFullSandbox } from './refuse-full-sandbox.ts'
import { refuseNewProducers } from './refuse-new-producers.ts'

type Input = InputOf<'AddPartitionsToTxn'>
type PartitionError = { readonly partition: PartitionKey; readonly error: KafkaErrorName }

export function decideAddPartitionsToTxn(step: Step, input: Input): Decision {
  const { request } = input
  const { topics } = step.cluster
  const wrong = checkTransactionalId(request.transactionalId)
  if (wrong !== null) return refuse(step, input, wrong.error)
  const unknown = errorsOfUnknownPartitions(partitionsOf(request), ({ topic, partitionIndex }) => {
    return !isInternalTopic(topic) && topics.get(topic)?.partitions[partitionIndex] !== undefined
  })
  if (unknown !== null) return step.decision<'AddPartitionsToTxn'>(withErrors(request, unknown))
  return askCoordinator(step, input, TRANSACTION_STATE, request.transactionalId, (place) => {
    return request.verifyOnly ? verify(step, input, place) : add(step, input, place)
  })
}

function add(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { request } = input
  const { apiVersion, transactionalId, producerId, producerEpoch } = request
  const full = refuseFullSandbox(step, 0)
  if (full !== null) return refuse(step, input, full.error, full.message)
  const known = transactionOf(step.cluster, place.partition.partitionIndex, transactionalId)?.metadata ?? null
  if (!hasRoomFor(step.cluster, known, partitionsOf(request))) return refuse(step, input, 'POLICY_VIOLATION')
  const claimed = step.rules.claimedEpoch(known, producerEpoch)
  const asked = { producerId, producerEpoch: claimed, partitions: partitionsOf(request) }
  const decided = decideAddPartitions(known, asked, clientTransactionVersion('AddPartitionsToTxn', apiVersion), step.nowMs)
  if (decided.kind === 'refused') return refuse(step, input, errorForVersion('AddPartitionsToTxn', apiVersion, decided.error))
  const response = withErrors(request, [])
  if (decided.kind === 'answered') return step.decision<'AddPartitionsToTxn'>(response)
  const tooMany = refuseNewProducers(step, logsWithout(step, producerId, asked.partitions))
  if (tooMany !== null) return refuse(step, input, tooMany.error, tooMany.message)
  return answerOnceCommitted(step, input, place, decided, response)
}

/** How many of these logs will hear of the producer for the first time, by its batches or by the marker that ends the transaction. */
function logsWithout({ cluster }: Step, producerId: number, partitions: readonly PartitionKey[]): number {
  return partitions.filter(({ topic, partitionIndex }) => {
    const partition = cluster.topics.get(topic)?.partitions[partitionIndex]
    return partition !== undefined && producerOf(partition.log, producerId) === undefined
  }).length
}

function verify(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { request } = input
  const { transactionalId, producerId, producerEpoch, apiVersion } = request
  const known = transactionOf(step.cluster, place.partition.partitionIndex, transactionalId)?.metadata ?? null
  const decided = decideVerifyPartitions(known, { producerId, producerEpoch, partitions: partitionsOf(request) })
  if (decided.kind === 'refused') return refuse(step, input, errorForVersion('AddPartitionsToTxn', apiVersion, decided.error))
  return step.decision<'AddPartitionsToTxn'>(withErrors(request, decided.verified))
}

function partitionsOf({ topics }: AddPartitionsToTxnRequest): PartitionKey[] {
  return topics.flatMap(({ name: topic, partitions }) => partitions.map((partitionIndex) => ({ topic, partitionIndex })))
}

/** Partitions without an error of their own are NONE. */
function withErrors({ topics }: AddPartitionsToTxnRequest, errors: readonly PartitionError[]): AddPartitionsToTxnResponse {
  return {
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((partitionIndex) => {
        const found = errors.find(({ partition }) => isSamePartition(partition, { topic: name, partitionIndex }))
        return { partitionIndex, error: found?.error ?? 'NONE' }
      }),
    })),
  }
}
