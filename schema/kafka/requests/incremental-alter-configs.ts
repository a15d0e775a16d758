// IncrementalAlterConfigs (API key 44) as plain objects.
import type { KafkaErrorName } from '../errors.ts'
import type { ConfigResourceType } from './describe-configs.ts'

export type ConfigOperation = 'SET' | 'DELETE' | 'APPEND' | 'SUBTRACT'

export type IncrementalAlterConfigsRequest = {
  readonly resources: readonly {
    readonly resourceType: ConfigResourceType
    readonly resourceName: string
    readonly configs: readonly { readonly name: string; readonly configOperation: ConfigOperation; readonly value: string | null }[]
  }[]
  readonly validateOnly: boolean
}

export type IncrementalAlterConfigsResponse = {
  readonly responses: readonly {
    readonly error: KafkaErrorName
    readonly errorMessage: string | null
    readonly resourceType: ConfigResourceType
    readonly resourceName: string
  }[]
}
