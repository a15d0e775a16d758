// Which features this Kafka has and which of them are in force. Kafka 4.3 finalizes them when the cluster is formatted, and every node says
// with its registration what it could do.
// Source: Feature and MetadataVersion of Kafka 4.3.
import type { ClusterView } from '../cluster.ts'

/** 4.3-IV0: the newest metadata.version that Kafka 4.3 runs in production. */
const METADATA_VERSION = 30
/** The oldest one that a node of Kafka 4 can still be upgraded from: 3.3-IV3. */
const OLDEST_METADATA_VERSION = 7

type SupportedFeature = { readonly name: string; readonly minSupportedVersion: number; readonly maxSupportedVersion: number }
type FinalizedFeature = { readonly name: string; readonly featureLevel: number }

export const SUPPORTED_FEATURES: readonly SupportedFeature[] = [
  { name: 'metadata.version', minSupportedVersion: OLDEST_METADATA_VERSION, maxSupportedVersion: METADATA_VERSION },
  { name: 'kraft.version', minSupportedVersion: 0, maxSupportedVersion: 1 },
  { name: 'transaction.version', minSupportedVersion: 0, maxSupportedVersion: 2 },
  { name: 'group.version', minSupportedVersion: 0, maxSupportedVersion: 1 },
  { name: 'eligible.leader.replicas.version', minSupportedVersion: 0, maxSupportedVersion: 1 },
]

/**
 * In the order in which Kafka writes them: metadata.version first. kraft.version is not among them: KRaft says it in a control record, and
 * not even there while the voters are static, which is level 0.
 */
export function finalizedFeatures({ effectiveBrokerConfigs }: ClusterView): FinalizedFeature[] {
  const { eligibleLeaderReplicasEnabled } = effectiveBrokerConfigs
  return [
    { name: 'metadata.version', featureLevel: METADATA_VERSION },
    ...(eligibleLeaderReplicasEnabled ? [{ name: 'eligible.leader.replicas.version', featureLevel: 1 }] : []),
    { name: 'group.version', featureLevel: 1 },
    { name: 'transaction.version', featureLevel: 2 },
  ]
}
