// How a client asks for metadata, and whom: whoever can be asked and has the fewest requests out.
// Source: NetworkClient.DefaultMetadataUpdater and leastLoadedNode of Kafka 4.3.
import type { ProducerStep } from './app-step.ts'
import { isAsking } from './client-metadata.ts'
import { canSendTo, inFlightTo, send } from './connections.ts'

export function askForMetadata(at: ProducerStep): boolean {
  const { step, producer } = at
  const { isWanted, notBeforeMs } = producer.metadata
  if (!isWanted || isAsking(producer) || notBeforeMs > step.nowMs) return false
  const brokerId = leastLoaded(at)
  return brokerId !== null && send(at, brokerId, 'Metadata')
}

/** Null while nobody can be asked. */
export function leastLoaded(at: ProducerStep): number | null {
  let least: number | null = null
  for (const brokerId of at.step.cluster.brokers.keys()) {
    if (!canSendTo(at, brokerId)) continue
    if (least === null || inFlightTo(at.producer, brokerId) < inFlightTo(at.producer, least)) least = brokerId
  }
  return least
}
