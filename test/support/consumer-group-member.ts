// A member of a KIP-848 group as tests want it: it remembers its epoch and what it owns, and names what it is told to.
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
  TopicIdPartitions,
} from '../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { DescribedConsumerGroup } from '../../schema/kafka/requests/consumer-group-describe.ts'
import type { MemoryCluster } from './memory-store.ts'

export const HEARTBEAT: ConsumerGroupHeartbeatRequest = {
  apiVersion: 1,
  groupId: 'g',
  memberId: 'm1',
  memberEpoch: 0,
  instanceId: null,
  rackId: null,
  rebalanceTimeoutMs: -1,
  subscribedTopicNames: null,
  subscribedTopicRegex: null,
  serverAssignor: null,
  topicPartitions: null,
  clientId: 'client',
  clientHost: '/127.0.0.1',
}

export class ConsumerGroupMember {
  readonly #kafka: MemoryCluster
  readonly #facts: Partial<ConsumerGroupHeartbeatRequest>
  readonly memberId: string
  epoch = 0
  owned: readonly TopicIdPartitions[] = []

  constructor(kafka: MemoryCluster, memberId: string, facts: Partial<ConsumerGroupHeartbeatRequest> = {}) {
    this.#kafka = kafka
    this.#facts = facts
    this.memberId = memberId
  }

  /** Joins, subscribing to t unless its facts say otherwise. */
  join(): ConsumerGroupHeartbeatResponse {
    this.epoch = 0
    const subscribedTopicNames = this.#facts.subscribedTopicRegex === undefined ? ['t'] : null
    return this.send({ rebalanceTimeoutMs: 10_000, topicPartitions: [], subscribedTopicNames, ...this.#facts })
  }

  /** Says what it owns, and takes what it is given: it gives up at once whatever is not in the answer. */
  beat(over: Partial<ConsumerGroupHeartbeatRequest> = {}): ConsumerGroupHeartbeatResponse {
    return this.send({ topicPartitions: this.owned, ...over })
  }

  /** With nothing but its name and epoch, and `over`. */
  send(over: Partial<ConsumerGroupHeartbeatRequest> = {}): ConsumerGroupHeartbeatResponse {
    const { groupId = HEARTBEAT.groupId, instanceId = null } = this.#facts
    const named = { groupId, instanceId, memberId: this.memberId, memberEpoch: this.epoch }
    const response = this.#kafka.request('ConsumerGroupHeartbeat', { ...HEARTBEAT, ...named, ...over })
    if (response.error !== 'NONE') return response
    this.epoch = response.memberEpoch
    this.owned = response.assignment ?? this.owned
    return response
  }

  /** By the name of the topic: `t-0`. */
  get partitions(): string[] {
    return partitionNames(this.#kafka, this.owned)
  }
}

export function partitionNames({ cluster }: MemoryCluster, topics: readonly TopicIdPartitions[]): string[] {
  const names = new Map(Array.from(cluster.topics.values(), ({ topicId, name }) => [topicId, name]))
  return topics.flatMap(({ topicId, partitions }) => partitions.map((partition) => `${names.get(topicId) ?? topicId}-${partition}`)).sort()
}

export function describeConsumerGroup(kafka: MemoryCluster, groupId = 'g'): DescribedConsumerGroup {
  const [group] = kafka.request('ConsumerGroupDescribe', { groupIds: [groupId] }).groups
  if (group === undefined) throw new Error('a group is described, if only by an error')
  return group
}
