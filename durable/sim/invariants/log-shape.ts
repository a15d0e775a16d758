// The shape of each log: its offsets in order, its segments and epochs ascending; and, where the bytes are looked at, batches one behind the other
// without a gap, each in the leader epoch that the log says, adding up to the sizes of its segments.
import type { PartitionView } from '../../engine/cluster.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { epochForOffset } from '../../engine/log/leader-epochs.ts'
import { logSizeBytes } from '../../engine/log/partition-log.ts'
import type { PartitionLog } from '../../engine/log/partition-log.ts'
import { lastStableOffset } from '../../engine/log/transactions.ts'
import { headersOf } from '../../engine/log/walk.ts'
import { replicaOffsets } from '../../engine/replication/replica.ts'
import { lastOffsetOf } from '../../../schema/kafka/record-batch.ts'
import type { PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'

type LogView = DeepReadonly<PartitionLog>

export function checkOffsets(partition: PartitionView, { topic, partitionIndex }: PartitionHistory): void {
  const name = `${topic}-${partitionIndex}`
  for (const replica of partition.replicaStates) {
    const { logStartOffset, highWatermark, logEndOffset } = replicaOffsets(partition, replica)
    must('log', logStartOffset <= highWatermark && highWatermark <= logEndOffset, () => {
      return `Broker ${replica.brokerId} has ${name} with log start ${logStartOffset}, high watermark ${highWatermark}, log end ${logEndOffset}.`
    })
  }
  for (const [whose, log] of logsOf(partition)) checkOrder(`${whose} log of ${name}`, log)
}

function* logsOf(partition: PartitionView): Generator<[whose: string, log: LogView], void, undefined> {
  yield [`Broker ${partition.logBrokerId}’s`, partition.log]
  for (const { brokerId, ownLog } of partition.replicaStates) if (ownLog !== null) yield [`Broker ${brokerId}’s own`, ownLog]
}

function checkOrder(whose: string, log: LogView): void {
  const { segments, leaderEpochs, logEndOffset, highWatermark } = log
  const bases = segments.map(({ baseOffset }) => baseOffset)
  must(
    'log',
    isAscending(bases) && (bases.at(-1) ?? 0) <= logEndOffset,
    () => `The ${whose} has segments at [${bases.join(', ')}] and ends at ${logEndOffset}.`,
  )
  const starts = leaderEpochs.map(({ startOffset }) => startOffset)
  must('log', isAscending(starts) && isAscending(leaderEpochs.map(({ epoch }) => epoch)), () => {
    return `The leader epochs of the ${whose} are not ascending: ${JSON.stringify(leaderEpochs)}.`
  })
  must('log', lastStableOffset(log) <= highWatermark, () => `The last stable offset of the ${whose} lies above its high watermark.`)
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || (numbers[index - 1] ?? 0) < number)
}

/** Walks the bytes of every log of the partition. */
export function checkBatches(partition: PartitionView, reader: LogReader, { topic, partitionIndex, isCompacted }: PartitionHistory): void {
  for (const [whose, log] of logsOf(partition)) walk(`${whose} log of ${topic}-${partitionIndex}`, log, reader, isCompacted)
}

function walk(whose: string, log: LogView, reader: LogReader, isCompacted: boolean): void {
  let nextOffset = log.segments[0]?.baseOffset ?? log.logStartOffset
  let sizeBytes = 0
  for (const { header, sizeBytes: batchBytes } of headersOf(log, reader, nextOffset, log.logEndOffset)) {
    const { baseOffset, partitionLeaderEpoch } = header
    const expected = nextOffset
    // What lies before the log start may have been cut off in the middle of a batch, and is nobody's any more.
    const isBeforeStart = expected < log.logStartOffset && baseOffset >= expected && baseOffset <= log.logStartOffset
    must(
      'log',
      isCompacted ? baseOffset >= expected : baseOffset === expected || isBeforeStart,
      () => `${whose}: a batch at ${baseOffset} follows offset ${expected}.`,
    )
    const epoch = baseOffset < log.logStartOffset ? partitionLeaderEpoch : epochForOffset(log.leaderEpochs, baseOffset)
    must('log', epoch === partitionLeaderEpoch, () => {
      return `${whose}: the batch at ${baseOffset} was written in leader epoch ${partitionLeaderEpoch}, and the log says ${epoch}.`
    })
    nextOffset = lastOffsetOf(header) + 1
    sizeBytes += batchBytes
  }
  const isWhole = isCompacted || log.logStartOffset === log.logEndOffset ? nextOffset <= log.logEndOffset : nextOffset === log.logEndOffset
  must('log', isWhole, () => `${whose} ends at ${log.logEndOffset}, and its batches at ${nextOffset}.`)
  must('log', sizeBytes === logSizeBytes(log), () => `${whose} has batches of ${sizeBytes} bytes and segments of ${logSizeBytes(log)}.`)
}
