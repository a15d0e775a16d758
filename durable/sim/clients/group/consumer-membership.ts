// A member of the newer protocol (KIP-848): it beats, and the answers say what is its own. What is taken away it gives up when it is ready, and
// says so with its next heartbeat. After an answer that did not come it says everything again.
// Source: ConsumerHeartbeatRequestManager and ConsumerMembershipManager of Kafka 4.3.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type {
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
  TopicIdPartitions,
} from '../../../../schema/kafka/requests/consumer-group-heartbeat.ts'
import type { ClientPartition } from '../../anomalies/client-history.ts'
import type { MemberIdentity } from '../../group-history.ts'
import type { ClientContext } from '../client-context.ts'
import { Conversation } from '../conversation.ts'
import type { CoordinatorLink } from './coordinator-link.ts'
import { SUBSCRIBED_TOPICS } from './membership.ts'
import type { Assignee, Membership, MembershipOptions } from './membership.ts'

const HEARTBEAT_VERSION = 1
const HEARTBEAT_INTERVAL_MS = 2000
const REBALANCE_TIMEOUT_MS = 20_000
/** How often a member that has to give up partitions goes on working on them for now. */
const LINGER_PERCENT = 50

const JOINING_EPOCH = 0
const LEAVING_EPOCH = -1
const LEAVING_FOR_A_WHILE_EPOCH = -2

export class ConsumerMembership implements Membership {
  readonly #context: ClientContext
  readonly #options: MembershipOptions
  readonly #link: CoordinatorLink
  readonly #assignee: Assignee
  readonly #beating: Conversation
  #epoch = JOINING_EPOCH
  /** Of the group that it was last told of. */
  #era = 0
  #owned: readonly ClientPartition[] = []
  /** What it is told to own, and has not taken over yet. */
  #target: readonly ClientPartition[] | null = null
  /** Whether its coordinator has to hear what it owns, or everything. */
  #mustReport = true
  #mustSayAll = true
  #isFenced = false
  #beatMs = 0

  constructor(context: ClientContext, options: MembershipOptions, link: CoordinatorLink, assignee: Assignee) {
    this.#context = context
    this.#options = options
    this.#link = link
    this.#assignee = assignee
    this.#beating = new Conversation(context)
  }

  get identity(): MemberIdentity | null {
    return this.#epoch > JOINING_EPOCH ? this.#who : null
  }

  get isFenced(): boolean {
    return this.#isFenced
  }

  /** A member makes its own id, and keeps it for as long as it lives. */
  get #who(): MemberIdentity {
    const { process: memberId, groupInstanceId } = this.#options
    return { memberId, generation: this.#epoch, groupInstanceId, era: this.#era }
  }

  turn(): string | null {
    if (this.#beating.isWaiting) return this.#epoch === JOINING_EPOCH ? 'waits for its group' : null
    if (this.#target !== null && !this.#context.chance.isPercent(LINGER_PERCENT)) this.#reconcile(this.#target)
    this.#mustSayAll ||= this.#beating.isOverdue
    const isDue = this.#mustReport || this.#mustSayAll || this.#context.world.nowMs - this.#beatMs >= HEARTBEAT_INTERVAL_MS
    if (!isDue) return null
    const request = this.#heartbeat(this.#epoch)
    return this.#link.ask(this.#beating, { api: 'ConsumerGroupHeartbeat', request }, (response) => this.#hearBeat(response))
  }

  hear(error: KafkaErrorName): void {
    if (this.#link.isGone(error)) return
    switch (error) {
      case 'FENCED_INSTANCE_ID':
        this.#isFenced = true
        this.#lose()
        return
      case 'UNKNOWN_MEMBER_ID':
      case 'FENCED_MEMBER_EPOCH':
      case 'GROUP_ID_NOT_FOUND':
        this.#lose()
        return
      default:
      // What may succeed later is said again.
    }
  }

  leave(): void {
    const { brokerId } = this.#link
    if (this.#epoch === JOINING_EPOCH || brokerId === null) return
    const epoch = this.#options.groupInstanceId === null ? LEAVING_EPOCH : LEAVING_FOR_A_WHILE_EPOCH
    this.#context.ask({ api: 'ConsumerGroupHeartbeat', request: this.#heartbeat(epoch) }, { brokerId }, () => {})
  }

  #heartbeat(memberEpoch: number): ConsumerGroupHeartbeatRequest {
    const { groupId, process: memberId, groupInstanceId: instanceId } = this.#options
    const saysAll = this.#mustSayAll || memberEpoch === JOINING_EPOCH
    return {
      apiVersion: HEARTBEAT_VERSION,
      groupId,
      memberId,
      memberEpoch,
      instanceId,
      rackId: null,
      rebalanceTimeoutMs: saysAll ? REBALANCE_TIMEOUT_MS : -1,
      subscribedTopicNames: saysAll ? SUBSCRIBED_TOPICS : null,
      subscribedTopicRegex: null,
      serverAssignor: null,
      topicPartitions: saysAll || this.#mustReport ? byTopicId(this.#owned) : null,
      clientId: memberId,
      clientHost: '/127.0.0.1',
    }
  }

  #hearBeat({ error, memberEpoch, assignment }: ConsumerGroupHeartbeatResponse): void {
    this.#beatMs = this.#context.world.nowMs
    if (error !== 'NONE') {
      this.#mustSayAll = true
      this.hear(error)
      return
    }
    this.#epoch = memberEpoch
    this.#era = this.#context.audit.groups.of(this.#options.groupId).era
    this.#mustReport = false
    this.#mustSayAll = false
    if (assignment !== null) this.#target = this.#partitionsOf(assignment)
    // What stays its own is its own in the new epoch.
    this.#assignee.own(this.#who, this.#owned)
  }

  /** Topics that were deleted meanwhile are left out. */
  #partitionsOf(assignment: readonly TopicIdPartitions[]): ClientPartition[] {
    const names = new Map(Array.from(this.#context.world.cluster.topics.values(), ({ topicId, name }) => [topicId, name]))
    return assignment.flatMap(({ topicId, partitions }) => {
      const topic = names.get(topicId)
      return topic === undefined ? [] : partitions.map((partitionIndex) => ({ topic, topicId, partitionIndex }))
    })
  }

  #reconcile(target: readonly ClientPartition[]): void {
    this.#target = null
    this.#owned = target
    this.#mustReport = true
    // What it said before is not what it owns now: an answer to it that is late is no answer to this.
    this.#beating.hangUp()
    this.#assignee.own(this.#who, target)
  }

  #lose(): void {
    const was = this.#who
    this.#epoch = JOINING_EPOCH
    this.#owned = []
    this.#target = null
    this.#mustSayAll = true
    this.#beating.hangUp()
    if (was.generation > JOINING_EPOCH) this.#assignee.lose(was)
  }
}

function byTopicId(owned: readonly ClientPartition[]): TopicIdPartitions[] {
  const topicIds = new Set(owned.map(({ topicId }) => topicId))
  return Array.from(topicIds, (topicId) => {
    return { topicId, partitions: owned.flatMap((each) => (each.topicId === topicId ? each.partitionIndex : [])) }
  })
}
