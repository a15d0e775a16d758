// The part of IncrementalAlterConfigs that is about consumer groups. A group need not exist to have configs: it begins with them.
// Source: ConfigurationControlManager.incrementalAlterConfigResource and ControllerConfigurationValidator of Kafka 4.3; KIP-848.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_GROUP_ID_CHARACTERS, MAX_GROUPS } from '../../../schema/limits.ts'
import { groupOverrides, refuseGroupConfigs } from '../config/group-configs.ts'
import type { Step } from '../step.ts'
import type { Alteration } from './config-resource.ts'

type Refusal = { readonly error: KafkaErrorName; readonly message: string }

/** Alters the configs of a group; or says why not, and changes nothing. */
export function alterGroupConfigs(step: Step, groupId: string, alterations: readonly Alteration[]): Refusal | null {
  const { cluster } = step
  if (groupId === '') return { error: 'INVALID_REQUEST', message: 'Default group resources are not allowed.' }
  const before = groupOverrides(cluster, groupId)
  const after = new Map(before)
  for (const { name, configOperation, value } of alterations) {
    if (configOperation === 'DELETE') after.delete(name)
    else if (configOperation === 'SET') after.set(name, value ?? '')
    else return { error: 'INVALID_CONFIG', message: `Can't ${configOperation} to key ${name} because its type is not LIST.` }
  }
  const message = refuseGroupConfigs(cluster, after)
  if (message !== null) return { error: 'INVALID_CONFIG', message }
  if (after.size > 0 && !hasRoomFor(step, groupId)) {
    return {
      error: 'POLICY_VIOLATION',
      message: `A sandbox has configs of at most ${MAX_GROUPS} groups, whose ids have at most ${MAX_GROUP_ID_CHARACTERS} characters.`,
    }
  }
  if (before.size === 0 && after.size > 0) step.noteNewGroupConfigs()
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(name) === after.get(name)) continue
    step.records.push({ kind: 'groupConfig.changed', groupId, name, value: after.get(name) ?? null })
  }
  return null
}

/** One request may be about many groups. */
function hasRoomFor({ cluster: { groupConfigs }, newGroupConfigs }: Step, groupId: string): boolean {
  if (groupConfigs.has(groupId)) return true
  return groupId.length <= MAX_GROUP_ID_CHARACTERS && groupConfigs.size + newGroupConfigs < MAX_GROUPS
}
