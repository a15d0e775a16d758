// At the end somebody reads everything that is there, from the start of each partition to its end, and writes it down.
import type { FetchPartitionData, IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { TopicView } from '../../engine/cluster.ts'
import { isInternalTopic, TRANSACTION_STATE } from '../../engine/coordinator/internal-topics.ts'
import { lastStableOffset } from '../../engine/log/transactions.ts'
import type { ClientPartition, RunningOperation } from '../anomalies/client-history.ts'
import { must } from '../violation.ts'
import { clientPartition } from './client-context.ts'
import type { ClientContext } from './client-context.ts'
import { visibleRecords } from './visible-records.ts'

const MAX_BYTES = 1_000_000

/** Partitions without a leader, which only those are that may be without one (invariants/rest.ts), are left out. */
export function lookAtEverything(context: ClientContext): void {
  const running = context.clientHistory.beginOperation({ process: 'the last look', producer: null, isFinal: true })
  for (const topic of context.world.cluster.topics.values()) {
    if (isInternalTopic(topic.name)) continue
    for (const { partitionIndex, leader } of topic.partitions) if (leader !== -1) readAll(context, running, topic, partitionIndex)
  }
  running.end()
}

function readAll(context: ClientContext, running: RunningOperation, topic: TopicView, partitionIndex: number): void {
  const partition = clientPartition(topic, partitionIndex)
  const isolationLevel = isolationLevelFor(context, topic, partitionIndex)
  let fromOffset = topic.partitions[partitionIndex]?.log.logStartOffset ?? 0
  running.move(partition, fromOffset)
  for (;;) {
    const data = fetchNow(context, partition, isolationLevel, fromOffset)
    const { records, untilOffset } = visibleRecords(data, fromOffset)
    running.poll({ partition, isolationLevel, fromOffset, untilOffset, records })
    if (untilOffset === fromOffset) return
    fromOffset = untilOffset
  }
}

/** Where a transaction may stay open for ever, read_committed never gets past it. */
function isolationLevelFor(context: ClientContext, topic: TopicView, partitionIndex: number): IsolationLevel {
  const log = topic.partitions[partitionIndex]?.log
  if (log === undefined || lastStableOffset(log) === log.highWatermark) return 'read_committed'
  must('rest', mayStayOpen(context, topic, partitionIndex), () => {
    return `All is mended, and a transaction in ${topic.name}-${partitionIndex} is still open: the last stable offset is ${lastStableOffset(log)}, the high watermark ${log.highWatermark}.`
  })
  return 'read_uncommitted'
}

/** When an excused loss took its marker away, or what its coordinator had decided; or when the coordinator's partition may stay without a leader. */
function mayStayOpen({ world: { cluster }, audit: { history } }: ClientContext, { name }: TopicView, partitionIndex: number): boolean {
  if (!history.promisesRecords || history.hasLostTransactions) return true
  const coordinators = cluster.topics.get(TRANSACTION_STATE)?.partitions ?? []
  return (history.of(cluster, name, partitionIndex)?.excusedLosses ?? 0) > 0 || coordinators.some(({ leader }) => leader === -1)
}

function fetchNow(
  context: ClientContext,
  { topic, topicId, partitionIndex: partition }: ClientPartition,
  isolationLevel: IsolationLevel,
  fetchOffset: number,
): FetchPartitionData {
  const topics = [{ topic, topicId, partitions: [{ partition, fetchOffset, partitionMaxBytes: MAX_BYTES }] }]
  const answers: FetchPartitionData[] = []
  context.ask({ api: 'Fetch', request: { maxBytes: MAX_BYTES, isolationLevel, topics } }, { brokerId: null }, ({ responses }) => {
    answers.push(...responses.flatMap((answer) => answer.partitions))
  })
  const [data] = answers
  must('rest', data?.error === 'NONE', () => {
    return `All is mended, and a fetch of ${topic}-${partition} at ${fetchOffset} is answered with ${data?.error ?? 'nothing'}.`
  })
  return data
}
