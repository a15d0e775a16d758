// What consumers read is never contradicted: the same offset has the same value whoever is asked and whenever. A leader of the past may still show
// what an excused loss took away; then only what lies before the loss counts.
import type { FetchPartitionData } from '../../../schema/kafka/requests/fetch.ts'
import { splitBatches } from '../../../schema/kafka/record-batch.ts'
import { recordsIn } from '../content.ts'
import type { PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'

export type Read = {
  readonly fetchOffset: number
  /** How many losses were excused when it was asked for. */
  readonly excusedLosses: number
  /** Whether the broker that answered follows the metadata and leads. */
  readonly isFromLeader: boolean
}

export function checkRead(history: PartitionHistory, { error, records, highWatermark }: FetchPartitionData, read: Read): void {
  if (error !== 'NONE') return
  const name = `${history.topic}-${history.partitionIndex}`
  const split = splitBatches(records)
  must('reads', split.ok, () => `A fetch of ${name} at ${read.fetchOffset} brought bytes that are no batches.`)
  const isCertain = read.isFromLeader && read.excusedLosses === history.excusedLosses
  for (const [offset, value] of split.batches.flatMap((batch) => recordsIn(batch))) {
    if (offset < read.fetchOffset) continue
    must('reads', offset < highWatermark, () => `Offset ${offset} of ${name} was shown above the high watermark ${highWatermark}.`)
    const before = history.seen.get(offset)
    if (before !== undefined && (isCertain || offset < history.lostFromOffset)) {
      must('reads', before === value, () => `Offset ${offset} of ${name} was read as “${before}” and later as “${value}”.`)
    }
    if (isCertain) history.seen.set(offset, value)
  }
}
