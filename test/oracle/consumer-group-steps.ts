// The steps of groups.json that are about the KIP-848 protocol: heartbeats and descriptions, in the words of the file.
import { describeConsumerGroup, HEARTBEAT, partitionNames } from '../support/consumer-group-member.ts'
import type { MemoryCluster } from '../support/memory-store.ts'
import type { DescribedConsumerGroupMember } from '../../schema/kafka/requests/consumer-group-describe.ts'

export type ConsumerGroupStep = {
  readonly op: 'consumerHeartbeat' | 'consumerDescribe'
  readonly member?: string
  readonly epoch?: number
  readonly instance?: string
  readonly rebalance?: number
  readonly topics?: readonly string[]
  readonly owned?: Readonly<Record<string, readonly number[]>>
  readonly assignor?: string
}

export function isConsumerGroupStep(step: { readonly op: string }): step is ConsumerGroupStep {
  return step.op === 'consumerHeartbeat' || step.op === 'consumerDescribe'
}

/** `nameOf` is what the file calls a member, by its id. */
export function playConsumerGroupStep(kafka: MemoryCluster, step: ConsumerGroupStep, nameOf: (memberId: string) => string): object {
  return step.op === 'consumerHeartbeat' ? heartbeat(kafka, step) : description(kafka, nameOf)
}

function heartbeat(
  kafka: MemoryCluster,
  { member = '', epoch = 0, instance, rebalance, topics, owned, assignor }: ConsumerGroupStep,
): object {
  const response = kafka.request('ConsumerGroupHeartbeat', {
    ...HEARTBEAT,
    memberId: member,
    memberEpoch: epoch,
    instanceId: instance ?? null,
    rebalanceTimeoutMs: rebalance ?? -1,
    subscribedTopicNames: topics ?? null,
    serverAssignor: assignor ?? null,
    topicPartitions:
      owned === undefined ? null : Object.entries(owned).map(([topic, partitions]) => ({ topicId: topicIdOf(kafka, topic), partitions })),
  })
  const { error, memberEpoch, heartbeatIntervalMs, assignment } = response
  if (error !== 'NONE') return { error }
  return { error, memberEpoch, heartbeatIntervalMs, assignment: assignment === null ? null : partitionNames(kafka, assignment) }
}

function topicIdOf({ cluster }: MemoryCluster, name: string): string {
  return cluster.topics.get(name)?.topicId ?? ''
}

function description(kafka: MemoryCluster, nameOf: (memberId: string) => string): object {
  const { error, groupState: state, groupEpoch, assignmentEpoch, assignorName: assignor, members } = describeConsumerGroup(kafka)
  const told = members.map((member) => [nameOf(member.memberId), memberText(kafka, member)])
  return { error, state, groupEpoch, assignmentEpoch, assignor, members: Object.fromEntries(told), memberCount: members.length }
}

function memberText(kafka: MemoryCluster, { memberEpoch, assignment, targetAssignment }: DescribedConsumerGroupMember): string {
  const list = (topics: DescribedConsumerGroupMember['assignment']) => `[${partitionNames(kafka, topics).join(', ')}]`
  return `epoch ${memberEpoch} assigned ${list(assignment)} target ${list(targetAssignment)}`
}
