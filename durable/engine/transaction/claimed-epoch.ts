// With which epoch a producer speaks to its coordinator: the one that it names, and nothing else. It is a rule of its own because all fencing rests
// on it.
import type { TransactionMetadata } from './transaction-metadata.ts'

export function claimedEpoch(_metadata: TransactionMetadata | null, producerEpoch: number): number {
  return producerEpoch
}
