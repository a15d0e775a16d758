// FindCoordinator (API key 10), versions 0 to 6 by meaning.
// Does: names the broker that coordinates each group or transactional id, and makes the topic that coordinators write to when the first client
//   asks. Any broker answers.
// Does not: share groups (KIP-932).
// Source: KafkaApis.handleFindCoordinatorRequest and getCoordinator of Kafka 4.3; KIP-98, KIP-699.
import type { FindCoordinatorResponse } from '../../../schema/kafka/requests/find-coordinator.ts'
import type { TopicView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { afterMaking } from '../coordinator/ask-coordinator.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { Decision } from '../decision.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideFindCoordinator(step: Step, input: InputOf<'FindCoordinator'>): Decision {
  const { keyType, coordinatorKeys } = input.request
  const topicName = keyType === 'GROUP' ? CONSUMER_OFFSETS : TRANSACTION_STATE
  const topic = step.cluster.topics.get(topicName)
  if (topic === undefined) return afterMaking(step, input, topicName)
  return step.decision<'FindCoordinator'>({ coordinators: coordinatorKeys.map((key) => coordinatorOf(topic, key)) })
}

function coordinatorOf({ partitions }: TopicView, key: string): FindCoordinatorResponse['coordinators'][number] {
  const nodeId = partitions[partitionFor(key, partitions.length)]?.leader ?? -1
  if (nodeId === -1) return { key, error: 'COORDINATOR_NOT_AVAILABLE', errorMessage: null, nodeId, host: '', port: -1 }
  return { key, error: 'NONE', errorMessage: null, nodeId, host: brokerHost(nodeId), port: brokerPort(nodeId) }
}
