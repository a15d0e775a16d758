// ApiVersions (API key 18, KIP-584): what of it only the cluster knows.
// Does: the levels of the features that are finalized, and up to where in the metadata log they hold. Any broker answers.
// Does not: the versions of the APIs, which the edge knows that speaks them.
// Source: KRaftMetadataCache.features of Kafka 4.3.
import type { ClusterView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { finalizedFeatures } from '../metadata-log/features.ts'

export function decideApiVersions(cluster: ClusterView): Decision<'ApiVersions'> {
  const finalizedFeaturesEpoch = cluster.metadataLog.highWatermark - 1
  return answer<'ApiVersions'>({ error: 'NONE', finalizedFeaturesEpoch, finalizedFeatures: finalizedFeatures(cluster) })
}
