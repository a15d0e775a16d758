// DescribeTransactions (API key 65).
// Does: what the coordinator of each id has in memory. An id whose coordinator cannot be asked has that error.
// Source: KafkaApis.handleDescribeTransactionsRequest and TransactionCoordinator.handleDescribeTransactions of Kafka 4.3; KIP-664.
import type { DescribedTransaction } from '../../../schema/kafka/requests/describe-transactions.ts'
import type { ClusterView } from '../cluster.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import { TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import { indexesByTopic } from '../partition-key.ts'
import { transactionOf } from '../transaction/coordinator.ts'
import { describeTransaction } from '../transaction/describe.ts'
import { checkTransactionalId } from '../transaction/request-checks.ts'
import { undescribed } from './error-reply.ts'

export function decideDescribeTransactions(cluster: ClusterView, { request, brokerId }: InputOf<'DescribeTransactions'>): Decision {
  const transactionStates = request.transactionalIds.map((transactionalId) => describe(cluster, transactionalId, brokerId))
  return answer<'DescribeTransactions'>({ transactionStates })
}

function describe(cluster: ClusterView, transactionalId: string, brokerId: number | null): DescribedTransaction {
  const wrong = checkTransactionalId(transactionalId)
  if (wrong !== null) return undescribed(transactionalId, wrong.error)
  const place = coordinatorPlace(cluster, TRANSACTION_STATE, transactionalId, brokerId)
  if (!place.ok) return undescribed(transactionalId, place.isTopicMissing ? 'TRANSACTIONAL_ID_NOT_FOUND' : place.error)
  if (!isLoaded(cluster, place)) return undescribed(transactionalId, 'COORDINATOR_LOAD_IN_PROGRESS')
  const known = transactionOf(cluster, place.partition.partitionIndex, transactionalId)
  const described = describeTransaction(known?.metadata ?? null)
  if (described.kind === 'refused') return undescribed(transactionalId, described.error)
  return {
    error: 'NONE',
    transactionalId,
    transactionState: described.state,
    transactionTimeoutMs: described.transactionTimeoutMs,
    transactionStartTimeMs: described.startTimestampMs,
    producerId: described.producerId,
    producerEpoch: described.producerEpoch,
    topics: Array.from(indexesByTopic(described.partitions), ([topic, partitions]) => ({ topic, partitions })),
  }
}
