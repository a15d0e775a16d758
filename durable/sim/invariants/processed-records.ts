// When all is mended and the groups have read to the end: whatever is there was processed, at least once where members commit by hand, and exactly
// once where they commit in the transaction that writes what they made of it.
import type { ClusterView } from '../../engine/cluster.ts'
import { TRANSACTION_STATE } from '../../engine/coordinator/internal-topics.ts'
import { lastStableOffset } from '../../engine/log/transactions.ts'
import type { ClientPartition, Operation, PolledRecord } from '../anomalies/client-history.ts'
import { partitionKey } from '../anomalies/client-history.ts'
import { mustBeThere } from '../anomalies/excuse.ts'
import type { Excuses } from '../anomalies/excuse.ts'
import type { ClientContext } from '../clients/client-context.ts'
import { SUBSCRIBED_TOPICS } from '../clients/group/membership.ts'
import { OUTPUT_TOPIC } from '../clients/group/output-topic.ts'
import { memoryOf, placeOf } from '../coordinated-group.ts'
import type { GroupHistory, Output } from '../group-history.ts'
import { must } from '../violation.ts'

/**
 * Whether the group has committed all that it can read. What has no leader, because it may stay without one, holds nobody up; nor does a
 * transaction that may stay open for ever, because its coordinator's log was lost.
 */
export function isCaughtUp(
  { world: { cluster }, audit: { history, groups } }: ClientContext,
  groupId: string,
  isTransactional: boolean,
): boolean {
  if ((placeOf(cluster, groupId)?.leader ?? -1) === -1) return true
  if (isTransactional && (history.hasLostTransactions || [TRANSACTION_STATE, OUTPUT_TOPIC].some((name) => isStuck(cluster, name))))
    return true
  const offsets = memoryOf(cluster, groupId)?.groups.get(groupId)
  if (offsets !== undefined && offsets.pending.length > 0) return false
  const { hasMistakenCommits, deliveredUntil } = groups.of(groupId)
  return SUBSCRIBED_TOPICS.every((topic) => {
    const { topicId, partitions } = cluster.topics.get(topic) ?? { topicId: '', partitions: [] }
    return partitions.every(({ partitionIndex, leader, log }) => {
      const endOffset = isTransactional ? lastStableOffset(log) : log.highWatermark
      const committed = offsets?.committed.find((one) => one.topic === topic && one.partitionIndex === partitionIndex)
      // A commit from before may have taken back what nobody reads again, and commits again, until the next rebalance.
      const delivered = hasMistakenCommits ? (deliveredUntil.get(partitionKey({ topic, topicId, partitionIndex })) ?? -1) : -1
      const reached = Math.max(committed?.offset ?? -1, delivered)
      return leader === -1 || endOffset === log.logStartOffset || reached >= endOffset
    })
  })
}

function isStuck({ topics }: ClusterView, name: string): boolean {
  return topics.get(name)?.partitions.some(({ leader }) => leader === -1) ?? false
}

/** After the last look at everything. */
export function checkProcessed(
  { world: { cluster }, clientHistory, audit }: ClientContext,
  transactionalGroups: ReadonlySet<string>,
): void {
  const excuses = audit.history.excuses(cluster)
  const there = lastSeen(clientHistory.operations)
  for (const history of audit.groups) {
    if ((placeOf(cluster, history.groupId)?.leader ?? -1) === -1) continue
    if (transactionalGroups.has(history.groupId))
      checkExactlyOnce(history, { cluster, there, excuses, operations: clientHistory.operations })
    else checkAtLeastOnce(history, there, excuses)
  }
}

type Seen = { readonly partition: ClientPartition; readonly records: readonly PolledRecord[] }

function lastSeen(operations: readonly Operation[]): Seen[] {
  const polls = operations.filter(({ isFinal }) => isFinal).flatMap(({ microOperations }) => microOperations)
  return polls.flatMap((micro) => (micro.kind === 'poll' ? { partition: micro.partition, records: micro.records } : []))
}

/** Offsets that the group must have come by. */
function* demanded(
  { mistakenTopics }: GroupHistory,
  there: readonly Seen[],
  excuses: Excuses,
): Generator<readonly [ClientPartition, number, string], void, undefined> {
  for (const { partition, records } of there) {
    const excuse = excuses.get(partitionKey(partition))
    const isRead = SUBSCRIBED_TOPICS.some((topic) => topic === partition.topic) && !mistakenTopics.has(partition.topic)
    if (!isRead || excuse === undefined) continue
    for (const [offset, value] of records) if (mustBeThere(excuse, offset)) yield [partition, offset, value]
  }
}

function checkAtLeastOnce(history: GroupHistory, there: readonly Seen[], excuses: Excuses): void {
  for (const [partition, offset, value] of demanded(history, there, excuses)) {
    must('processed records', history.hasProcessed(partition, offset), () => {
      return `“${value}” at offset ${offset} of ${partition.topic}-${partition.partitionIndex} was processed by nobody in ${history.groupId}, which has read to the end.`
    })
  }
}

function committedOffset(cluster: ClusterView, groupId: string, { topic, partitionIndex }: ClientPartition): number {
  const committed = memoryOf(cluster, groupId)?.groups.get(groupId)?.committed ?? []
  return committed.find((one) => one.topic === topic && one.partitionIndex === partitionIndex)?.offset ?? -1
}

type Evidence = {
  readonly cluster: ClusterView
  readonly there: readonly Seen[]
  readonly excuses: Excuses
  readonly operations: readonly Operation[]
}

/** Nothing is promised when the coordinator forgot offsets by the rules, or could not tell members from those of a former group. */
function checkExactlyOnce(history: GroupHistory, { cluster, there, excuses, operations }: Evidence): void {
  if (history.hasLostOffsets || history.hasMistakenCommits) return
  const shown = shownValues(operations)
  const bySource = outputsBySource(history)
  for (const [partition, offset, value] of demanded(history, there, excuses)) {
    const outputs = bySource.get(`${partitionKey(partition)}/${offset}`) ?? []
    if ([partition, ...outputs.map(({ target }) => target)].some((each) => forgets(excuses, each))) continue
    const kept = outputs.filter((output) => shown.has(output.value) || output.operation.transaction === 'committed')
    const name = `“${value}” at offset ${offset} of ${partition.topic}-${partition.partitionIndex}`
    must('processed records', kept.length <= 1, () => `${name} was processed twice by ${history.groupId}: ${sentenceOf(kept)}.`)
    const isLost =
      offset < committedOffset(cluster, history.groupId, partition) &&
      kept.length === 0 &&
      outputs.every(({ target }) => isWhole(excuses, target))
    must(
      'processed records',
      !isLost,
      () => `${name} was left out by ${history.groupId}, which has committed behind it: ${sentenceOf(outputs)}.`,
    )
  }
}

function outputsBySource({ outputs }: GroupHistory): ReadonlyMap<string, readonly Output[]> {
  const bySource = new Map<string, Output[]>()
  for (const output of outputs) {
    const key = `${partitionKey(output.source)}/${output.offset}`
    const others = bySource.get(key)
    if (others === undefined) bySource.set(key, [output])
    else others.push(output)
  }
  return bySource
}

function forgets(excuses: Excuses, partition: ClientPartition): boolean {
  return excuses.get(partitionKey(partition))?.forgetsTransactions ?? false
}

/** Whether all that was ever written there is still there. */
function isWhole(excuses: Excuses, partition: ClientPartition): boolean {
  const excuse = excuses.get(partitionKey(partition))
  return excuse !== undefined && mustBeThere(excuse, 0)
}

function sentenceOf(outputs: readonly Output[]): string {
  return (
    outputs.map(({ value, operation }) => `“${value}” of ${operation.process} (${operation.transaction})`).join(' and ') || 'nobody read it'
  )
}

function shownValues(operations: readonly Operation[]): ReadonlySet<string> {
  const shown = new Set<string>()
  for (const { microOperations } of operations) {
    for (const micro of microOperations) {
      if (micro.kind === 'poll' && micro.partition.topic === OUTPUT_TOPIC && micro.isolationLevel === 'read_committed') {
        for (const [, value] of micro.records) shown.add(value)
      }
    }
  }
  return shown
}
