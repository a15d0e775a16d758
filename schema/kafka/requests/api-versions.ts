// ApiVersions (API key 18) as plain objects: what of it only the cluster knows. Which APIs there are, the edge knows that speaks them.
import type { KafkaErrorName } from '../errors.ts'

export type ApiVersionsRequest = Readonly<Record<string, never>>

export type ApiVersionsResponse = {
  readonly error: KafkaErrorName
  /** The offset of the metadata log up to which the levels hold. */
  readonly finalizedFeaturesEpoch: number
  readonly finalizedFeatures: readonly { readonly name: string; readonly featureLevel: number }[]
}
