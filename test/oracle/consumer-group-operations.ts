// The requests of groups.json that are about the KIP-848 protocol: heartbeats and descriptions, in the words of the file.
import type { DescribedConsumerGroupMember } from '../../schema/kafka/requests/consumer-group-describe.ts'
import { describeConsumerGroup, HEARTBEAT, partitionNames } from '../support/consumer-group-member.ts'
import type { MemoryCluster } from '../support/memory-store.ts'
import type { Fields, GroupOperation, GroupPlayer, GroupStep } from './group-player.ts'

export const CONSUMER_GROUP_OPERATIONS: Readonly<Record<string, GroupOperation>> = { consumerHeartbeat, consumerDescribe }

function consumerHeartbeat({ kafka }: GroupPlayer, step: GroupStep): Fields {
  const { member, epoch, instance = null, rebalance = -1, topics = null, owned = null, assignor = null } = step
  const { error, memberEpoch, heartbeatIntervalMs, assignment } = kafka.request('ConsumerGroupHeartbeat', {
    ...HEARTBEAT,
    memberId: String(member),
    memberEpoch: Number(epoch),
    instanceId: instance as string | null,
    rebalanceTimeoutMs: Number(rebalance),
    subscribedTopicNames: topics as readonly string[] | null,
    serverAssignor: assignor as string | null,
    topicPartitions: owned === null ? null : ownedPartitions(kafka, owned as Readonly<Record<string, readonly number[]>>),
  })
  if (error !== 'NONE') return { error }
  return { error, memberEpoch, heartbeatIntervalMs, assignment: assignment === null ? null : partitionNames(kafka, assignment) }
}

function ownedPartitions({ cluster }: MemoryCluster, owned: Readonly<Record<string, readonly number[]>>) {
  return Object.entries(owned).map(([topic, partitions]) => ({ topicId: cluster.topics.get(topic)?.topicId ?? '', partitions }))
}

function consumerDescribe({ kafka }: GroupPlayer): Fields {
  const { error, groupState: state, groupEpoch, assignmentEpoch, assignorName: assignor, members } = describeConsumerGroup(kafka)
  const told = members.map((member) => [member.memberId, memberText(kafka, member)])
  return { error, state, groupEpoch, assignmentEpoch, assignor, members: Object.fromEntries(told) }
}

function memberText(kafka: MemoryCluster, { memberEpoch, assignment, targetAssignment }: DescribedConsumerGroupMember): string {
  const list = (topics: DescribedConsumerGroupMember['assignment']) => `[${partitionNames(kafka, topics).join(', ')}]`
  return `epoch ${memberEpoch} assigned ${list(assignment)} target ${list(targetAssignment)}`
}
