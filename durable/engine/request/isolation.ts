// What a reader sees of a leader's log: up to where its isolation level lets it read, and which of the transactions in there were aborted.
// Source: Partition.readFromLocalLog, UnifiedLog.read and fetchLastStableOffset of Kafka 4.3; KIP-98.
import type { AbortedTransaction, IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { PartitionView } from '../cluster.ts'
import { endOffsetOf } from '../log/read.ts'
import { collectAbortedTransactions } from '../log/transactions.ts'
import { logOf } from '../replication/leadership.ts'
import { sharesLog } from '../replication/replica.ts'
import type { ReplicaView } from '../replication/replica.ts'
import type { Step } from '../step.ts'
import type { LeaderLog } from './leader-log.ts'

/** The log with the producers and transactions that this very replica knows of: one that is behind has not heard how all of them ended. */
export function logAsKnownTo(step: Step, partition: PartitionView, replica: ReplicaView): PartitionView['log'] {
  if (replica.ownLog !== null) return replica.ownLog
  const { log } = partition
  const isBehind = sharesLog(partition, replica) && replica.offsets.logEndOffset < log.logEndOffset
  return isBehind && Object.keys(log.producers).length > 0 ? logOf(step, partition, replica.offsets) : log
}

export function stableOffsetOf(step: Step, partition: PartitionView, { replica, offsets }: LeaderLog): number {
  const { ongoingTransactions, unreplicatedTransactions: ended } = logAsKnownTo(step, partition, replica)
  const { logStartOffset, highWatermark } = offsets
  const unreplicatedTransactions = ended.filter(({ lastOffset }) => lastOffset >= highWatermark)
  return step.rules.lastStableOffset({ ongoingTransactions, unreplicatedTransactions, logStartOffset, highWatermark })
}

/** Consumers read up to the high watermark, and those who want committed records only up to the last stable offset. */
export function visibleUntil(step: Step, partition: PartitionView, leader: LeaderLog, isolationLevel: IsolationLevel): number {
  return isolationLevel === 'read_committed' ? stableOffsetOf(step, partition, leader) : leader.offsets.highWatermark
}

/**
 * The aborted transactions that reach into these records, of which the first may begin below fetchOffset. Kafka looks no further than its
 * sparse index goes, so its list may name some that begin just behind them.
 */
export function abortedTransactionsIn({ log }: LeaderLog, fetchOffset: number, records: Uint8Array): readonly AbortedTransaction[] {
  if (log.abortedTransactions.length === 0 || records.length === 0) return []
  const { transactions } = collectAbortedTransactions(log.abortedTransactions, fetchOffset, endOffsetOf(records))
  return transactions.map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
}
