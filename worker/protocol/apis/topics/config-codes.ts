// How the binary protocol numbers what has configs, where a value comes from, and of what type it is.
// Source: ConfigResource.Type, DescribeConfigsResponse.ConfigSource and ConfigType, AlterConfigOp.OpType of Kafka 4.3.
import type { ConfigType } from '../../../../schema/kafka/config-definition.ts'
import type { ConfigResourceType, ConfigSource } from '../../../../schema/kafka/requests/describe-configs.ts'
import type { ConfigOperation } from '../../../../schema/kafka/requests/incremental-alter-configs.ts'

export const RESOURCE_TYPE_CODES = { TOPIC: 2, BROKER: 4, BROKER_LOGGER: 8, CLIENT_METRICS: 16, GROUP: 32 } as const

/** Those that have configs here. */
const MODELLED: ReadonlyMap<number, ConfigResourceType> = new Map([
  [RESOURCE_TYPE_CODES.TOPIC, 'TOPIC'],
  [RESOURCE_TYPE_CODES.BROKER, 'BROKER'],
  [RESOURCE_TYPE_CODES.GROUP, 'GROUP'],
])

const CONFIG_SOURCE_CODES: Readonly<Record<ConfigSource, number>> = {
  DYNAMIC_TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
  DYNAMIC_GROUP_CONFIG: 8,
}

const CONFIG_TYPE_CODES: Readonly<Record<ConfigType, number>> = { BOOLEAN: 1, STRING: 2, INT: 3, LONG: 5, DOUBLE: 6, LIST: 7 }

/** In the order of their codes, which begin at 0. */
const OPERATIONS: readonly ConfigOperation[] = ['SET', 'DELETE', 'APPEND', 'SUBTRACT']

/** Null for what has no configs here. */
export function resourceTypeOf(code: number): ConfigResourceType | null {
  return MODELLED.get(code) ?? null
}

export function configSourceCode(source: ConfigSource): number {
  return CONFIG_SOURCE_CODES[source]
}

export function configTypeCode(type: ConfigType): number {
  return CONFIG_TYPE_CODES[type]
}

/** Null for an operation that nobody knows. */
export function configOperationOf(code: number): ConfigOperation | null {
  return OPERATIONS[code] ?? null
}
