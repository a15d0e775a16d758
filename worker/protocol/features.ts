// The features of the cluster and their levels (KIP-584), as a cluster of Kafka 4.3 has them when it was just made. Share groups and streams
// groups are not modelled, so their features are left out: a client then knows that it cannot use them.
// Source: Feature and MetadataVersion of Kafka 4.3.

export type Feature = { readonly name: string; readonly lowest: number; readonly highest: number; readonly finalized: number }

export const FEATURES: readonly Feature[] = [
  { name: 'metadata.version', lowest: 7, highest: 30, finalized: 30 },
  { name: 'kraft.version', lowest: 0, highest: 1, finalized: 1 },
  { name: 'transaction.version', lowest: 0, highest: 2, finalized: 2 },
  { name: 'group.version', lowest: 0, highest: 1, finalized: 1 },
  { name: 'eligible.leader.replicas.version', lowest: 0, highest: 1, finalized: 1 },
]
