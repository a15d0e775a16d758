// What a producer was told is stored with acks=all is found at its offset in the log of every later leader, as long as it was not too old to
// keep. This is looked at in the bytes, record by record, whenever somebody else begins to lead.
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import type { LogReader } from '../../engine/log/log-reader.ts'
import { valuesOf } from '../content.ts'
import type { PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'
import { servingLog } from './committed.ts'

export function checkAcknowledged(cluster: ClusterView, partition: PartitionView, history: PartitionHistory, reader: LogReader): void {
  if (!history.isUnproven || history.acknowledged.length === 0 || servingLog(cluster, partition) === null) return
  history.isUnproven = false
  const { log, leader, leaderEpoch } = partition
  const found = valuesOf(log, reader, log.logStartOffset, log.logEndOffset)
  for (const { baseOffset, values } of history.acknowledged) {
    for (const [index, value] of values.entries()) {
      const offset = baseOffset + index
      const there = found.get(offset)
      if (offset < log.logStartOffset || there === value || (there === undefined && history.isCompacted)) continue
      must('acknowledged records', false, () => {
        const instead = there === undefined ? `nothing, and ends at ${log.logEndOffset}` : `“${there}”`
        const name = `${history.topic}-${history.partitionIndex}`
        return `“${value}” was acknowledged with acks=all at offset ${offset} of ${name}; broker ${leader}, leader in epoch ${leaderEpoch}, has ${instead} there.`
      })
    }
  }
}
