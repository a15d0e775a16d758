// UpdateFeatures (API key 57) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type FeatureUpgradeType = 'UNKNOWN' | 'UPGRADE' | 'SAFE_DOWNGRADE' | 'UNSAFE_DOWNGRADE'

export type UpdateFeaturesRequest = {
  readonly featureUpdates: readonly FeatureUpdate[]
  readonly validateOnly: boolean
}

export type FeatureUpdate = {
  readonly feature: string
  readonly maxVersionLevel: number
  readonly upgradeType: FeatureUpgradeType
}

/** All of them or none. */
export type UpdateFeaturesResponse = { readonly error: KafkaErrorName; readonly errorMessage: string | null }
