// At the end somebody reads everything that is there, from the start of each partition to its end, and writes it down.
import type { FetchPartitionData } from '../../../schema/kafka/requests/fetch.ts'
import type { TopicView } from '../../engine/cluster.ts'
import { isInternalTopic } from '../../engine/coordinator/internal-topics.ts'
import type { RunningOperation } from '../anomalies/client-history.ts'
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
  let fromOffset = topic.partitions[partitionIndex]?.log.logStartOffset ?? 0
  running.move(partition, fromOffset)
  for (;;) {
    const data = fetchNow(context, topic, partitionIndex, fromOffset)
    const { records, untilOffset } = visibleRecords(data, fromOffset)
    running.poll({ partition, isolationLevel: 'read_committed', fromOffset, untilOffset, records })
    if (untilOffset === fromOffset) return
    fromOffset = untilOffset
  }
}

function fetchNow(context: ClientContext, { name, topicId }: TopicView, partitionIndex: number, fetchOffset: number): FetchPartitionData {
  const partitions = [{ partition: partitionIndex, fetchOffset, partitionMaxBytes: MAX_BYTES }]
  const topics = [{ topic: name, topicId, partitions }]
  const answers: FetchPartitionData[] = []
  context.ask(
    { api: 'Fetch', request: { maxBytes: MAX_BYTES, isolationLevel: 'read_committed', topics } },
    { brokerId: null },
    (response) => {
      answers.push(...response.responses.flatMap((answer) => answer.partitions))
    },
  )
  const [data] = answers
  must('rest', data?.error === 'NONE', () => {
    return `All is mended, and a fetch of ${name}-${partitionIndex} at ${fetchOffset} is answered with ${data?.error ?? 'nothing'}.`
  })
  return data
}
