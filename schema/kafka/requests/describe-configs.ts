// DescribeConfigs (API key 32) as plain objects.
import type { ConfigType } from '../config-definition.ts'
import type { KafkaErrorName } from '../errors.ts'

export type ConfigResourceType = 'TOPIC' | 'BROKER' | 'GROUP'

/** Where the value in force comes from, by the names AdminClient shows. */
export type ConfigSource =
  | 'DYNAMIC_TOPIC_CONFIG'
  | 'DYNAMIC_BROKER_CONFIG'
  | 'DYNAMIC_DEFAULT_BROKER_CONFIG'
  | 'STATIC_BROKER_CONFIG'
  | 'DYNAMIC_GROUP_CONFIG'
  | 'DEFAULT_CONFIG'

export type DescribeConfigsRequest = {
  readonly resources: readonly {
    readonly resourceType: ConfigResourceType
    /** A topic's name, a group's id, a broker's id, or '' for the defaults of all brokers. */
    readonly resourceName: string
    readonly configurationKeys: readonly string[] | null
  }[]
}

export type DescribeConfigsResponse = { readonly results: readonly DescribeConfigsResult[] }

export type DescribeConfigsResult = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly resourceType: ConfigResourceType
  readonly resourceName: string
  readonly configs: readonly DescribedConfig[]
}

export type DescribedConfig = {
  readonly name: string
  readonly type: ConfigType
  readonly value: string | null
  readonly readOnly: boolean
  readonly isDefault: boolean
  readonly source: ConfigSource
  readonly isSensitive: boolean
  readonly synonyms: readonly { readonly name: string; readonly value: string | null; readonly source: ConfigSource }[]
}
