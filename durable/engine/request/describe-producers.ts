// DescribeProducers (API key 61, KIP-664).
// Does: of each partition the producers that the asked broker's log knows, and what it knows of them. A client without a broker of its own
//   choice is answered by the leaders; a broker that is named answers for its replicas, whether it leads or not.
// Does not: authorization by topic, which is the edge's.
// Source: KafkaApis.handleDescribeProducersRequest, ReplicaManager.activeProducerState and ProducerStateManager of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type {
  ActiveProducer,
  DescribedProducersPartition,
  DescribeProducersRequest,
} from '../../../schema/kafka/requests/describe-producers.ts'
import type { TopicView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { ProducerState } from '../log/producer-state.ts'
import { replicaOf } from '../replication/replica.ts'
import type { Step } from '../step.ts'
import { logAsKnownTo } from './isolation.ts'
import { leaderLogOf } from './leader-log.ts'

const NONE = -1

export function decideDescribeProducers(
  step: Step,
  request: DescribeProducersRequest,
  brokerId: number | null,
): Decision<'DescribeProducers'> {
  const topics = request.topics.map(({ name, partitionIndexes }) => {
    const topic = step.cluster.topics.get(name)
    return { name, partitions: partitionIndexes.map((index) => describePartition(step, topic, index, brokerId)) }
  })
  return answer<'DescribeProducers'>({ topics })
}

function describePartition(
  step: Step,
  topic: TopicView | undefined,
  partitionIndex: number,
  brokerId: number | null,
): DescribedProducersPartition {
  const partition = topic?.partitions[partitionIndex]
  if (topic === undefined || partition === undefined) return failed(partitionIndex, 'UNKNOWN_TOPIC_OR_PARTITION')
  const leader = brokerId === null ? leaderLogOf(step.cluster, topic, partition, null) : null
  if (leader?.ok === false) return failed(partitionIndex, leader.error)
  const replica = leader?.replica ?? replicaOf(partition, brokerId ?? NONE)
  if (replica === undefined) return failed(partitionIndex, 'NOT_LEADER_OR_FOLLOWER')
  const { producers } = logAsKnownTo(step, partition, replica)
  const activeProducers = Object.entries(producers).map(([producerId, state]) => described(Number(producerId), state))
  return { partitionIndex, error: 'NONE', errorMessage: null, activeProducers }
}

function described(producerId: number, state: DeepReadonly<ProducerState>): ActiveProducer {
  const { producerEpoch, lastTimestampMs, coordinatorEpoch, currentTxnFirstOffset, batches } = state
  return {
    producerId,
    producerEpoch,
    lastSequence: batches.at(-1)?.lastSequence ?? NONE,
    lastTimestamp: lastTimestampMs,
    coordinatorEpoch,
    currentTxnStartOffset: currentTxnFirstOffset ?? NONE,
  }
}

function failed(partitionIndex: number, error: KafkaErrorName): DescribedProducersPartition {
  return { partitionIndex, error, errorMessage: kafkaError(error).message, activeProducers: [] }
}
