// What has to be said, whatever the language: a sentence for each kind of record and of log change, words for each reason and trigger. A
// language is one object of this type, so a kind or a reason without words does not compile.
import type { AppChange } from '../../engine/app/app-change.ts'
import type { PartitionChange } from '../../engine/controller/partition-change.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { ClusterEvent, Trigger } from '../../engine/event.ts'
import type { FaultSpec } from '../../engine/faults/fault.ts'
import type { HostedDoor } from '../../engine/hosted/hosted-consumer.ts'
import type { ClassicChange } from '../../engine/group/classic/classic-change.ts'
import type { NodeAction } from '../../engine/input.ts'
import type { LogChange } from '../../engine/log/log-change.ts'
import type { PartitionKey } from '../../engine/partition-key.ts'
import type { Reason, ReasonCode } from '../../engine/reason.ts'
import type { ClusterRecord, RecordOf } from '../../engine/record.ts'

/** What happened, and, where a kind of event always happens for the same reason, why. Clauses without a full stop. */
type Telling = string | readonly [what: string, why: string]

/** Told field by field and change by change instead of by a sentence of its own. */
type Composed = 'log.changed' | 'partition.changed' | 'app.changed' | 'group.changed'

type ChangeField = Exclude<keyof PartitionChange, 'electionKind'>

export type Sentences = {
  readonly records: { readonly [Kind in Exclude<ClusterRecord['kind'], Composed>]: (record: RecordOf<Kind>) => Telling }
  /** `log` names the partition's log, or the log that one of its brokers has for itself. */
  readonly logChanges: { readonly [Kind in LogChange['kind']]: (change: Extract<LogChange, { kind: Kind }>, log: string) => Telling }
  /** `app` names the application. */
  readonly appChanges: { readonly [Kind in AppChange['kind']]: (change: Extract<AppChange, { kind: Kind }>, app: string) => Telling }
  readonly app: (appId: number) => string
  readonly groupChanges: {
    readonly [Kind in ClassicChange['kind']]: (change: Extract<ClassicChange, { kind: Kind }>, groupId: string) => Telling
  }
  readonly ownLog: (partition: string, brokerId: number) => string
  /** One part for each field that changed; the leader's says how it was elected. */
  readonly changes: {
    readonly [Field in ChangeField]: (value: NonNullable<PartitionChange[Field]>, kind: PartitionChange['electionKind']) => string
  }
  readonly partition: (partition: string, parts: readonly string[]) => string
  readonly reasons: { readonly [Code in ReasonCode]: (reason: Extract<Reason, { code: Code }>) => string }
  readonly triggers: { readonly [Kind in Exclude<Trigger['kind'], 'action'>]: (trigger: Extract<Trigger, { kind: Kind }>) => string }
  readonly nodeActions: { readonly [Action in NodeAction]: (nodeId: number) => string }
  /** An action that is not about a node. */
  readonly otherAction: (action: string) => string
  /** For an event without a reason of its own: which one led to it. */
  readonly follows: (sequence: number) => string
  readonly sentence: (what: string, why: string) => string
}

/** What coordinators do: a part of the records that has a file of its own in each language. */
export type TransactionSentences = Pick<
  Sentences['records'],
  Extract<keyof Sentences['records'], `${'transactions' | 'transaction' | 'marker' | 'offsets'}.${string}`>
>

/** Who may do what, and how much, likewise. */
export type AccessSentences = Pick<Sentences['records'], 'acl.created' | 'acl.removed' | 'clientQuota.changed'>

/** What happens to groups and their members, likewise. */
export type GroupSentences = Omit<
  Pick<Sentences['records'], Extract<keyof Sentences['records'], `${'group' | 'members'}.${string}`>>,
  keyof ConsumerGroupSentences
>

/** What is written about groups of the KIP-848 protocol. */
export type ConsumerGroupSentences = Pick<Sentences['records'], 'group.written'>
export type ConsumerGroupReasons = Pick<Sentences['reasons'], 'staticMemberLeft' | 'subscriptionsChanged' | 'revocationTimedOut'>

/** Whom a hosted consumer works for. */
export type DoorWords = Readonly<Record<HostedDoor, string>>

/** What a broken thing does, for the sentence of `fault.started`. */
export type FaultWords = { readonly [Kind in FaultSpec['kind']]: (spec: Extract<FaultSpec, { kind: Kind }>) => string }

/**
 * A row of such a table, found by the kind of what it is then given. The compiler does not see that the two belong together, so the argument
 * is passed as never.
 */
type Row<Words, More extends readonly unknown[] = []> = (fact: never, ...more: More) => Words

/** The whole sentence of one event. */
export function sentenceOf(sentences: Sentences, event: ClusterEvent): string {
  const telling = tell(sentences, event.record)
  const [what, ownWhy] = typeof telling === 'string' ? [telling, null] : telling
  return sentences.sentence(what, whyOf(sentences, event, ownWhy))
}

/** Kafka's own way to name a partition: `orders-0`. */
export function partitionName({ topic, partitionIndex }: { readonly topic: string; readonly partitionIndex: number }): string {
  return `${topic}-${partitionIndex}`
}

export function idList(ids: readonly number[]): string {
  return `[${ids.join(', ')}]`
}

/** Topics, and partitions by their names; of many the first ones: all of them are in the facts beside the sentence. */
export function placeNames(topics: readonly string[], partitions: readonly PartitionKey[] = []): string[] {
  const names = [...topics, ...partitions.map(partitionName)]
  return names.length > SHOWN_PLACES ? [...names.slice(0, SHOWN_PLACES), '…'] : names
}

const SHOWN_PLACES = 10

export function timeText(nowMs: number): string {
  return new Date(nowMs).toISOString()
}

/** A rate from 0 to 1, without the noise of binary fractions. */
export function percent(rate: number): number {
  return Math.round(rate * 10_000) / 100
}

/** The last offset that these changes bring to a log; null when they bring none. */
export function lastAppended(changes: readonly LogChange[]): number | null {
  const last = changes.findLast((change) => change.kind === 'batch.appended')
  return last === undefined ? null : last.lastOffset
}

export function faultWords(words: FaultWords, spec: FaultSpec): string {
  const row: Row<string> = words[spec.kind]
  return row(spec as never)
}

function tell(sentences: Sentences, record: ClusterRecord): Telling {
  if (record.kind === 'log.changed') return tellLogChange(sentences, record)
  if (record.kind === 'app.changed') return tellAppChange(sentences, record)
  if (record.kind === 'group.changed') return tellGroupChange(sentences, record)
  if (record.kind === 'partition.changed') return sentences.partition(partitionName(record), partsOf(sentences, record.change))
  const row: Row<Telling> = sentences.records[record.kind]
  return row(record as never)
}

function tellLogChange(sentences: Sentences, record: RecordOf<'log.changed'>): Telling {
  const { change, brokerId } = record
  const partition = partitionName(record)
  const log = brokerId === undefined ? partition : sentences.ownLog(partition, brokerId)
  const row: Row<Telling, [string]> = sentences.logChanges[change.kind]
  return row(change as never, log)
}

function tellAppChange(sentences: Sentences, { appId, change }: RecordOf<'app.changed'>): Telling {
  const row: Row<Telling, [string]> = sentences.appChanges[change.kind]
  return row(change as never, sentences.app(appId))
}

function tellGroupChange(sentences: Sentences, { groupId, change }: RecordOf<'group.changed'>): Telling {
  const row: Row<Telling, [string]> = sentences.groupChanges[change.kind]
  return row(change as never, groupId)
}

/** In the order in which a reader asks: who leads, who is in sync, who may lead later, what moves where. */
const FIELDS: readonly ChangeField[] = [
  'leader',
  'isr',
  'leaderRecoveryState',
  'eligibleLeaderReplicas',
  'lastKnownElr',
  'replicas',
  'addingReplicas',
  'removingReplicas',
]

function partsOf(sentences: Sentences, change: DeepReadonly<PartitionChange>): string[] {
  const parts: string[] = []
  for (const field of FIELDS) {
    const row: Row<string, [PartitionChange['electionKind']]> = sentences.changes[field]
    if (change[field] !== undefined) parts.push(row(change[field] as never, change.electionKind))
  }
  return parts
}

/** These say no more than that somebody's hand did it: what set the step going says whose and how. */
const BY_HAND: ReadonlySet<ReasonCode> = new Set(['killed', 'stopped', 'started', 'paused', 'resumed', 'crashed'])

function whyOf(sentences: Sentences, { record, trigger, causedBy }: ClusterEvent, ownWhy: string | null): string {
  const reason = 'reason' in record ? record.reason : undefined
  const isByHand = reason !== undefined && BY_HAND.has(reason.code) && (trigger.kind === 'action' || trigger.kind === 'request')
  if (reason !== undefined && !isByHand) return reasonWords(sentences, reason)
  if (ownWhy !== null) return ownWhy
  if (causedBy !== null && !isByHand) return sentences.follows(causedBy)
  return triggerWords(sentences, trigger)
}

function reasonWords({ reasons }: Sentences, reason: Reason): string {
  const row: Row<string> = reasons[reason.code]
  return row(reason as never)
}

function triggerWords(sentences: Sentences, trigger: Trigger): string {
  if (trigger.kind !== 'action') {
    const row: Row<string> = sentences.triggers[trigger.kind]
    return row(trigger as never)
  }
  const { action, nodeId } = trigger
  return nodeId !== null && isNodeAction(sentences, action) ? sentences.nodeActions[action](nodeId) : sentences.otherAction(action)
}

function isNodeAction({ nodeActions }: Sentences, action: string): action is NodeAction {
  return Object.hasOwn(nodeActions, action)
}
