// A record without what only a replay needs: no random numbers, no whole logs, no lists that grow with segments or producers. What is left
// is plain data that survives JSON and can be shown as it is.
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { AppChange } from '../../engine/app/app-change.ts'
import type { ConsumerAppChange } from '../../engine/app/consumer/consumer-change.ts'
import type { ConsumerGroupChange } from '../../engine/group/consumer/consumer-group-change.ts'
import type { ClassicChange } from '../../engine/group/classic/classic-change.ts'
import type { LogChange } from '../../engine/log/log-change.ts'
import type { PartitionLog } from '../../engine/log/partition-log.ts'
import type { ClusterRecord, RecordOf } from '../../engine/record.ts'
import { shownChanges } from './shown-changes.ts'

type Facts = Readonly<Record<string, unknown>>

/** What a record says, under the names of its own fields; its kind is told beside it. */
export function factsOf(record: ClusterRecord): Facts {
  switch (record.kind) {
    case 'cluster.created':
      return without(record, 'random')
    case 'random.moved':
      return {}
    case 'replica.forked':
      return { ...without(record, 'log'), log: extentOf(record.log) }
    case 'log.handed':
      return { ...without(record, 'log'), log: record.log === null ? null : extentOf(record.log) }
    case 'metadata.appended':
      return metadataFacts(record)
    case 'idempotencyKey.kept':
      return { ...without(record, 'batches'), batchCount: record.batches.length }
    case 'idempotencyKeys.expired':
      return { keyCount: record.keys.length }
    case 'transactions.loaded':
      return { ...without(record, 'transactions'), transactionCount: record.transactions.length }
    case 'transaction.prepared':
      return without(record, 'metadata')
    case 'group.written':
      return groupWrittenFacts(record)
    case 'offsets.loaded':
      return offsetsFacts(record)
    case 'group.changed':
      return { ...without(record, 'change'), change: groupChangeFacts(record.change) }
    case 'members.seen':
      return { ...without(record, 'members'), memberCount: record.members.length }
    case 'log.changed':
      return { ...without(record, 'change'), change: changeFacts(record.change) }
    case 'consumer.created':
    case 'consumer.changed':
      return without(record, 'consumer')
    case 'app.changed':
      return { ...without(record, 'change'), change: appChangeFacts(record.change) }
    default:
      return without(record)
  }
}

/** How far a log reaches stands for the log. */
function extentOf({ logStartOffset, logEndOffset, highWatermark }: DeepReadonly<PartitionLog>): Facts {
  return { logStartOffset, logEndOffset, highWatermark }
}

/** A step may make thousands of partitions: the offsets of their records stand for them. */
function metadataFacts({ changes, brokerEpochs }: RecordOf<'metadata.appended'>): Facts {
  const appended = changes.filter((change) => change.kind === 'batch.appended')
  return { baseOffset: appended[0]?.baseOffset ?? null, lastOffset: appended.at(-1)?.lastOffset ?? null, brokerEpochs }
}

function changeFacts(change: LogChange): Facts {
  switch (change.kind) {
    case 'segments.replaced': {
      const { kind, baseOffset, endOffset, count, segments } = change
      return { kind, baseOffset, endOffset, count, segmentCount: segments.length, sizeBytes: sizeOf(segments) }
    }
    case 'log.truncated': {
      const { kind, offset, segmentCount } = change
      return { kind, offset, segmentCount }
    }
    case 'producers.expired':
      return { kind: change.kind, producerCount: change.producerIds.length }
    case 'cleaner.moved': {
      const { firstDirtyOffset, round } = change.cleaner
      return { kind: change.kind, firstDirtyOffset, nextOffset: round?.nextOffset ?? null, endOffset: round?.endOffset ?? null }
    }
    default:
      return change
  }
}

function offsetsFacts(record: RecordOf<'offsets.loaded'>): Facts {
  const { memberships: _memberships, ...facts } = record
  return { ...without(facts, 'groups'), groupCount: record.groups.length, membershipCount: record.memberships?.length ?? 0 }
}

function groupWrittenFacts(record: RecordOf<'group.written'>): Facts {
  const { shown, hiddenCount } = shownChanges(record.changes)
  return { ...without(record, 'changes'), changes: shown.map(withoutBytes), hiddenChangeCount: hiddenCount }
}

function withoutBytes(change: ConsumerGroupChange): object {
  if (change.kind !== 'ConsumerGroupMemberMetadata' || change.value === null) return change
  const { classicMember, ...value } = change.value
  const protocols = classicMember?.supportedProtocols.map(({ name }) => name) ?? null
  return { ...change, value: { ...value, classicProtocols: protocols } }
}

/** What members say to each other is theirs: how many bytes there are of it grows with the group. */
function groupChangeFacts(change: ClassicChange): Facts {
  switch (change.kind) {
    case 'downgraded': {
      const { generationId, members } = change.group
      return { kind: change.kind, generationId, memberCount: members.length }
    }
    case 'member.joined':
    case 'member.replaced':
      return { ...change, member: { ...change.member, protocols: change.member.protocols.map(({ name }) => name) } }
    case 'member.rejoined':
      return { ...change, protocols: change.protocols.map(({ name }) => name) }
    case 'assignment.written':
      return { kind: change.kind, memberCount: change.assignments.length, requiredOffset: change.waiting.requiredOffset }
    default:
      return change
  }
}

/** What a broker waits for and what it will answer are for a replay; the answer is told when it arrives. */
function appChangeFacts(change: AppChange): Facts {
  if (change.kind === 'consumer.polled')
    return { ...consumerFacts(change), records: change.records.map(({ content: _content, ...record }) => record) }
  if ('moved' in change) return consumerFacts(change)
  if (change.kind !== 'request.read' && change.kind !== 'request.released') return change
  const { waiting: _waiting, answer: _answer, ...facts } = change
  return facts
}

/** Where the application's client stands now is in the application; the event says what it did. */
function consumerFacts(change: Extract<ConsumerAppChange, { moved: unknown }>): Facts {
  const { moved: _moved, ...facts } = change
  if (facts.kind !== 'consumer.sent') return facts
  return { ...facts, requests: facts.requests.map(({ payload: _payload, ...request }) => request) }
}

function sizeOf(segments: readonly { readonly sizeBytes: number }[]): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

function without(record: ClusterRecord, field: string | null = null): Facts {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => name !== 'kind' && name !== field && value !== undefined))
}
