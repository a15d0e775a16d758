// Follows each consumer through each of its partitions: every poll together with where the one before it ended. A move, be it a seek or a new
// assignment, is where the next poll begins; without an offset nobody knows. A process polls one poll after the other.
import type { Operation, Poll } from './client-history.ts'
import type { Evidence } from './evidence.ts'
import type { PartitionEvidence } from './partition-evidence.ts'

export type Position = {
  readonly offset: number
  /** The operation that read up to here, or moved here. */
  readonly operation: Operation
}

export type PollStep = {
  readonly operation: Operation
  readonly poll: Poll
  readonly partition: PartitionEvidence
  /** Null for the first poll, and after the partition was given up. */
  readonly before: Position | null
}

export function walkConsumers(evidence: Evidence): PollStep[] {
  const steps: PollStep[] = []
  const positions = new Map<string, Map<PartitionEvidence, Position>>()
  for (const operation of evidence.operations) {
    const own = positions.get(operation.process) ?? new Map<PartitionEvidence, Position>()
    positions.set(operation.process, own)
    for (const micro of operation.microOperations) {
      if (micro.kind === 'send') continue
      const partition = evidence.partitionOf(micro.partition)
      if (micro.kind === 'poll') {
        steps.push({ operation, poll: micro, partition, before: own.get(partition) ?? null })
        own.set(partition, { offset: micro.untilOffset, operation })
      } else if (micro.offset === null) own.delete(partition)
      else own.set(partition, { offset: micro.offset, operation })
    }
  }
  return steps
}
