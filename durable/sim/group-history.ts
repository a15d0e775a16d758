// What the members of consumer groups did and were told, remembered outside of the engine. The members write it down, and the invariants compare it
// with what the coordinators say and write.
import type { ClientPartition, Operation, PolledRecord } from './anomalies/client-history.ts'
import { partitionKey } from './anomalies/client-history.ts'

/** Who a member is to its coordinator at a moment. */
export type MemberIdentity = {
  readonly memberId: string
  /** Of a member of the newer protocol: its epoch. */
  readonly generation: number
  readonly groupInstanceId: string | null
  /** Which of the groups that had the id: generations start over with each. */
  readonly era: number
}

/** What a process takes for its own, by partitionKey. */
export type Belief = { readonly identity: MemberIdentity; readonly owned: ReadonlyMap<string, ClientPartition> }

export type SentCommit = {
  readonly groupId: string
  readonly process: string
  readonly identity: MemberIdentity
  /** By topic, as the member knew them. */
  readonly topicIds: ReadonlyMap<string, string>
}

/** A record that a group wrote for one that it read. */
export type Output = {
  readonly value: string
  readonly source: ClientPartition
  readonly offset: number
  readonly target: ClientPartition
  /** The transaction that it belongs to. */
  readonly operation: Operation
}

export class GroupHistory {
  readonly groupId: string
  readonly beliefs = new Map<string, Belief>()
  /** Processes that were thrown out since they were last told what they own. They may join again before they know. */
  readonly outcasts = new Set<string>()
  /** Who was told to own what in each generation of the older protocol, by partitionKey. */
  readonly ownersByGeneration = new Map<number, Map<string, string>>()
  /** By partitionKey: the end of what anybody ever processed. */
  readonly deliveredUntil = new Map<string, number>()
  readonly #processed = new Map<string, Set<number>>()
  readonly outputs: Output[] = []
  /** By topic and partition: the generation of the newest commit that was taken. */
  readonly committedGenerations = new Map<string, number>()
  /** Topics that were deleted and made again, and for which an offset of the former one was committed. */
  readonly mistakenTopics = new Set<string>()
  /** How often it has begun again. */
  era = 0
  /** Whether a commit that was held up was taken for one of the same generation in a later era. */
  hasMistakenCommits = false
  /** Whether its coordinator ever forgot offsets because they were too old. */
  hasLostOffsets = false

  constructor(groupId: string) {
    this.groupId = groupId
  }

  believe(process: string, identity: MemberIdentity, partitions: readonly ClientPartition[]): Belief {
    const belief = { identity, owned: new Map(partitions.map((partition) => [partitionKey(partition), partition])) }
    this.beliefs.set(process, belief)
    this.outcasts.delete(process)
    return belief
  }

  /** The coordinator counts the member out. */
  throwOut(memberId: string): void {
    for (const [process, { identity }] of this.beliefs) if (identity.memberId === memberId) this.outcasts.add(process)
  }

  /** The process owns nothing any more, and knows it. */
  giveUp(process: string): void {
    this.beliefs.delete(process)
  }

  process(partition: ClientPartition, untilOffset: number, records: readonly PolledRecord[]): void {
    const key = partitionKey(partition)
    const processed = this.#processed.get(key) ?? new Set()
    this.#processed.set(key, processed)
    for (const [offset] of records) processed.add(offset)
    this.deliveredUntil.set(key, Math.max(untilOffset, this.deliveredUntil.get(key) ?? 0))
  }

  hasProcessed(partition: ClientPartition, offset: number): boolean {
    return this.#processed.get(partitionKey(partition))?.has(offset) ?? false
  }

  /** The coordinator begins from nothing, or from an older state: what was promised before is promised by nobody. */
  beginAgain(): void {
    this.era += 1
    this.beliefs.clear()
    this.ownersByGeneration.clear()
    this.committedGenerations.clear()
  }
}

export class GroupHistories {
  readonly #groups = new Map<string, GroupHistory>()
  readonly #commits: SentCommit[] = []

  of(groupId: string): GroupHistory {
    const known = this.#groups.get(groupId) ?? new GroupHistory(groupId)
    this.#groups.set(groupId, known)
    return known
  }

  /** Undefined for one that no member of the simulation belongs to. */
  find(groupId: string): GroupHistory | undefined {
    return this.#groups.get(groupId)
  }

  [Symbol.iterator](): Iterator<GroupHistory> {
    return this.#groups.values()
  }

  /** The metadata to commit with, by which the commit is recognised in what coordinators write. */
  noteCommit(commit: SentCommit): string {
    this.#commits.push(commit)
    return `commit-${this.#commits.length - 1}`
  }

  commitOf(metadata: string): SentCommit | undefined {
    return this.#commits[Number(/^commit-(\d+)$/.exec(metadata)?.[1] ?? Number.NaN)]
  }
}
