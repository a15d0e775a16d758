// The 34 configs of a topic in Kafka 4.3: what each takes, its default, the rules between them, and their typed values.
//
// The defaults here are the static ones; in a cluster the broker's own config under `brokerSynonym` comes first, which is the caller's
// matter. Versions differ: segment.bytes was allowed down to 14 before 4.1, and message.timestamp.after.max.ms was unlimited before 4.0.
// Source: LogConfig of Kafka 4.3, in the order in which it defines them, and ServerTopicConfigSynonyms; KIP-1030, KIP-1161.

import { parseConfig } from './config-definition.ts'
import type { ConfigDefinition, ConfigType, ConfigValidator, ConfigValue } from './config-definition.ts'
import { atLeast, between, betweenOrEqualTo, listOf, oneOf, throttledReplicaList } from './config-validators.ts'
import { conflictOf } from './topic-config-conflicts.ts'
import { typedTopicConfigs } from './topic-config-values.ts'
import type { TopicConfigs } from './topic-config-values.ts'

export type { TopicConfigs } from './topic-config-values.ts'

export type TopicConfigDefinition = ConfigDefinition & {
  /** The broker config that gives this one where a topic does not set it; null where there is none. */
  readonly brokerSynonym: string | null
  /** What is valid, as the manual shows it; '' where everything of the type is. */
  readonly valid: string
}

const LONG_MAX_TEXT = '9223372036854775807'
const WEEK_MS_TEXT = '604800000'

function define(
  name: string,
  type: ConfigType,
  byDefault: string | null,
  validator: ConfigValidator | null,
  brokerSynonym: string | null,
): TopicConfigDefinition {
  return { name, type, default: byDefault, validator, brokerSynonym, valid: validator?.text ?? '' }
}

export const TOPIC_CONFIG_DEFINITIONS: readonly TopicConfigDefinition[] = [
  define('segment.bytes', 'INT', '1073741824', atLeast(1024 * 1024), 'log.segment.bytes'),
  define('segment.ms', 'LONG', WEEK_MS_TEXT, atLeast(1), 'log.roll.ms'),
  define('segment.jitter.ms', 'LONG', '0', atLeast(0), 'log.roll.jitter.ms'),
  define('segment.index.bytes', 'INT', '10485760', atLeast(4), 'log.index.size.max.bytes'),
  define('flush.messages', 'LONG', LONG_MAX_TEXT, atLeast(1), 'log.flush.interval.messages'),
  define('flush.ms', 'LONG', LONG_MAX_TEXT, atLeast(0), 'log.flush.interval.ms'),
  // Any negative number means "no limit", so there is no range.
  define('retention.bytes', 'LONG', '-1', null, 'log.retention.bytes'),
  define('retention.ms', 'LONG', WEEK_MS_TEXT, atLeast(-1), 'log.retention.ms'),
  define('max.message.bytes', 'INT', '1048588', atLeast(0), 'message.max.bytes'),
  define('index.interval.bytes', 'INT', '4096', atLeast(0), 'log.index.interval.bytes'),
  define('delete.retention.ms', 'LONG', '86400000', atLeast(0), 'log.cleaner.delete.retention.ms'),
  define('min.compaction.lag.ms', 'LONG', '0', atLeast(0), 'log.cleaner.min.compaction.lag.ms'),
  define('max.compaction.lag.ms', 'LONG', LONG_MAX_TEXT, atLeast(1), 'log.cleaner.max.compaction.lag.ms'),
  define('file.delete.delay.ms', 'LONG', '60000', atLeast(0), 'log.segment.delete.delay.ms'),
  define('min.cleanable.dirty.ratio', 'DOUBLE', '0.5', between(0, 1), 'log.cleaner.min.cleanable.ratio'),
  define('cleanup.policy', 'LIST', 'delete', listOf('compact', 'delete'), 'log.cleanup.policy'),
  define('unclean.leader.election.enable', 'BOOLEAN', 'false', null, 'unclean.leader.election.enable'),
  define('min.insync.replicas', 'INT', '1', atLeast(1), 'min.insync.replicas'),
  define('compression.type', 'STRING', 'producer', oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'), 'compression.type'),
  define('compression.gzip.level', 'INT', '-1', betweenOrEqualTo(1, 9, -1), 'compression.gzip.level'),
  define('compression.lz4.level', 'INT', '9', between(1, 17), 'compression.lz4.level'),
  define('compression.zstd.level', 'INT', '3', between(-131072, 22), 'compression.zstd.level'),
  define('preallocate', 'BOOLEAN', 'false', null, 'log.preallocate'),
  define('message.timestamp.type', 'STRING', 'CreateTime', oneOf('CreateTime', 'LogAppendTime'), 'log.message.timestamp.type'),
  define('message.timestamp.before.max.ms', 'LONG', LONG_MAX_TEXT, atLeast(0), 'log.message.timestamp.before.max.ms'),
  define('message.timestamp.after.max.ms', 'LONG', '3600000', atLeast(0), 'log.message.timestamp.after.max.ms'),
  define('leader.replication.throttled.replicas', 'LIST', '', throttledReplicaList, null),
  define('follower.replication.throttled.replicas', 'LIST', '', throttledReplicaList, null),
  define('remote.storage.enable', 'BOOLEAN', 'false', null, null),
  define('local.retention.ms', 'LONG', '-2', atLeast(-2), 'log.local.retention.ms'),
  define('local.retention.bytes', 'LONG', '-2', atLeast(-2), 'log.local.retention.bytes'),
  define('remote.log.copy.disable', 'BOOLEAN', 'false', null, null),
  define('remote.log.delete.on.disable', 'BOOLEAN', 'false', null, null),
  // Kafka's own tests use it to get tiny segments. It is settable and never shown.
  define('internal.segment.bytes', 'INT', null, null, null),
]

const definitionsByName = new Map(TOPIC_CONFIG_DEFINITIONS.map((definition) => [definition.name, definition]))

export type CheckedTopicConfigs =
  | {
      readonly ok: true
      readonly effective: TopicConfigs
      /** The same values by config name and with LONGs exact; configText shows one as Kafka does. */
      readonly values: ReadonlyMap<string, ConfigValue>
    }
  | { readonly ok: false; readonly error: 'INVALID_CONFIG'; readonly message: string }

export type TopicConfigSettings = {
  /** Whether the brokers have tiered storage (remote.log.storage.system.enable). Without it no topic may ask for it. */
  readonly remoteStorageSystemEnabled?: boolean
}

/**
 * Checks what is set on a topic and gives the configs in force, with Kafka's static default for what is not set. Refuses as LogConfig.validate
 * does, in its order: unknown names, then values one by one, then the rules between configs. The rule about switching tiered storage off
 * looks at the past and is not here: without tiered storage nobody can have switched it on.
 */
export function checkTopicConfigs(configs: ReadonlyMap<string, string>, settings: TopicConfigSettings = {}): CheckedTopicConfigs {
  for (const name of configs.keys()) if (!definitionsByName.has(name)) return invalid(`Unknown topic config name: ${name}`)
  const values = new Map<string, ConfigValue>()
  for (const definition of TOPIC_CONFIG_DEFINITIONS) {
    const parsed = parseConfig(definition, configs.get(definition.name) ?? definition.default)
    if (!parsed.ok) return invalid(parsed.message)
    values.set(definition.name, parsed.value)
  }
  const conflict = conflictOf(values, settings.remoteStorageSystemEnabled ?? false)
  return conflict === null ? { ok: true, effective: typedTopicConfigs(values), values } : invalid(conflict)
}

function invalid(message: string): CheckedTopicConfigs {
  return { ok: false, error: 'INVALID_CONFIG', message }
}
