// A member of the older protocol: its group's leader says who gets what. One that is eager gives up everything before it joins again; one that is
// cooperative works on, gives up what it is not given any more, and joins again to say so. Answers that do not come are asked for again with the
// same member id.
// Source: ConsumerCoordinator and AbstractCoordinator of Kafka 4.3; KIP-345, KIP-394, KIP-429.
import {
  CONSUMER_PROTOCOL_TYPE,
  decodeConsumerProtocolAssignment,
  decodeConsumerProtocolSubscription,
  encodeConsumerProtocolAssignment,
  encodeConsumerProtocolSubscription,
} from '../../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { JoinGroupResponse } from '../../../../schema/kafka/requests/join-group.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../../schema/kafka/requests/sync-group.ts'
import type { ClientPartition } from '../../anomalies/client-history.ts'
import { partitionKey } from '../../anomalies/client-history.ts'
import { coordinatedGroup } from '../../coordinated-group.ts'
import type { MemberIdentity } from '../../group-history.ts'
import { checkHeard, isLeftBehind } from '../../invariants/group-generations.ts'
import type { ClientContext } from '../client-context.ts'
import { Conversation } from '../conversation.ts'
import type { CoordinatorLink } from './coordinator-link.ts'
import { SUBSCRIBED_TOPICS, subscribedPartitions } from './membership.ts'
import type { Assignee, Membership, MembershipOptions } from './membership.ts'
import type { Strategy } from './strategy.ts'

const JOIN_VERSION = 9
const SYNC_VERSION = 5
const HEARTBEAT_INTERVAL_MS = 2000
const REBALANCE_TIMEOUT_MS = 20_000
/** Some wait for the others to join as long as it takes, some lose patience and ask again. */
const JOIN_PATIENCES_MS = [2000, 30_000]
/** How often a member that hears of a rebalance goes on working for now. */
const LINGER_PERCENT = 50

type Phase = 'out' | 'joined' | 'stable'

/** What the leader has to say in its generation. */
type Plan = { readonly assignments: SyncGroupRequest['assignments']; readonly partitions: string }

const NO_ID = ''

export type ClassicOptions = MembershipOptions & { readonly strategy: Strategy }

/** What it has been given, and who it was then: it may have joined again since. */
type Share = { readonly identity: MemberIdentity; readonly partitions: readonly ClientPartition[] }

export class ClassicMembership implements Membership {
  readonly #context: ClientContext
  readonly #options: ClassicOptions
  readonly #link: CoordinatorLink
  readonly #assignee: Assignee
  readonly #joining: Conversation
  readonly #beating: Conversation
  #phase: Phase = 'out'
  #memberId = NO_ID
  #generation = -1
  #plan: Plan | null = null
  #share: Share | null = null
  /** The last generation in which it was given anything, until it is thrown out. */
  #assignedGeneration = -1
  #mustRejoin = false
  #isFenced = false
  #beatMs = 0

  constructor(context: ClientContext, options: ClassicOptions, link: CoordinatorLink, assignee: Assignee) {
    this.#context = context
    this.#options = options
    this.#link = link
    this.#assignee = assignee
    this.#joining = new Conversation(context, context.chance.oneOf(JOIN_PATIENCES_MS))
    this.#beating = new Conversation(context)
  }

  get identity(): MemberIdentity | null {
    return this.#share?.identity ?? null
  }

  get isFenced(): boolean {
    return this.#isFenced
  }

  get #who(): MemberIdentity {
    const { groupId, groupInstanceId } = this.#options
    const { era } = this.#context.audit.groups.of(groupId)
    return { memberId: this.#memberId, generation: this.#generation, groupInstanceId, era }
  }

  turn(): string | null {
    if (this.#phase === 'stable') return this.#stay()
    if (this.#joining.isWaiting) return this.#share === null ? 'waits for its group' : null
    return this.#phase === 'out' ? this.#join() : this.#sync()
  }

  hear(error: KafkaErrorName, who: MemberIdentity): void {
    if (this.#link.isGone(error)) return
    switch (error) {
      case 'REBALANCE_IN_PROGRESS':
        if (this.#phase === 'stable') this.#mustRejoin = true
        return
      case 'FENCED_INSTANCE_ID':
        this.#isFenced = true
        this.#lose()
        return
      case 'UNKNOWN_MEMBER_ID':
        this.#lose()
        this.#memberId = NO_ID
        return
      case 'ILLEGAL_GENERATION':
        // It has joined another one since it asked.
        if (who.generation === this.#generation) this.#lose()
        return
      default:
      // What may succeed later is asked again.
    }
  }

  leave(): void {
    const { groupId, groupInstanceId } = this.#options
    const members = [{ memberId: this.#memberId, groupInstanceId, reason: null }]
    const { brokerId } = this.#link
    // A static member that goes keeps its place: it will be back.
    if (groupInstanceId !== null || brokerId === null || this.#memberId === NO_ID) return
    this.#context.ask({ api: 'LeaveGroup', request: { groupId, members } }, { brokerId }, () => {})
  }

  #join(): string {
    const { groupId, groupInstanceId, sessionTimeoutMs, process: clientId } = this.#options
    const owned = { ownedPartitions: this.#share?.partitions ?? [], generationId: this.#assignedGeneration }
    const metadata = encodeConsumerProtocolSubscription({ topics: SUBSCRIBED_TOPICS, userData: null, ...owned, rackId: null })
    const protocols = [{ name: this.#options.strategy.protocolName, metadata }]
    const request = {
      apiVersion: JOIN_VERSION,
      groupId,
      groupInstanceId,
      memberId: this.#memberId,
      sessionTimeoutMs,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
      protocolType: CONSUMER_PROTOCOL_TYPE,
      protocols,
      reason: null,
      clientId,
      clientHost: '/127.0.0.1',
    }
    return this.#link.ask(this.#joining, { api: 'JoinGroup', request }, (response) => this.#hearJoin(response))
  }

  #hearJoin({ error, memberId, generationId, leader, members, skipAssignment }: JoinGroupResponse): void {
    if (error === 'MEMBER_ID_REQUIRED') this.#memberId = memberId
    if (error !== 'NONE') return this.hear(error, this.#who)
    this.#memberId = memberId
    this.#generation = generationId
    this.#mustRejoin = false
    this.#phase = 'joined'
    this.#plan = leader === memberId ? this.#planFor(skipAssignment ? [] : members) : null
  }

  /** For nobody when the coordinator keeps to what was assigned before. */
  #planFor(members: JoinGroupResponse['members']): Plan {
    const joined = members.map(({ memberId, metadata }) => {
      const { ownedPartitions: owned = [], generationId: generation = -1 } = decodeConsumerProtocolSubscription(metadata) ?? {}
      return { memberId, owned, generation }
    })
    const partitions = subscribedPartitions(this.#context.world.cluster)
    const shares = joined.length === 0 ? [] : this.#options.strategy.assign(joined, partitions)
    const assignments = Array.from(shares, ([memberId, assignedPartitions]) => {
      return { memberId, assignment: encodeConsumerProtocolAssignment({ assignedPartitions, userData: null }) }
    })
    return { assignments, partitions: JSON.stringify(partitions) }
  }

  #sync(): string {
    const { groupId, groupInstanceId, strategy } = this.#options
    const request = {
      apiVersion: SYNC_VERSION,
      groupId,
      groupInstanceId,
      generationId: this.#generation,
      memberId: this.#memberId,
      protocolType: CONSUMER_PROTOCOL_TYPE,
      protocolName: strategy.protocolName,
      assignments: this.#plan?.assignments ?? [],
    }
    const check = this.#checkOfAnswer()
    return this.#link.ask(this.#joining, { api: 'SyncGroup', request }, (response) => {
      check(response.error)
      this.#hearSync(response)
    })
  }

  #hearSync({ error, assignment }: SyncGroupResponse): void {
    if (error === 'REBALANCE_IN_PROGRESS') this.#phase = 'out'
    if (error !== 'NONE') return this.hear(error, this.#who)
    const { topics } = this.#context.world.cluster
    const assigned = decodeConsumerProtocolAssignment(assignment)?.assignedPartitions ?? []
    this.#phase = 'stable'
    this.#beatMs = this.#context.world.nowMs
    this.#own(
      assigned.flatMap(({ topic, partitionIndex }) => {
        const topicId = topics.get(topic)?.topicId
        return topicId === undefined ? [] : { topic, topicId, partitionIndex }
      }),
    )
  }

  /** Somebody may wait for what it gives up now: it joins again without it. */
  #own(partitions: readonly ClientPartition[]): void {
    const kept = new Set(partitions.map((partition) => partitionKey(partition)))
    this.#mustRejoin = this.#share?.partitions.some((partition) => !kept.has(partitionKey(partition))) ?? false
    this.#share = { identity: this.#who, partitions }
    this.#assignedGeneration = this.#generation
    this.#assignee.own(this.#who, partitions)
  }

  #stay(): string | null {
    this.#mustRejoin ||= this.#seesOtherPartitions
    if (this.#mustRejoin && !this.#context.chance.isPercent(LINGER_PERCENT)) return this.#joinAgain()
    const isDue = this.#context.world.nowMs - this.#beatMs >= HEARTBEAT_INTERVAL_MS
    if (!isDue || this.#beating.isWaiting) return null
    const { groupId, groupInstanceId } = this.#options
    const request = { groupId, groupInstanceId, generationId: this.#generation, memberId: this.#memberId }
    const check = this.#checkOfAnswer()
    return this.#link.ask(this.#beating, { api: 'Heartbeat', request }, ({ error }) => {
      check(error)
      this.#beatMs = this.#context.world.nowMs
      if (error !== 'NONE') this.hear(error, this.#who)
    })
  }

  /** What the answer must say to a member that its group has left behind by now. */
  #checkOfAnswer(): (error: KafkaErrorName) => void {
    const { audit, world } = this.#context
    const who = this.#who
    const history = audit.groups.of(this.#options.groupId)
    const isBehind = audit.history.promisesRecords && isLeftBehind(history, who, coordinatedGroup(world.cluster, history.groupId))
    return (error) => {
      if (isBehind) checkHeard(history, who, error)
    }
  }

  /** A leader follows the metadata of what its group reads. */
  get #seesOtherPartitions(): boolean {
    if (this.#plan === null) return false
    return this.#plan.partitions !== JSON.stringify(subscribedPartitions(this.#context.world.cluster))
  }

  #joinAgain(): string {
    this.#phase = 'out'
    this.#beating.hangUp()
    if (!this.#options.strategy.isCooperative) {
      this.#share = null
      this.#assignee.own(this.#who, [])
    }
    return this.#join()
  }

  #lose(): void {
    const share = this.#share
    this.#phase = 'out'
    this.#plan = null
    this.#share = null
    this.#generation = -1
    this.#assignedGeneration = -1
    this.#joining.hangUp()
    this.#beating.hangUp()
    if (share !== null) this.#assignee.lose(share.identity)
  }
}
