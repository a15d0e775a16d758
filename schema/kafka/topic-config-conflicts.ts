// The rules that look at several topic configs at once. Each gives Kafka's sentence.
// Source: LogConfig.validateValues and validateTopicLogConfigValues of Kafka 4.3.

import { invalidValueMessage, isList } from './config-definition.ts'
import type { ConfigValue } from './config-definition.ts'

/** "The same as retention.*" and "without limit" in local.retention.*. */
const DERIVED = -2n
const UNLIMITED = -1n

/** The first conflict between these parsed and complete configs, or null. */
export function conflictOf(values: ReadonlyMap<string, ConfigValue>, remoteStorageSystemEnabled: boolean): string | null {
  const lag = compactionLagConflict(values)
  if (lag !== null || values.get('remote.storage.enable') !== true) return lag
  if (!remoteStorageSystemEnabled) {
    return 'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.'
  }
  return (
    remoteCleanupPolicyConflict(values) ??
    localRetentionConflict(values, 'bytes') ??
    localRetentionConflict(values, 'ms') ??
    copyDisabledConflict(values, 'bytes') ??
    copyDisabledConflict(values, 'ms')
  )
}

function compactionLagConflict(values: ReadonlyMap<string, ConfigValue>): string | null {
  const min = long(values, 'min.compaction.lag.ms')
  const max = long(values, 'max.compaction.lag.ms')
  return min > max ? `conflict topic config setting min.compaction.lag.ms (${min}) > max.compaction.lag.ms (${max})` : null
}

function remoteCleanupPolicyConflict(values: ReadonlyMap<string, ConfigValue>): string | null {
  const policy = values.get('cleanup.policy')
  const fits = isList(policy) && (policy.length === 0 || (policy.length === 1 && policy[0] === 'delete'))
  return fits ? null : 'Remote log storage only supports topics with cleanup.policy=delete or cleanup.policy being an empty list.'
}

/** What stays on the broker's disk may not outlast what the topic keeps. Any negative retention.bytes is "no limit", for .ms only -1. */
function localRetentionConflict(values: ReadonlyMap<string, ConfigValue>, unit: 'bytes' | 'ms'): string | null {
  const retention = long(values, `retention.${unit}`)
  const local = long(values, `local.retention.${unit}`)
  if (retention < 0n || local === DERIVED) return null
  const name = `local.retention.${unit}`
  if (local === UNLIMITED)
    return invalidValueMessage(name, `${local}`, `Value must not be -1 as retention.${unit} value is set as ${retention}.`)
  if (local <= retention) return null
  return invalidValueMessage(name, `${local}`, `Value must not be more than retention.${unit} property value: ${retention}`)
}

function copyDisabledConflict(values: ReadonlyMap<string, ConfigValue>, unit: 'bytes' | 'ms'): string | null {
  if (values.get('remote.log.copy.disable') !== true) return null
  const local = long(values, `local.retention.${unit}`)
  if (local === DERIVED || local === long(values, `retention.${unit}`)) return null
  return (
    `When \`remote.log.copy.disable\` is set to true, the \`local.retention.${unit}\` and \`retention.${unit}\` ` +
    'must be set to the identical value because there will be no more logs copied to the remote storage.'
  )
}

function long(values: ReadonlyMap<string, ConfigValue>, name: string): bigint {
  const value = values.get(name)
  if (typeof value !== 'bigint') throw new Error(`${name} is not a parsed LONG`)
  return value
}
