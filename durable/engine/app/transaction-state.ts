// What the client's TransactionManager remembers: the producer id it was given, and the next sequence number of each partition.
export type TransactionState = {
  /** -1 until the broker has given one, and again while a new one is needed. */
  producerId: number
  producerEpoch: number
  /** By `topic/partition`. */
  sequences: Record<string, PartitionSequence>
}

export type PartitionSequence = {
  /** Of the next record that is drained. */
  next: number
  /** Of the last record that was acknowledged; -1 before. */
  lastAcknowledged: number
}

export function partitionName(topic: string, partitionIndex: number): string {
  return `${topic}/${partitionIndex}`
}
