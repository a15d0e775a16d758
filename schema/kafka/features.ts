// The features that this Kafka has, and the levels of each that a node supports (KIP-584). Share groups and streams groups are not modelled, so
// their features are left out: a client then knows that it cannot use them.
// Source: Feature, MetadataVersion and KRaftVersion of Kafka 4.3.

export type SupportedFeature = { readonly name: string; readonly minSupportedVersion: number; readonly maxSupportedVersion: number }

/** 4.3-IV0: the newest metadata.version that Kafka 4.3 runs in production. */
export const METADATA_VERSION = 30
/** The oldest one that a node of Kafka 4 can still be upgraded from: 3.3-IV3. */
const OLDEST_METADATA_VERSION = 7

export const SUPPORTED_FEATURES: readonly SupportedFeature[] = [
  { name: 'metadata.version', minSupportedVersion: OLDEST_METADATA_VERSION, maxSupportedVersion: METADATA_VERSION },
  { name: 'kraft.version', minSupportedVersion: 0, maxSupportedVersion: 1 },
  { name: 'transaction.version', minSupportedVersion: 0, maxSupportedVersion: 2 },
  { name: 'group.version', minSupportedVersion: 0, maxSupportedVersion: 1 },
  { name: 'eligible.leader.replicas.version', minSupportedVersion: 0, maxSupportedVersion: 1 },
]
