// What a broker has on its disk changes only by what the journal says: it grows at its end, and it is cut where a record says so. A high
// watermark goes back only with a cut, and a cut below it only where a loss is excused.
import type { PartitionView } from '../../engine/cluster.ts'
import { contentOf, firstDifference } from '../content.ts'
import type { Content } from '../content.ts'
import type { Cut, PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'

export function checkDisks(partition: PartitionView, history: PartitionHistory, promisesRecords: boolean): void {
  const name = `${history.topic}-${history.partitionIndex}`
  for (const replica of partition.replicaStates) {
    const { brokerId } = replica
    const after = contentOf(partition, replica)
    const before = history.disks.get(brokerId)
    history.disks.set(brokerId, after)
    if (before === undefined) continue
    const cut = history.cuts.get(brokerId) ?? null
    checkContent(`Broker ${brokerId}’s log of ${name}`, before, after, cut, history.isCompacted)
    if (promisesRecords) checkHighWatermark(`Broker ${brokerId}’s high watermark of ${name}`, before, after, cut, history)
  }
  history.cuts.clear()
}

function checkContent(whose: string, before: Content, after: Content, cut: Cut | null, isCompacted: boolean): void {
  const keptUntil = Math.min(before.logEndOffset, cut?.offset ?? Infinity)
  must('disk', after.logEndOffset >= Math.min(keptUntil, before.logEndOffset), () => {
    return `${whose} went from offset ${before.logEndOffset} back to ${after.logEndOffset}, and no record cut it there.`
  })
  must('disk', after.logStartOffset >= before.logStartOffset || cut !== null, () => {
    return `${whose} started at ${before.logStartOffset} and now starts at ${after.logStartOffset}.`
  })
  if (isCompacted) return
  const changed = firstDifference(before, after, Math.max(before.logStartOffset, after.logStartOffset), keptUntil)
  must('disk', changed === null, () => `${whose} has other bytes at offset ${changed} than before, and no record cut it there.`)
}

function checkHighWatermark(whose: string, before: Content, after: Content, cut: Cut | null, history: PartitionHistory): void {
  if (after.highWatermark >= before.highWatermark) return
  const went = `${whose} went from ${before.highWatermark} back to ${after.highWatermark}`
  must('high watermark', cut !== null && cut.offset < before.highWatermark, () => `${went}, and its log was not cut.`)
  const isExcused = cut.code === 'unflushed' || history.lostFromOffset <= before.highWatermark
  must('high watermark', isExcused, () => `${went}: it was cut at ${cut.offset} (${cut.code}), and no election lost anything.`)
}
