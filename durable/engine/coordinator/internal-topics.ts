// The topics in which coordinators write what they decide. They are made when somebody first needs a coordinator.
// Source: Topic.INTERNAL_TOPICS, TransactionStateManager.transactionTopicConfigs, GroupCoordinatorService.groupMetadataTopicConfigs,
// DefaultAutoTopicCreationManager of Kafka 4.3.
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../../../schema/kafka/internal-topics.ts'
import type { CoordinatorTopic } from '../../../schema/kafka/internal-topics.ts'
import type { CreatableTopic } from '../../../schema/kafka/requests/create-topics.ts'
import type { ClusterView } from '../cluster.ts'
import { brokerConfigsOf, brokerDefault } from '../config/effective-configs.ts'
import { createTopic } from '../controller/create-topic.ts'
import type { RefusedTopic } from '../controller/create-topic.ts'
import type { Step } from '../step.ts'

export { CONSUMER_OFFSETS, isInternalTopic, TRANSACTION_STATE } from '../../../schema/kafka/internal-topics.ts'
export type { CoordinatorTopic } from '../../../schema/kafka/internal-topics.ts'

/** Makes the topic; null when that went well. Its coordinators can be asked in the next step. */
export function makeCoordinatorTopic(step: Step, name: CoordinatorTopic): RefusedTopic | null {
  const created = createTopic(step, coordinatorTopic(step.cluster, name))
  if (!created.ok) return created
  step.records.push(...created.records)
  return null
}

/** What the brokers make when one of these topics is missing, whoever asks for it. */
export function coordinatorTopic(cluster: ClusterView, name: CoordinatorTopic): CreatableTopic {
  return name === TRANSACTION_STATE ? transactionState(cluster) : consumerOffsets(cluster)
}

function transactionState(cluster: ClusterView): CreatableTopic {
  const replicationFactor = replicationFactorOf(cluster, 'transaction.state.log.replication.factor')
  const minIsr = Math.min(numberOf(cluster, 'transaction.state.log.min.isr'), replicationFactor)
  const configs = {
    'cleanup.policy': 'compact',
    'compression.type': 'uncompressed',
    'unclean.leader.election.enable': 'false',
    'min.insync.replicas': String(minIsr),
    'segment.bytes': String(numberOf(cluster, 'transaction.state.log.segment.bytes')),
  }
  return creatable(TRANSACTION_STATE, numberOf(cluster, 'transaction.state.log.num.partitions'), replicationFactor, configs)
}

function consumerOffsets(cluster: ClusterView): CreatableTopic {
  const configs = {
    'cleanup.policy': 'compact',
    'compression.type': 'producer',
    'segment.bytes': String(numberOf(cluster, 'offsets.topic.segment.bytes')),
  }
  const replicationFactor = replicationFactorOf(cluster, 'offsets.topic.replication.factor')
  return creatable(CONSUMER_OFFSETS, numberOf(cluster, 'offsets.topic.num.partitions'), replicationFactor, configs)
}

function creatable(
  name: string,
  numPartitions: number,
  replicationFactor: number,
  configs: Readonly<Record<string, string>>,
): CreatableTopic {
  const listed = Object.entries(configs).map(([config, value]) => ({ name: config, value }))
  return { name, numPartitions, replicationFactor, assignments: [], configs: listed }
}

/**
 * What was asked for must be had. Where nobody asked, Kafka's default of 3 ends at the brokers that there are, so that a sandbox of one works as
 * it is. One that is down counts: the topic would have fewer replicas for ever.
 */
function replicationFactorOf(cluster: ClusterView, config: string): number {
  const wanted = numberOf(cluster, config)
  if (brokerConfigsOf(cluster, null).has(config)) return wanted
  return Math.min(wanted, cluster.brokers.size)
}

function numberOf(cluster: ClusterView, config: string): number {
  return Number(brokerConfigsOf(cluster, null).get(config) ?? brokerDefault(config))
}
