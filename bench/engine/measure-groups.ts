// What a large group costs its coordinator: a thousand members of the classic protocol, each of whom joins, is given a partition and beats. The
// group comes together once, and then everybody joins again, as after a member has left. What is counted is processor time of the pure engine,
// with the text that its journal would store.

import { encodeEntries } from '../../durable/shell/journal-text.ts'
import type { EngineResult } from '../../durable/engine/engine.ts'
import { encodeConsumerProtocolAssignment, encodeConsumerProtocolSubscription } from '../../schema/kafka/consumer-protocol.ts'
import type { JoinGroupRequest } from '../../schema/kafka/requests/join-group.ts'
import { median } from '../load/statistics.ts'
import { BenchCluster, TOPIC, usedMicroseconds } from './bench-cluster.ts'

const MEMBERS = 1_000
const GROUP = 'bench'
const SHAPE = { brokers: 3, partitions: MEMBERS, replicationFactor: 1 }
const BEATS_EACH = 5
/** Longer than group.initial.rebalance.delay.ms together with what it may be put off. */
const JOINED_MS = 60_000
const TIMEOUTS = { sessionTimeoutMs: 120_000, rebalanceTimeoutMs: 300_000 }

export type GroupCost = {
  readonly members: number
  /** Medians over the rounds. */
  readonly rebalanceMs: number
  readonly heartbeatMicroseconds: number
  /** Of all heartbeats of a round together. */
  readonly heartbeatJournalEntries: number
}

type Member = { readonly memberId: string; readonly generationId: number }

export function measureGroups({ rounds }: { readonly rounds: number }): GroupCost {
  const counted = Array.from({ length: rounds + 1 }, measureRound).slice(1)
  return {
    members: MEMBERS,
    rebalanceMs: median(counted.map(({ rebalanceMs }) => rebalanceMs)),
    heartbeatMicroseconds: median(counted.map(({ heartbeatMicroseconds }) => heartbeatMicroseconds)),
    heartbeatJournalEntries: Math.max(...counted.map(({ heartbeatJournalEntries }) => heartbeatJournalEntries)),
  }
}

function measureRound(): Omit<GroupCost, 'members'> {
  const group = new BenchGroup()
  group.bringTogether(group.register())
  const before = usedMicroseconds()
  const members = group.bringTogether(group.memberIds)
  const rebalanceMs = (usedMicroseconds() - before) / 1000
  const beganBeating = usedMicroseconds()
  const heartbeatJournalEntries = group.beat(members)
  return { rebalanceMs, heartbeatMicroseconds: (usedMicroseconds() - beganBeating) / (MEMBERS * BEATS_EACH), heartbeatJournalEntries }
}

class BenchGroup {
  readonly #cluster = new BenchCluster(SHAPE)
  memberIds: readonly string[] = []

  /** Each member is given an id first (KIP-394). */
  register(): readonly string[] {
    this.#cluster.send({ api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: [GROUP] } })
    this.memberIds = Array.from({ length: MEMBERS }, (_, index) => {
      const result = this.#cluster.send({ api: 'JoinGroup', request: joinRequest('', `client-${index}`) })
      const { error, memberId } = this.#cluster.answerIn(result, 'JoinGroup')
      if (error !== 'MEMBER_ID_REQUIRED') throw new Error(`A member is given an id before it joins: ${error}`)
      return memberId
    })
    return this.memberIds
  }

  /** All of them join, the leader assigns a partition to each, and all are told. */
  bringTogether(memberIds: readonly string[]): readonly Member[] {
    const joining = memberIds.flatMap((memberId, index) => {
      return this.#heardIn(this.#cluster.send({ api: 'JoinGroup', request: joinRequest(memberId, `client-${index}`) }), 'JoinGroup')
    })
    const joined = [...joining, ...this.#heardIn(this.#cluster.advance(JOINED_MS), 'JoinGroup')]
    if (joined.length !== MEMBERS) throw new Error(`All members join: ${joined.length} did.`)
    const leader = joined.find(({ memberId, leader: leaderId }) => memberId === leaderId)
    if (leader === undefined) throw new Error('A group has a leader.')
    const assignments = leader.members.map(({ memberId }, index) => ({ memberId, assignment: assignmentOf(index) }))
    const members = joined.map(({ memberId, generationId }) => ({ memberId, generationId }))
    const synced = [leader, ...joined.filter((one) => one !== leader)].flatMap(({ memberId, generationId }) => {
      const given = memberId === leader.memberId ? assignments : []
      const named = { groupId: GROUP, generationId, memberId, groupInstanceId: null, protocolType: 'consumer', protocolName: 'range' }
      return this.#heardIn(this.#cluster.send({ api: 'SyncGroup', request: { ...named, assignments: given } }), 'SyncGroup')
    })
    if (synced.length !== MEMBERS) throw new Error(`All members are told: ${synced.length} were.`)
    return members
  }

  /** How many entries of the journal all their heartbeats cost. */
  beat(members: readonly Member[]): number {
    let entries = 0
    for (let beat = 0; beat < BEATS_EACH; beat++) {
      for (const { memberId, generationId } of members) {
        const request = { groupId: GROUP, generationId, memberId, groupInstanceId: null }
        const result = this.#cluster.send({ api: 'Heartbeat', request })
        const { error } = this.#cluster.answerIn(result, 'Heartbeat')
        if (error !== 'NONE') throw new Error(`A heartbeat of a stable group is welcome: ${error}`)
        entries += result.entries.length
      }
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
