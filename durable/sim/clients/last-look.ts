// At the end somebody reads everything that is there, from the start of each partition to its end, and writes it down.
import type { FetchPartitionData, IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { TopicView } from '../../engine/cluster.ts'
import { isInternalTopic } from '../../engine/coordinator/internal-topics.ts'
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

/** Only an excused loss may leave a transaction open for ever: when it took the marker away. Then read_committed never gets past it. */
function isolationLevelFor({ world, audit }: ClientContext, { name, partitions }: TopicView, partitionIndex: number): IsolationLevel {
  const log = partitions[partitionIndex]?.log
  if (log === undefined || lastStableOffset(log) === log.highWatermark) return 'read_committed'
  const isExcused = audit.history.hasLostTransactions || (audit.history.of(world.cluster, name, partitionIndex)?.excusedLosses ?? 0) > 0
  must('rest', isExcused || !audit.history.promisesRecords, () => {
    return `All is mended, and a transaction in ${name}-${partitionIndex} is still open: the last stable offset is ${lastStableOffset(log)}, the high watermark ${log.highWatermark}.`
  })
  return 'read_uncommitted'
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
