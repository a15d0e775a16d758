// Where leaders listen, for this client, each of them once: what stands beside answers that name them (KIP-951).
import type { MetadataBroker } from '../../../../schema/kafka/requests/metadata.ts'
import type { WireClient } from '../../wire-client.ts'

export function nodeEndpointsOf(client: WireClient, brokers: readonly MetadataBroker[]): MetadataBroker[] {
  const byId = new Map(brokers.map(({ nodeId, rack, ...own }) => [nodeId, { nodeId, ...client.addressOf(nodeId, own), rack }]))
  return [...byId.values()]
}
