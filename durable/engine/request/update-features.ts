// UpdateFeatures (API key 57, KIP-584, KIP-778, KIP-1022).
// Does: Kafka's checks of each update, in its order, and agrees to levels that are in force already.
// Does not: move a feature to another level: a sandbox has those of a new cluster of Kafka 4.3, and what it was made with. Who asks for one that
//   Kafka could go to is told that it cannot be, with the error that Kafka has for a level that a feature cannot take.
// Source: QuorumController.updateFeatures, FeatureControlManager.updateFeature and QuorumFeatures of Kafka 4.3; the sentences are the controller's.
import { SUPPORTED_FEATURES } from '../../../schema/kafka/features.ts'
import type { FeatureUpdate, UpdateFeaturesRequest } from '../../../schema/kafka/requests/update-features.ts'
import type { ClusterView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { finalizedFeatures } from '../metadata-log/features.ts'

const NO_SUCH_FEATURE = { minSupportedVersion: 0, maxSupportedVersion: 0 }

export function decideUpdateFeatures(cluster: ClusterView, { featureUpdates }: UpdateFeaturesRequest): Decision<'UpdateFeatures'> {
  for (const update of featureUpdates) {
    const problem = problemOf(cluster, update)
    if (problem === null) continue
    const invalid = `Invalid update version ${update.maxVersionLevel} for feature ${update.feature}. ${problem}`
    const errorMessage = `The update failed for all features since the following feature had an error: ${invalid}`
    return answer<'UpdateFeatures'>({ error: 'INVALID_UPDATE_VERSION', errorMessage })
  }
  return answer<'UpdateFeatures'>({ error: 'NONE', errorMessage: null })
}

function problemOf(cluster: ClusterView, { feature, maxVersionLevel, upgradeType }: FeatureUpdate): string | null {
  if (upgradeType === 'UNKNOWN') return 'The controller does not support the given upgrade type.'
  if (maxVersionLevel < 0) return 'A feature version cannot be less than 0.'
  const unsupported = unsupportedReason(cluster, feature, maxVersionLevel)
  if (unsupported !== null) return unsupported
  const current = finalizedFeatures(cluster).find(({ name }) => name === feature)?.featureLevel ?? 0
  if (maxVersionLevel === current) return null
  if (maxVersionLevel < current && upgradeType === 'UPGRADE') {
    return "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade."
  }
  if (maxVersionLevel > current && upgradeType !== 'UPGRADE') return "Can't downgrade to a newer version."
  return `A sandbox keeps the feature levels that it was made with, and this one is at ${current}.`
}

function unsupportedReason({ activeController }: ClusterView, feature: string, level: number): string | null {
  const { minSupportedVersion, maxSupportedVersion } = SUPPORTED_FEATURES.find(({ name }) => name === feature) ?? NO_SUCH_FEATURE
  if (level >= minSupportedVersion && level <= maxSupportedVersion) return null
  const what = `Local controller ${activeController}`
  if (maxSupportedVersion === 0) return `${what} does not support this feature.`
  return `${what} only supports versions ${minSupportedVersion}-${maxSupportedVersion}`
}
