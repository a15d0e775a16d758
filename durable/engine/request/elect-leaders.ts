// ElectLeaders (API key 43, KIP-183, KIP-460).
// Does: PREFERRED and UNCLEAN elections of the partitions that are named, or of all; says of each why nothing was to be done. Asked for all, it
//   leaves out those that needed no election. An UNCLEAN election asks nobody whether the topic allows it: the request is the consent.
// Does not: wait until the brokers have heard of their new leaders; here they hear of them in the same step.
// Source: ReplicationControlManager.electLeaders of Kafka 4.3; the sentences are the controller's.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ElectionResult, ElectLeadersRequest, ElectLeadersResponse } from '../../../schema/kafka/requests/elect-leaders.ts'
import { decideElection } from '../controller/requested-election.ts'
import type { Decision } from '../decision.ts'
import type { Reason } from '../reason.ts'
import { circumstancesOf, recordChange } from '../replication/leadership.ts'
import type { Step } from '../step.ts'
import { isRepeated } from './repeated.ts'

type TopicResults = ElectLeadersResponse['replicaElectionResults'][number]

export function decideElectLeaders(step: Step, request: ElectLeadersRequest): Decision<'ElectLeaders'> {
  const { topicPartitions } = request
  const replicaElectionResults = topicPartitions === null ? electEverywhere(step, request) : electNamed(step, request, topicPartitions)
  return step.decision<'ElectLeaders'>({ error: 'NONE', replicaElectionResults })
}

function electEverywhere(step: Step, request: ElectLeadersRequest): TopicResults[] {
  return [...step.cluster.topics.values()].map(({ name, partitions }) => {
    const results = partitions.map(({ partitionIndex }) => elect(step, request, name, partitionIndex))
    return { topic: name, partitionResult: results.filter(({ error }) => error !== 'ELECTION_NOT_NEEDED') }
  })
}

function electNamed(
  step: Step,
  request: ElectLeadersRequest,
  topicPartitions: NonNullable<ElectLeadersRequest['topicPartitions']>,
): TopicResults[] {
  const seen = new Set<string>()
  return topicPartitions.map(({ topic, partitions }) => ({
    topic,
    partitionResult: partitions.map((partitionId) => {
      if (isRepeated(seen, topic, partitionId)) return refused(partitionId, 'INVALID_REQUEST', 'Each partition must appear at most once.')
      return elect(step, request, topic, partitionId)
    }),
  }))
}

function elect(step: Step, { electionType }: ElectLeadersRequest, name: string, partitionId: number): ElectionResult {
  const topic = step.cluster.topics.get(name)
  if (topic === undefined) return refused(partitionId, 'UNKNOWN_TOPIC_OR_PARTITION', `No such topic as ${name}`)
  const partition = topic.partitions[partitionId]
  if (partition === undefined) return refused(partitionId, 'UNKNOWN_TOPIC_OR_PARTITION', `No such partition as ${name}-${partitionId}`)
  const decided = decideElection(partition, electionType, circumstancesOf(step, topic, partition))
  if (!decided.ok) return refused(partitionId, decided.error, kafkaError(decided.error).message)
  const { leader = partition.leader } = decided.change
  const reason: Reason = electionType === 'PREFERRED' ? { code: 'preferredElection', brokerId: leader } : { code: 'uncleanElection' }
  recordChange(step, topic, partition, decided.change, reason)
  return { partitionId, error: 'NONE', errorMessage: null }
}

function refused(partitionId: number, error: KafkaErrorName, errorMessage: string): ElectionResult {
  return { partitionId, error, errorMessage }
}
