// A member that commits by hand what it has processed, now and then: everything is processed at least once. One that hears too late that it is out
// may have sent a last commit.
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
/** How often the last commit of a member that is out is on its way already. */
const LATE_COMMIT_PERCENT = 60

type Uncommitted = { readonly partition: ClientPartition; readonly offset: number }

export class ManualCommits implements Worker {
  readonly #context: ClientContext
  readonly #options: MembershipOptions
  readonly #link: CoordinatorLink
  readonly #membership: Membership
  readonly #conversation: Conversation
  /** By partitionKey. */
  readonly #uncommitted = new Map<string, Uncommitted>()

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
    if (identity === null) return null
    if (this.#uncommitted.size === 0 || this.#conversation.isWaiting || !this.#context.chance.isPercent(COMMIT_PERCENT)) return null
    const sent = [...this.#uncommitted.values()]
    return this.#link.ask(this.#conversation, { api: 'OffsetCommit', request: this.#requestOf(identity, sent) }, (response) => {
      this.#hear(sent, response)
    })
  }

  keep(partitions: readonly ClientPartition[]): void {
    const kept = new Set(partitions.map((partition) => partitionKey(partition)))
    for (const key of this.#uncommitted.keys()) if (!kept.has(key)) this.#uncommitted.delete(key)
  }

  lose(identity: MemberIdentity): void {
    const late = [...this.#uncommitted.values()]
    const { brokerId } = this.#link
    this.#conversation.hangUp()
    this.#uncommitted.clear()
    if (late.length === 0 || brokerId === null || !this.#context.chance.isPercent(LATE_COMMIT_PERCENT)) return
    this.#context.ask({ api: 'OffsetCommit', request: this.#requestOf(identity, late) }, { brokerId }, () => {})
  }

  die(): void {
    this.#conversation.hangUp()
    this.#uncommitted.clear()
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

  #hear(sent: readonly Uncommitted[], { topics }: OffsetCommitResponse): void {
    const results = topics.flatMap(({ name, partitions }) => partitions.map((result) => ({ topic: name, ...result })))
    for (const { topic, partitionIndex, error } of results) {
      // A topic that is gone has no offsets.
      if (error !== 'NONE' && error !== 'UNKNOWN_TOPIC_OR_PARTITION') return this.#membership.hear(error)
      const done = sent.find(({ partition }) => partition.topic === topic && partition.partitionIndex === partitionIndex)
      if (done === undefined) continue
      const key = partitionKey(done.partition)
      if (this.#uncommitted.get(key)?.offset === done.offset) this.#uncommitted.delete(key)
    }
  }
}
