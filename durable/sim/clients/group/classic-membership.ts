// A member of the older protocol, eager: it gives up everything before it joins again, and its group's leader says who gets what. Answers that do
// not come are asked for again with the same member id.
// Source: ConsumerCoordinator and AbstractCoordinator of Kafka 4.3; KIP-345, KIP-394.
import { decodeConsumerProtocolAssignment, encodeConsumerProtocolSubscription } from '../../../../schema/kafka/consumer-protocol.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { JoinGroupResponse } from '../../../../schema/kafka/requests/join-group.ts'
import type { SyncGroupRequest, SyncGroupResponse } from '../../../../schema/kafka/requests/sync-group.ts'
import type { MemberIdentity } from '../../group-history.ts'
import type { ClientContext } from '../client-context.ts'
import { Conversation } from '../conversation.ts'
import type { CoordinatorLink } from './coordinator-link.ts'
import { SUBSCRIBED_TOPICS } from './membership.ts'
import type { Assignee, Membership, MembershipOptions } from './membership.ts'
import { assign, ASSIGNOR, subscribedPartitions } from './round-robin.ts'

const JOIN_VERSION = 9
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

export class ClassicMembership implements Membership {
  readonly #context: ClientContext
  readonly #options: MembershipOptions
  readonly #link: CoordinatorLink
  readonly #assignee: Assignee
  readonly #joining: Conversation
  readonly #beating: Conversation
  #phase: Phase = 'out'
  #memberId = NO_ID
  #generation = -1
  #plan: Plan | null = null
  #mustRejoin = false
  #isFenced = false
  #beatMs = 0

  constructor(context: ClientContext, options: MembershipOptions, link: CoordinatorLink, assignee: Assignee) {
    this.#context = context
    this.#options = options
    this.#link = link
    this.#assignee = assignee
    this.#joining = new Conversation(context, context.chance.oneOf(JOIN_PATIENCES_MS))
    this.#beating = new Conversation(context)
  }

  get identity(): MemberIdentity | null {
    return this.#phase === 'stable' ? this.#who : null
  }

  get isFenced(): boolean {
    return this.#isFenced
  }

  get #who(): MemberIdentity {
    return { memberId: this.#memberId, generation: this.#generation, groupInstanceId: this.#options.groupInstanceId }
  }

  turn(): string | null {
    if (this.#phase === 'stable') return this.#stay()
    if (this.#joining.isWaiting) return 'waits for its group'
    return this.#phase === 'out' ? this.#join() : this.#sync()
  }

  hear(error: KafkaErrorName): void {
    if (this.#link.isGone(error)) return
    switch (error) {
      case 'REBALANCE_IN_PROGRESS':
        this.#mustRejoin = true
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
        this.#lose()
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
    const subscription = { topics: SUBSCRIBED_TOPICS, userData: null, ownedPartitions: [], generationId: this.#generation, rackId: null }
    const protocols = [{ name: ASSIGNOR.protocolName, metadata: encodeConsumerProtocolSubscription(subscription) }]
    const request = {
      apiVersion: JOIN_VERSION,
      groupId,
      groupInstanceId,
      memberId: this.#memberId,
      sessionTimeoutMs,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
      protocolType: ASSIGNOR.protocolType,
      protocols,
      reason: null,
      clientId,
      clientHost: '/127.0.0.1',
    }
    return this.#link.ask(this.#joining, { api: 'JoinGroup', request }, (response) => this.#hearJoin(response))
  }

  #hearJoin({ error, memberId, generationId, leader, members, skipAssignment }: JoinGroupResponse): void {
    if (error === 'MEMBER_ID_REQUIRED') this.#memberId = memberId
    if (error !== 'NONE') return this.hear(error)
    this.#memberId = memberId
    this.#generation = generationId
    this.#mustRejoin = false
    this.#phase = 'joined'
    const partitions = subscribedPartitions(this.#context.world.cluster)
    const assignments = skipAssignment
      ? []
      : assign(
          members.map((member) => member.memberId),
          partitions,
        )
    this.#plan = leader === memberId ? { assignments, partitions: JSON.stringify(partitions) } : null
  }

  #sync(): string {
    const { groupId, groupInstanceId } = this.#options
    const request = {
      groupId,
      groupInstanceId,
      generationId: this.#generation,
      memberId: this.#memberId,
      ...ASSIGNOR,
      assignments: this.#plan?.assignments ?? [],
    }
    return this.#link.ask(this.#joining, { api: 'SyncGroup', request }, (response) => this.#hearSync(response))
  }

  #hearSync({ error, assignment }: SyncGroupResponse): void {
    if (error === 'REBALANCE_IN_PROGRESS') this.#phase = 'out'
    if (error !== 'NONE') return this.hear(error)
    const { topics } = this.#context.world.cluster
    const assigned = decodeConsumerProtocolAssignment(assignment)?.assignedPartitions ?? []
    this.#phase = 'stable'
    this.#beatMs = this.#context.world.nowMs
    this.#assignee.own(
      this.#who,
      assigned.flatMap(({ topic, partitionIndex }) => {
        const topicId = topics.get(topic)?.topicId
        return topicId === undefined ? [] : { topic, topicId, partitionIndex }
      }),
    )
  }

  #stay(): string | null {
    this.#mustRejoin ||= this.#seesOtherPartitions
    if (this.#mustRejoin && !this.#context.chance.isPercent(LINGER_PERCENT)) return this.#giveUpAndJoin()
    const isDue = this.#context.world.nowMs - this.#beatMs >= HEARTBEAT_INTERVAL_MS
    if (!isDue || this.#beating.isWaiting) return null
    const { groupId, groupInstanceId } = this.#options
    const request = { groupId, groupInstanceId, generationId: this.#generation, memberId: this.#memberId }
    return this.#link.ask(this.#beating, { api: 'Heartbeat', request }, ({ error }) => {
      this.#beatMs = this.#context.world.nowMs
      if (error !== 'NONE') this.hear(error)
    })
  }

  /** A leader follows the metadata of what its group reads. */
  get #seesOtherPartitions(): boolean {
    if (this.#plan === null) return false
    return this.#plan.partitions !== JSON.stringify(subscribedPartitions(this.#context.world.cluster))
  }

  #giveUpAndJoin(): string {
    this.#phase = 'out'
    this.#beating.hangUp()
    this.#assignee.own(this.#who, [])
    return this.#join()
  }

  #lose(): void {
    const was = this.#who
    const wasStable = this.#phase === 'stable'
    this.#phase = 'out'
    this.#plan = null
    this.#generation = -1
    this.#joining.hangUp()
    this.#beating.hangUp()
    if (wasStable) this.#assignee.lose(was)
  }
}
