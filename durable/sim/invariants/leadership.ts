// Who leads: one leader an epoch, epochs that only grow, and a leader that is in sync with itself.
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import type { ClusterRecord } from '../../engine/record.ts'
import type { PartitionHistory } from '../history.ts'
import { must } from '../violation.ts'

/** After every single record, because a step may elect twice. */
export function checkLeadership(cluster: ClusterView, record: ClusterRecord, history: PartitionHistory): void {
  if (record.kind !== 'partition.created' && record.kind !== 'partition.changed') return
  const partition = cluster.topics.get(record.topic)?.partitions[record.partitionIndex]
  if (partition === undefined) return
  const name = `${record.topic}-${record.partitionIndex}`
  checkSets(name, partition)
  checkEpoch(name, partition, history)
}

function checkSets(name: string, { replicas, isr, elr, leader }: PartitionView): void {
  const all = new Set(replicas)
  const inSync = new Set(isr)
  must('leadership', all.size === replicas.length, () => `${name} has a replica twice: [${replicas.join(', ')}].`)
  must('leadership', inSync.size === isr.length, () => `${name} has a broker twice in its ISR: [${isr.join(', ')}].`)
  must(
    'leadership',
    isr.every((brokerId) => all.has(brokerId)),
    () => {
      return `The ISR [${isr.join(', ')}] of ${name} is not among its replicas [${replicas.join(', ')}].`
    },
  )
  // A replica that a reassignment took away may stay in the ELR: Kafka does not clean it either.
  must(
    'leadership',
    elr.every((brokerId) => !inSync.has(brokerId)),
    () => `The ELR [${elr.join(', ')}] of ${name} overlaps its ISR [${isr.join(', ')}].`,
  )
  must('leadership', leader === -1 || inSync.has(leader), () => `Broker ${leader} leads ${name} and is not in its ISR [${isr.join(', ')}].`)
}

function checkEpoch(name: string, { leader, leaderEpoch }: PartitionView, history: PartitionHistory): void {
  must('leadership', leaderEpoch >= history.leaderEpoch, () => {
    return `The leader epoch of ${name} went from ${history.leaderEpoch} back to ${leaderEpoch}.`
  })
  const before = history.leaderByEpoch.get(leaderEpoch)
  must('leadership', before === undefined || before === leader, () => {
    return `${name} had the leaders ${before} and ${leader} in one leader epoch, ${leaderEpoch}.`
  })
  history.leaderEpoch = leaderEpoch
  history.leaderByEpoch.set(leaderEpoch, leader)
}
