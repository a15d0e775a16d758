// A large group of the KIP-848 protocol. What is measured is that it comes together from nothing: the first member has all partitions when the
// others come, and gives up all but one of them. Members say what changes when it changes, as Kafka's client does.

import { encodeEntries } from '../../durable/shell/journal-text.ts'
import type { ConsumerGroupHeartbeatRequest, TopicIdPartitions } from '../../schema/kafka/requests/consumer-group-heartbeat.ts'
import { BenchCluster, TOPIC } from './bench-cluster.ts'

const GROUP = 'bench'
const SHAPE = { brokers: 3, replicationFactor: 1 }
/** Beyond group.consumer.assignment.interval.ms: with the first heartbeat after it the last members that came have their targets. */
const BETWEEN_ROUNDS_MS = 2_000
/** Everybody hears of its target in the first, and of what the first member has given up in the one behind it. */
const MOST_ROUNDS = 10

type Member = {
  readonly memberId: string
  memberEpoch: number
  owned: readonly TopicIdPartitions[]
  /** It has not told the coordinator yet what it has taken or given up. */
  hasNews: boolean
}

export class ConsumerGroupLoop {
  readonly #cluster: BenchCluster
  readonly #members: readonly Member[]

  constructor(members: number) {
    this.#cluster = new BenchCluster({ ...SHAPE, partitions: members })
    this.#cluster.send({ api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: [GROUP] } })
    this.#members = Array.from({ length: members }, (_, index) => {
      return { memberId: `member-${index}`, memberEpoch: 0, owned: [], hasNews: false }
    })
  }

  bringTogether(): void {
    for (const member of this.#members) this.#speak(member)
    for (let round = 0; !this.#isTogether(); round++) {
      if (round === MOST_ROUNDS) throw new Error('All members have reached their targets by now.')
      this.#cluster.advance(BETWEEN_ROUNDS_MS)
      this.beat()
    }
  }

  beat(): number {
    return this.#members.reduce((entries, member) => entries + this.#speak(member), 0)
  }

  /** At once again, as long as the member has something to say to what it has heard. */
  #speak(member: Member): number {
    const entries = this.#send(member)
    return member.hasNews ? entries + this.#speak(member) : entries
  }

  #send(member: Member): number {
    const result = this.#cluster.send({ api: 'ConsumerGroupHeartbeat', request: heartbeatOf(member) })
    // The journal's text is part of what a rebalance costs.
    if (result.entries.length > 0) encodeEntries(result.entries)
    const { error, memberEpoch, assignment } = this.#cluster.answerIn(result, 'ConsumerGroupHeartbeat')
    if (error !== 'NONE') throw new Error(`A heartbeat is welcome: ${error}`)
    member.memberEpoch = memberEpoch
    member.hasNews = assignment !== null && JSON.stringify(assignment) !== JSON.stringify(member.owned)
    if (assignment !== null) member.owned = assignment
    return result.entries.length
  }

  #isTogether(): boolean {
    const [first] = this.#members
    return this.#members.every(({ memberEpoch, owned }) => {
      return memberEpoch === first?.memberEpoch && owned.length === 1 && owned[0]?.partitions.length === 1
    })
  }
}

function heartbeatOf({ memberId, memberEpoch, owned, hasNews }: Member): ConsumerGroupHeartbeatRequest {
  const isJoining = memberEpoch === 0
  return {
    apiVersion: 1,
    groupId: GROUP,
    memberId,
    memberEpoch,
    instanceId: null,
    rackId: null,
    rebalanceTimeoutMs: isJoining ? 300_000 : -1,
    subscribedTopicNames: isJoining ? [TOPIC] : null,
    subscribedTopicRegex: null,
    serverAssignor: null,
    topicPartitions: isJoining || hasNews ? owned : null,
    clientId: memberId,
    clientHost: '/127.0.0.1',
  }
}
