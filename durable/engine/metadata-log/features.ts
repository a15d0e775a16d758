// Which features of this Kafka are in force. Kafka 4.3 finalizes them when the cluster is formatted, and every node says with its registration
// what it could do.
// Source: Feature and MetadataVersion of Kafka 4.3.
import { METADATA_VERSION } from '../../../schema/kafka/features.ts'
import type { ClusterView } from '../cluster.ts'

type FinalizedFeature = { readonly name: string; readonly featureLevel: number }

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
