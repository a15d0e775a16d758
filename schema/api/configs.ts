// Configs of topics and brokers, and how they are altered.
import * as z from 'zod'
import { MAX_CONFIGS_PER_REQUEST, MAX_CONFIG_VALUE_CHARACTERS, MAX_TOPICS } from '../limits.ts'
import { listOf, resource } from './kafka-resource.ts'

const source = z.enum([
  'DYNAMIC_TOPIC_CONFIG',
  'DYNAMIC_BROKER_CONFIG',
  'DYNAMIC_DEFAULT_BROKER_CONFIG',
  'STATIC_BROKER_CONFIG',
  'DEFAULT_CONFIG',
])

const configShape = {
  cluster_id: z.string(),
  name: z.string(),
  value: z.string().nullable(),
  is_default: z.boolean(),
  is_read_only: z.boolean(),
  is_sensitive: z.boolean(),
  source,
  synonyms: z.array(z.object({ name: z.string(), value: z.string().nullable(), source })),
}

export const topicConfig = resource('KafkaTopicConfig', { ...configShape, topic_name: z.string() })
export const topicConfigList = listOf('KafkaTopicConfigList', topicConfig)
export const brokerConfig = resource('KafkaBrokerConfig', { ...configShape, broker_id: z.int() })
export const brokerConfigList = listOf('KafkaBrokerConfigList', brokerConfig)

/** What was altered for all brokers. */
export const clusterConfig = resource('KafkaClusterConfig', { ...configShape, config_type: z.literal('BROKER') })
export const clusterConfigList = listOf('KafkaClusterConfigList', clusterConfig)

const configName = z.string().min(1).max(MAX_CONFIG_VALUE_CHARACTERS)
const configText = z.string().max(MAX_CONFIG_VALUE_CHARACTERS).nullable()

/** A config as topics are created with. */
export const namedConfig = z.strictObject({ name: configName, value: configText.optional() })

export const updateConfigBody = z.strictObject({ value: configText.optional() })

const alteration = z.strictObject({
  name: configName,
  value: configText.optional(),
  operation: z
    .enum(['SET', 'DELETE', 'APPEND', 'SUBTRACT'])
    .optional()
    .meta({ description: 'SET unless said otherwise. APPEND and SUBTRACT are for configs that hold lists.' }),
})

export type ConfigAlteration = z.output<typeof alteration>

const alterations = z.array(alteration).min(1).max(MAX_CONFIGS_PER_REQUEST)
const validateOnly = z.boolean().optional().meta({ description: 'Check everything and change nothing.' })

export const alterConfigsBody = z.strictObject({ data: alterations, validate_only: validateOnly })

export const alterTopicsConfigsBody = z.strictObject({
  data: z
    .array(z.strictObject({ topic_name: z.string(), configs: alterations }))
    .min(1)
    .max(MAX_TOPICS),
  validate_only: validateOnly,
})

export const alterFailures = z
  .object({ failures: z.array(z.object({ topic_name: z.string(), error_code: z.int(), message: z.string() })) })
  .meta({ id: 'AlterConfigsFailures' })
