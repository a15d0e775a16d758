// ListConfigResources (API key 74) as plain objects.
import type { KafkaErrorName } from '../errors.ts'
import type { ConfigResourceType } from './describe-configs.ts'

export type ListConfigResourcesRequest = { readonly resourceTypes: readonly ConfigResourceType[] }

export type ListConfigResourcesResponse = {
  readonly error: KafkaErrorName
  readonly configResources: readonly { readonly resourceName: string; readonly resourceType: ConfigResourceType }[]
}
