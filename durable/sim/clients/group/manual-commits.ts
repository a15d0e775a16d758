// A member that commits by hand what it has processed, now and then: everything is processed at least once. A commit of what it has lost since may
// have been held up on its way, and arrive when the group has gone on.
import type { OffsetCommitResponse } from '../../../../schema/kafka/requests/offset-commit.ts'
import type { ClientPartition } from '../../anomalies/client-history.ts'
import { partitionKey } from '../../anomalies/client-history.ts'
import type { MemberIdentity } from '../../group-history.ts'
import type { ClientContext } from '../client-context.ts'
import { Conversation } from '../conversation.ts'
import type { CoordinatorLink } from './coordinator-link.ts'
import type { Membership, MembershipOptions } from './membership.ts'
import type { Polled } from './positions.ts'
import type { Worker } from './worker.ts'

const COMMIT_VERSION = 9
const COMMIT_PERCENT = 40
/** How often a commit of what was lost is on its way. */
const HELD_UP_PERCENT = 60
const ARRIVAL_PERCENT = 25

type Uncommitted = { readonly partition: ClientPartition; readonly offset: number }
type HeldUp = { readonly identity: MemberIdentity; readonly offsets: readonly Uncommitted[] }

export class ManualCommits implements Worker {
  readonly #context: ClientContext
  readonly #options: MembershipOptions
  readonly #link: CoordinatorLink
  readonly #membership: Membership
  readonly #conversation: Conversation
  /** By partitionKey. */
  readonly #uncommitted = new Map<string, Uncommitted>()
  #heldUp: readonly HeldUp[] = []

  constructor(context: ClientContext, options: MembershipOptions, link: CoordinatorLink, membership: Membership) {
    this.#context = context
    this.#options = options
    this.#link = link
    this.#membership = membership
    this.#conversation = new Conversation(context)
  }

  take({ partition, untilOffset: offset }: Polled): boolean {
    this.#uncommitted.set(partitionKey(partition), { partition, offset })
    return true
  }

  turn(identity: MemberIdentity | null): string | null {
    const { chance } = this.#context
    if (this.#heldUp.length > 0 && chance.isPercent(ARRIVAL_PERCENT)) return this.#arrive()
    if (identity === null || this.#uncommitted.size === 0 || this.#conversation.isWaiting || !chance.isPercent(COMMIT_PERCENT)) return null
    const sent = [...this.#uncommitted.values()]
    return this.#link.ask(this.#conversation, { api: 'OffsetCommit', request: this.#requestOf(identity, sent) }, (response) => {
      this.#hear(identity, sent, response)
    })
  }

  keep(partitions: readonly ClientPartition[], identity: MemberIdentity): void {
    const kept = new Set(partitions.map((partition) => partitionKey(partition)))
    this.#holdUp(
      identity,
      [...this.#uncommitted.keys()].filter((key) => !kept.has(key)),
    )
  }

  lose(identity: MemberIdentity): void {
    this.#conversation.hangUp()
    this.#holdUp(identity, [...this.#uncommitted.keys()])
  }

  die(): void {
    this.#conversation.hangUp()
    this.#uncommitted.clear()
    this.#heldUp = []
  }

  #holdUp(identity: MemberIdentity, keys: readonly string[]): void {
    const offsets = keys.flatMap((key) => this.#uncommitted.get(key) ?? [])
    for (const key of keys) this.#uncommitted.delete(key)
    if (offsets.length > 0 && this.#context.chance.isPercent(HELD_UP_PERCENT)) this.#heldUp = [...this.#heldUp, { identity, offsets }]
  }

  /** Nobody listens to the answer. */
  #arrive(): string | null {
    const [first, ...others] = this.#heldUp
    const { brokerId } = this.#link
    if (first === undefined || brokerId === null) return null
    this.#heldUp = others
    const { identity, offsets } = first
    this.#context.ask({ api: 'OffsetCommit', request: this.#requestOf(identity, offsets) }, { brokerId }, () => {})
    return `commits as ${identity.memberId} of ${identity.generation}, held up`
  }

  #requestOf(identity: MemberIdentity, offsets: readonly Uncommitted[]) {
    const { groupId, process } = this.#options
    const { memberId, generation: generationIdOrMemberEpoch, groupInstanceId } = identity
    const topicIds = new Map(offsets.map(({ partition }) => [partition.topic, partition.topicId]))
    const committedMetadata = this.#context.audit.groups.noteCommit({ groupId, process, identity, topicIds })
    const topics = offsets.map(({ partition: { topic: name, partitionIndex }, offset: committedOffset }) => {
      return { name, partitions: [{ partitionIndex, committedOffset, committedLeaderEpoch: -1, committedMetadata }] }
    })
    return { apiVersion: COMMIT_VERSION, groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, topics }
  }

  #hear(identity: MemberIdentity, sent: readonly Uncommitted[], { topics }: OffsetCommitResponse): void {
    const results = topics.flatMap(({ name, partitions }) => partitions.map((result) => ({ topic: name, ...result })))
    for (const { topic, partitionIndex, error } of results) {
      // A topic that is gone has no offsets.
      if (error !== 'NONE' && error !== 'UNKNOWN_TOPIC_OR_PARTITION') return this.#membership.hear(error, identity)
      const done = sent.find(({ partition }) => partition.topic === topic && partition.partitionIndex === partitionIndex)
      if (done === undefined) continue
      const key = partitionKey(done.partition)
      if (this.#uncommitted.get(key)?.offset === done.offset) this.#uncommitted.delete(key)
    }
  }
}
