// The sequence numbers of a producer's partitions: given when a batch is first sent, noted when it is acknowledged, and begun anew.
// Source: TxnPartitionMap and TxnPartitionEntry of Kafka 4.3.
import { present } from '../assert.ts'
import { partitionName } from './app.ts'
import type { Producer, ProducerBatch } from './app.ts'
import type { SentBatch } from './app-change.ts'

export function countSequences({ transactions }: Producer, batch: ProducerBatch, { producerEpoch, baseSequence }: SentBatch): void {
  const { sequences } = present(transactions, 'the producer of a batch with a sequence number')
  const name = partitionName(batch)
  const known = sequences[name]
  const begun = { producerEpoch, lastAcknowledged: -1, isUnresolved: false }
  const current = known?.producerEpoch === producerEpoch ? known : begun
  sequences[name] = { ...current, next: baseSequence + batch.records.length }
}

export function raiseEpochFor({ transactions }: Producer, name: string): void {
  if (transactions !== null && !transactions.raisesEpochFor.includes(name)) transactions.raisesEpochFor.push(name)
}

export function acknowledgeSequence({ transactions }: Producer, batch: ProducerBatch): void {
  const known = transactions?.sequences[partitionName(batch)]
  if (transactions === null || known === undefined || batch.producerEpoch !== known.producerEpoch) return
  const last = batch.baseSequence + batch.records.length - 1
  transactions.sequences[partitionName(batch)] = { ...known, lastAcknowledged: Math.max(known.lastAcknowledged, last) }
}
