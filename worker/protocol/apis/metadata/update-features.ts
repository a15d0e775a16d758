// UpdateFeatures (API key 57): other levels for the features of the cluster.
// Does: what the controller says of each update; until version 1 an answer for each feature when all is well, from 2 on one for all.
// Does not: see notDone.
// Source: ControllerApis.handleUpdateFeatures and QuorumController.updateFeatures of Kafka 4.3; KIP-584, KIP-778.
import { updateFeaturesMessages } from '../../../../schema/kafka/protocol/messages/update-features.ts'
import type { FeatureUpgradeType } from '../../../../schema/kafka/requests/update-features.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

const RESULTS_UNTIL = 1
/** By FeatureUpdate.UpgradeType; 0 and what is not here are unknown. */
const UPGRADE_TYPES: readonly FeatureUpgradeType[] = ['UNKNOWN', 'UPGRADE', 'SAFE_DOWNGRADE', 'UNSAFE_DOWNGRADE']

export const updateFeaturesApi = wireApi({
  ...updateFeaturesMessages,
  notDone: ['A sandbox keeps the feature levels that it was made with: other levels are INVALID_UPDATE_VERSION.'],
  async serve({ featureUpdates, validateOnly }, { apiVersion, ask }) {
    const updates = featureUpdates.map(({ feature, maxVersionLevel, upgradeType }) => {
      return { feature, maxVersionLevel, upgradeType: UPGRADE_TYPES[upgradeType] ?? 'UNKNOWN' }
    })
    const { error, errorMessage } = await ask('UpdateFeatures', { featureUpdates: updates, validateOnly })
    const errorCode = codeOf(error)
    const isTold = error === 'NONE' && apiVersion <= RESULTS_UNTIL
    const results = isTold ? featureUpdates.map(({ feature }) => ({ feature, errorCode, errorMessage: null })) : []
    return { throttleTimeMs: 0, errorCode, errorMessage, results }
  },
})
