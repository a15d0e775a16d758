// What happens because time has passed: the deadlines of deadlines.ts, carried out.
import { fenceSilent, nextFencingMs } from './controller/brokers.ts'
import { nextQuorumMs, replaceController } from './controller/quorum.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from './coordinator/internal-topics.ts'
import { endFaultsInTime, nextFaultEndMs } from './faults/fault-action.ts'
import { expireOffsets } from './group/expire-offsets.ts'
import { fireGroupTimers } from './group/group-timers.ts'
import { expireConsumers, nextConsumerExpiryMs } from './hosted/hosted-timers.ts'
import { tidy } from './log-care/tidy.ts'
import type { PartitionKey } from './partition-key.ts'
import { shrinkIsr } from './replication/isr.ts'
import type { Step } from './step.ts'
import { fireTransactionTimers } from './transaction/transaction-timers.ts'

/** Nodes, faults, the quorum and hosted consumers: what is due by now, one kind at a time. */
export function fireClusterTimers(step: Step): boolean {
  const isDue = (dueMs: number | null): boolean => dueMs !== null && dueMs <= step.nowMs
  if (isDue(nextFaultEndMs(step.cluster))) endFaultsInTime(step)
  else if (isDue(nextQuorumMs(step.cluster))) replaceController(step)
  else if (isDue(nextFencingMs(step.cluster))) fenceSilent(step)
  else if (isDue(nextConsumerExpiryMs(step.cluster))) expireConsumers(step)
  return step.records.length > 0
}

/** Members of the ISR that lag, what tidies up, and what coordinators do in their rounds. Messages that arrive now are settle-partition.ts's business. */
export function firePartitionTimers(step: Step, key: PartitionKey): boolean {
  const topic = step.cluster.topics.get(key.topic)
  const partition = topic?.partitions[key.partitionIndex]
  if (topic === undefined || partition === undefined) return false
  if (shrinkIsr(step, topic, partition) || tidy(step, topic, partition)) return true
  if (topic.name === CONSUMER_OFFSETS) return fireGroupTimers(step, topic, partition) || expireOffsets(step, topic, partition)
  return topic.name === TRANSACTION_STATE && fireTransactionTimers(step, topic, partition)
}
