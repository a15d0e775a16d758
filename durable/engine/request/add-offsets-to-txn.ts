// AddOffsetsToTxn (API key 25), versions 0 to 4 by meaning.
// Does: brings the partition of __consumer_offsets that a group belongs to into the transaction, so that TxnOffsetCommit may write there. Clients
//   of transactions v2 do without it (KIP-890).
// Source: KafkaApis.handleAddOffsetsToTxnRequest of Kafka 4.3; KIP-98.
import { brokerConfigsOf, brokerDefault } from '../config/effective-configs.ts'
import type { ClusterView } from '../cluster.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'
import { decideAddPartitions } from '../transaction/add-partitions.ts'
import { answerOnceCommitted } from '../transaction/commit-transition.ts'
import { transactionOf } from '../transaction/coordinator.ts'
import { checkTransactionalId, clientTransactionVersion, errorForVersion } from '../transaction/request-checks.ts'

type Input = InputOf<'AddOffsetsToTxn'>

export function decideAddOffsetsToTxn(step: Step, input: Input): Decision {
  const { transactionalId } = input.request
  const wrong = checkTransactionalId(transactionalId)
  if (wrong !== null) return refuse(step, input, wrong.error)
  return askCoordinator(step, input, TRANSACTION_STATE, transactionalId, (place) => add(step, input, place))
}

function add(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { apiVersion, transactionalId, producerId, producerEpoch, groupId } = input.request
  const known = transactionOf(step.cluster, place.partition.partitionIndex, transactionalId)?.metadata ?? null
  const partition = { topic: CONSUMER_OFFSETS, partitionIndex: partitionFor(groupId, offsetsPartitionCount(step.cluster)) }
  const asked = { producerId, producerEpoch: step.rules.claimedEpoch(known, producerEpoch), partitions: [partition] }
  const decided = decideAddPartitions(known, asked, clientTransactionVersion('AddOffsetsToTxn', apiVersion), step.nowMs)
  if (decided.kind === 'refused') return refuse(step, input, errorForVersion('AddOffsetsToTxn', apiVersion, decided.error))
  if (decided.kind === 'answered') return step.decision<'AddOffsetsToTxn'>({ error: 'NONE' })
  return answerOnceCommitted(step, input, place, decided, { error: 'NONE' })
}

/** The topic may not be there yet. */
function offsetsPartitionCount(cluster: ClusterView): number {
  const config = 'offsets.topic.num.partitions'
  const configured = brokerConfigsOf(cluster, null).get(config) ?? brokerDefault(config)
  return cluster.topics.get(CONSUMER_OFFSETS)?.partitions.length ?? Number(configured)
}
