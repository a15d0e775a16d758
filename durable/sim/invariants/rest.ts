// When everything is mended and time passes, the cluster comes to rest: each partition has a leader, all replicas are in sync and have the same
// log, everything in it is committed, and nothing waits on time any more, so that the object may sleep.
import type { PartitionView, TopicView } from '../../engine/cluster.ts'
import { replicaOffsets } from '../../engine/replication/replica.ts'
import type { History } from '../history.ts'
import { must } from '../violation.ts'
import type { World } from '../world.ts'

/**
 * Left out are partitions that cannot have a leader before somebody asks for an unclean election: those whose eligible replicas were forgotten
 * (PartitionHistory.isLeaderForgotten), and those whose only eligible replicas a reassignment has taken away, which Kafka does not notice.
 */
export function checkRest({ cluster, engine }: World, history: History): void {
  for (const { brokerId, fenced, process, staleView } of cluster.brokers.values()) {
    const isWell = process === 'running' && !fenced && staleView === null
    must('rest', isWell, () => `All is mended, and broker ${brokerId} is ${process}${fenced ? ' and fenced' : ''}.`)
  }
  for (const topic of cluster.topics.values()) {
    for (const partition of topic.partitions) {
      const { isLeaderForgotten = false } = history.of(cluster, topic.name, partition.partitionIndex) ?? {}
      const mayLack =
        isLeaderForgotten || (partition.elr.length > 0 && !partition.elr.some((brokerId) => partition.replicas.includes(brokerId)))
      if (partition.leader !== -1 || !mayLack) checkPartition(topic, partition)
    }
  }
  must('rest', engine.purgatory.size === 0, () => `All is mended, and ${engine.purgatory.size} requests still wait.`)
  const dueMs = engine.nextDueMs(false)
  must('rest', dueMs === null, () => `All is mended and quiet, and a timer would wake the cluster at ${dueMs}.`)
}

function checkPartition({ name }: TopicView, partition: PartitionView): void {
  const { partitionIndex, leader, isr, replicas, log, replicaStates } = partition
  const where = `${name}-${partitionIndex}`
  must(
    'rest',
    leader !== -1,
    () => `All is mended, and ${where} has no leader; ISR [${isr.join(', ')}], ELR [${partition.elr.join(', ')}].`,
  )
  must('rest', isr.length === replicas.length, () => {
    return `All is mended, and the ISR of ${where} is [${isr.join(', ')}] of [${replicas.join(', ')}].`
  })
  must('rest', log.highWatermark === log.logEndOffset, () => {
    return `All is mended, and the high watermark of ${where} is ${log.highWatermark} of ${log.logEndOffset}.`
  })
  for (const replica of replicaStates) {
    const { logStartOffset, highWatermark, logEndOffset } = replicaOffsets(partition, replica)
    const isSame = logStartOffset >= log.logStartOffset && highWatermark === log.highWatermark && logEndOffset === log.logEndOffset
    must('rest', isSame, () => {
      const has = `${logStartOffset}, ${highWatermark}, ${logEndOffset}`
      return `All is mended, and broker ${replica.brokerId} has log start, high watermark, log end of ${where} at ${has}, not as its leader ${leader}.`
    })
  }
}
