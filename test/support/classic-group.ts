// Members of a group of the classic protocol, for tests of the engine: they speak to the coordinator as Kafka's consumer does, one step at a time.
import {
  decodeConsumerProtocolAssignment,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
} from '../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { JoinGroupRequest, JoinGroupResponse } from '../../schema/kafka/requests/join-group.ts'
import type { SyncGroupResponse } from '../../schema/kafka/requests/sync-group.ts'
import { partitionFor } from '../../durable/engine/coordinator/partition-for.ts'
import type { MemoryCluster } from './memory-store.ts'

export type MemberOptions = {
  readonly groupId?: string
  readonly groupInstanceId?: string | null
  readonly sessionTimeoutMs?: number
  readonly rebalanceTimeoutMs?: number
  readonly topics?: readonly string[]
  readonly protocols?: readonly string[]
  readonly apiVersion?: number
}

export class ClassicMember {
  readonly #kafka: MemoryCluster
  readonly #options: Required<MemberOptions>
  memberId = ''
  generationId = -1
  /** What came last of each. */
  joined: JoinGroupResponse | null = null
  synced: SyncGroupResponse | null = null
  #joinRequestId = -1
  #syncRequestId = -1

  constructor(kafka: MemoryCluster, options: MemberOptions = {}) {
    this.#kafka = kafka
    const timeouts = { sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000 }
    const defaults = { groupId: 'g', groupInstanceId: null, ...timeouts, topics: ['t'], protocols: ['range'], apiVersion: 9 }
    this.#options = { ...defaults, ...options }
  }

  get isLeader(): boolean {
    return this.joined?.leader === this.memberId
  }

  /** Joins, with the id that it is given first where that is asked. The answer may come later: see `hear`. */
  join(over: Partial<JoinGroupRequest> = {}): JoinGroupResponse | null {
    const response = this.#sendJoin(over)
    if (response?.error !== 'MEMBER_ID_REQUIRED') return response
    return this.#sendJoin(over)
  }

  #sendJoin(over: Partial<JoinGroupRequest>): JoinGroupResponse | null {
    const { topics, protocols, ...member } = this.#options
    const subscription = { topics, userData: null, ownedPartitions: [], generationId: -1, rackId: null }
    const response = this.#kafka.send('JoinGroup', {
      ...member,
      memberId: this.memberId,
      protocolType: 'consumer',
      protocols: protocols.map((name) => ({ name, metadata: encodeConsumerProtocolSubscription(subscription) })),
      reason: null,
      clientId: 'c',
      clientHost: '/127.0.0.1',
      ...over,
    })
    this.#joinRequestId = this.#kafka.lastRequestId
    this.joined = null
    if (response !== null) this.#takeJoin(response)
    return response
  }

  #takeJoin(response: JoinGroupResponse): void {
    this.joined = response
    if (response.memberId !== '') this.memberId = response.memberId
    if (response.error === 'NONE') this.generationId = response.generationId
  }

  /** Syncs; a leader gives the partitions, of topic `t`, by member id. */
  sync(assignments: Readonly<Record<string, readonly number[]>> = {}): SyncGroupResponse | null {
    const response = this.#kafka.send('SyncGroup', {
      ...this.named,
      apiVersion: 5,
      protocolType: 'consumer',
      protocolName: this.joined?.protocolName ?? '',
      assignments: Object.entries(assignments).map(([memberId, indexes]) => {
        const assignedPartitions = indexes.map((partitionIndex) => ({ topic: 't', partitionIndex }))
        return { memberId, assignment: encodeConsumerProtocolAssignment({ assignedPartitions, userData: null }) }
      }),
    })
    this.#syncRequestId = this.#kafka.lastRequestId
    this.synced = response
    return response
  }

  /** Takes the answers that came since. */
  hear(): void {
    for (const reply of this.#kafka.late.slice()) {
      if (reply.api === 'JoinGroup' && reply.requestId === this.#joinRequestId) this.#takeJoin(reply.response)
      else if (reply.api === 'SyncGroup' && reply.requestId === this.#syncRequestId) this.synced = reply.response
      else continue
      this.#kafka.late.splice(this.#kafka.late.indexOf(reply), 1)
    }
  }

  /** The partitions of its last assignment; null when it has none. */
  get partitions(): number[] | null {
    const decoded = this.synced === null ? null : decodeConsumerProtocolAssignment(this.synced.assignment)
    return decoded?.assignedPartitions.map(({ partitionIndex }) => partitionIndex) ?? null
  }

  get named() {
    const { groupId, groupInstanceId } = this.#options
    return { groupId, groupInstanceId, generationId: this.generationId, memberId: this.memberId }
  }

  heartbeat(): KafkaErrorName {
    return this.#kafka.request('Heartbeat', this.named).error
  }

  leave(): KafkaErrorName | undefined {
    const { groupId, groupInstanceId, memberId } = this.named
    const members = [{ memberId, groupInstanceId, reason: null }]
    return this.#kafka.request('LeaveGroup', { groupId, members }).members[0]?.error
  }

  commit(offset: number, partitionIndex = 0): KafkaErrorName | undefined {
    const { generationId: generationIdOrMemberEpoch, ...member } = this.named
    const partition = { partitionIndex, committedOffset: offset, committedLeaderEpoch: -1, committedMetadata: '' }
    const request = { apiVersion: 9, generationIdOrMemberEpoch, ...member, topics: [{ name: 't', partitions: [partition] }] }
    return this.#kafka.request('OffsetCommit', request).topics[0]?.partitions[0]?.error
  }
}

/** Has all of them join (again), and the leader give each one partition, in their order. */
export function rebalance(kafka: MemoryCluster, members: readonly ClassicMember[], delayMs = 3_000): void {
  for (const member of members) member.join()
  kafka.advance(delayMs)
  for (const member of members) member.hear()
  const assignments = Object.fromEntries(members.map(({ memberId }, index) => [memberId, [index]]))
  for (const member of members) member.sync(member.isLeader ? assignments : {})
  for (const member of members) member.hear()
}

export function describeGroup(kafka: MemoryCluster, groupId = 'g') {
  const [group] = kafka.request('DescribeGroups', { apiVersion: 6, groupIds: [groupId] }).groups
  if (group === undefined) throw new Error('a group that is asked for is answered')
  return group
}

/** The broker that coordinates the group. */
export function coordinatorOf(kafka: MemoryCluster, groupId = 'g'): number {
  const partitions = kafka.cluster.topics.get('__consumer_offsets')?.partitions ?? []
  return partitions[partitionFor(groupId, partitions.length)]?.leader ?? -1
}

/** What the group has committed of topic `t`. */
export function committedOffset(kafka: MemoryCluster, partitionIndex = 0, groupId = 'g'): number | undefined {
  const topics = [{ name: 't', partitionIndexes: [partitionIndex] }]
  const { topics: fetched } = kafka.request('OffsetFetch', { groupId, memberId: null, memberEpoch: -1, topics, requireStable: false })
  return fetched[0]?.partitions[0]?.committedOffset
}
