// A large group of the classic protocol. It has come together once; what is measured is that everybody joins again, as after a member has left.

import { encodeEntries } from '../../durable/shell/journal-text.ts'
import type { EngineResult } from '../../durable/engine/engine.ts'
import { encodeConsumerProtocolAssignment, encodeConsumerProtocolSubscription } from '../../schema/kafka/consumer-protocol.ts'
import type { JoinGroupRequest } from '../../schema/kafka/requests/join-group.ts'
import { BenchCluster, TOPIC } from './bench-cluster.ts'

const GROUP = 'bench'
const SHAPE = { brokers: 3, replicationFactor: 1 }
/** Longer than group.initial.rebalance.delay.ms together with what it may be put off. */
const JOINED_MS = 60_000
const TIMEOUTS = { sessionTimeoutMs: 120_000, rebalanceTimeoutMs: 300_000 }

type Member = { readonly memberId: string; readonly generationId: number }

export class ClassicGroupLoop {
  readonly #cluster: BenchCluster
  readonly #memberIds: readonly string[]
  #members: readonly Member[] = []

  /** Each member is given an id first (KIP-394). */
  constructor(members: number) {
    this.#cluster = new BenchCluster({ ...SHAPE, partitions: members })
    this.#cluster.send({ api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: [GROUP] } })
    this.#memberIds = Array.from({ length: members }, (_, index) => {
      const result = this.#cluster.send({ api: 'JoinGroup', request: joinRequest('', `client-${index}`) })
      const { error, memberId } = this.#cluster.answerIn(result, 'JoinGroup')
      if (error !== 'MEMBER_ID_REQUIRED') throw new Error(`A member is given an id before it joins: ${error}`)
      return memberId
    })
    this.bringTogether()
  }

  /** All of them join, the leader assigns a partition to each, and all are told. */
  bringTogether(): void {
    const joining = this.#memberIds.flatMap((memberId, index) => {
      return this.#heardIn(this.#cluster.send({ api: 'JoinGroup', request: joinRequest(memberId, `client-${index}`) }), 'JoinGroup')
    })
    const joined = [...joining, ...this.#heardIn(this.#cluster.advance(JOINED_MS), 'JoinGroup')]
    if (joined.length !== this.#memberIds.length) throw new Error(`All members join: ${joined.length} did.`)
    const leader = joined.find(({ memberId, leader: leaderId }) => memberId === leaderId)
    if (leader === undefined) throw new Error('A group has a leader.')
    const assignments = leader.members.map(({ memberId }, index) => ({ memberId, assignment: assignmentOf(index) }))
    this.#members = joined.map(({ memberId, generationId }) => ({ memberId, generationId }))
    const synced = [leader, ...joined.filter((one) => one !== leader)].flatMap(({ memberId, generationId }) => {
      const given = memberId === leader.memberId ? assignments : []
      const ofProtocol = { apiVersion: 5, protocolType: 'consumer', protocolName: 'range' }
      const named = { groupId: GROUP, generationId, memberId, groupInstanceId: null, ...ofProtocol }
      return this.#heardIn(this.#cluster.send({ api: 'SyncGroup', request: { ...named, assignments: given } }), 'SyncGroup')
    })
    if (synced.length !== this.#memberIds.length) throw new Error(`All members are told: ${synced.length} were.`)
  }

  beat(): number {
    let entries = 0
    for (const { memberId, generationId } of this.#members) {
      const request = { groupId: GROUP, generationId, memberId, groupInstanceId: null }
      const result = this.#cluster.send({ api: 'Heartbeat', request })
      const { error } = this.#cluster.answerIn(result, 'Heartbeat')
      if (error !== 'NONE') throw new Error(`A heartbeat of a stable group is welcome: ${error}`)
      entries += result.entries.length
    }
    return entries
  }

  #heardIn<Api extends 'JoinGroup' | 'SyncGroup'>(result: EngineResult, api: Api) {
    // The journal's text is part of what a rebalance costs.
    if (result.entries.length > 0) encodeEntries(result.entries)
    return this.#cluster.answersIn(result, api).map((answer) => {
      if (answer.error !== 'NONE') throw new Error(`${api} goes well: ${answer.error}`)
      return answer
    })
  }
}

function joinRequest(memberId: string, clientId: string): JoinGroupRequest {
  const metadata = encodeConsumerProtocolSubscription({
    topics: [TOPIC],
    userData: null,
    ownedPartitions: [],
    generationId: -1,
    rackId: null,
  })
  return {
    apiVersion: 9,
    groupId: GROUP,
    ...TIMEOUTS,
    memberId,
    groupInstanceId: null,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata }],
    reason: null,
    clientId,
    clientHost: '/127.0.0.1',
  }
}

function assignmentOf(partition: number): Uint8Array {
  return encodeConsumerProtocolAssignment({ assignedPartitions: [{ topic: TOPIC, partitionIndex: partition }], userData: null })
}
