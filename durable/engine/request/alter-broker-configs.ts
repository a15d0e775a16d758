// The part of IncrementalAlterConfigs that is about brokers: first what the broker itself checks (may it be altered at all while it runs, is the
// value one), then what the controller does.
// Source: ConfigAdminManager.preprocess, DynamicBrokerConfig.validateConfigs and ConfigurationControlManager of Kafka 4.3; KIP-226, KIP-966.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { parseConfig } from '../../../schema/kafka/config-definition.ts'
import type { ClusterView } from '../cluster.ts'
import { BROKER_CONFIG_DEFINITIONS } from '../config/broker-configs.ts'
import { checkTopicOverrides, configValueTooLong, refuseBrokerConfigs } from '../config/effective-configs.ts'
import { clearElr } from '../controller/clear-elr.ts'
import type { Step } from '../step.ts'
import { alteredList, pendingBrokerConfigs, pendingTopicConfigs } from './config-resource.ts'
import type { Alteration } from './config-resource.ts'

type Refusal = { readonly error: KafkaErrorName; readonly message: string }

const MIN_ISR = 'min.insync.replicas'

/** Alters the configs of one broker, or (null) of all of them; or says why not, and changes nothing. */
export function alterBrokerConfigs(step: Step, brokerId: number | null, alterations: readonly Alteration[]): Refusal | null {
  const { cluster } = step
  const before = (brokerId === null ? cluster.defaultBrokerConfigs : cluster.brokers.get(brokerId)?.configs) ?? new Map<string, string>()
  const after = new Map(before)
  for (const alteration of alterations) {
    const refusal = alterOne(after, alteration)
    if (refusal !== null) return refusal
  }
  const refusal = refuseValues(after) ?? refuseTogether(step, brokerId, after) ?? refuseMinIsr(cluster, brokerId, alterations)
  if (refusal !== null) return refusal
  record(step, brokerId, before, after)
  return null
}

function alterOne(configs: Map<string, string>, { name, configOperation, value }: Alteration): Refusal | null {
  const definition = BROKER_CONFIG_DEFINITIONS.get(name)
  if (configOperation === 'DELETE') configs.delete(name)
  else if (definition === undefined) return { error: 'INVALID_CONFIG', message: `Unknown broker config name: ${name}` }
  else if (configOperation === 'SET') configs.set(name, value ?? '')
  else if (definition.type === 'LIST')
    configs.set(name, alteredList(configOperation, configs.get(name) ?? definition.default ?? '', value ?? ''))
  else {
    const message = `Config value ${configOperation.toLowerCase()} is not allowed for config key: ${name}`
    return { error: 'INVALID_CONFIG', message }
  }
  return null
}

function refuseValues(configs: ReadonlyMap<string, string>): Refusal | null {
  const fixed = [...configs.keys()].filter((name) => BROKER_CONFIG_DEFINITIONS.get(name)?.updateMode === 'read-only')
  if (fixed.length > 0) return { error: 'INVALID_REQUEST', message: `Cannot update these configs dynamically: [${fixed.join(', ')}]` }
  const tooLong = configValueTooLong(configs)
  if (tooLong !== null) return { error: 'INVALID_CONFIG', message: tooLong }
  for (const [name, text] of configs) {
    const definition = BROKER_CONFIG_DEFINITIONS.get(name)
    const parsed = definition === undefined ? null : parseConfig(definition, text)
    if (parsed?.ok === false) return { error: 'INVALID_REQUEST', message: parsed.message }
  }
  return null
}

/** Some rules look at two configs at once, and at what topics have set above their defaults. */
function refuseTogether(step: Step, brokerId: number | null, configs: ReadonlyMap<string, string>): Refusal | null {
  const { cluster } = step
  const below = brokerId === null ? cluster.brokerConfigs : pendingBrokerConfigs(step)
  const merged = new Map([...below, ...configs])
  const message = refuseBrokerConfigs(merged)
  if (message !== null) return { error: 'INVALID_REQUEST', message }
  if (brokerId !== null) return null
  for (const topic of cluster.topics.values()) {
    const checked = checkTopicOverrides(merged, pendingTopicConfigs(step, topic))
    if (!checked.ok) return { error: 'INVALID_REQUEST', message: checked.message }
  }
  return null
}

/** Who is an eligible leader depends on one min ISR that all controllers agree on, so with ELR it stands at the cluster and nowhere else. */
function refuseMinIsr(cluster: ClusterView, brokerId: number | null, alterations: readonly Alteration[]): Refusal | null {
  const alteration = alterations.find(({ name }) => name === MIN_ISR)
  if (alteration === undefined || !cluster.effectiveBrokerConfigs.eligibleLeaderReplicasEnabled) return null
  if (brokerId !== null) {
    return { error: 'INVALID_CONFIG', message: 'Broker-level min.insync.replicas cannot be altered while ELR is enabled.' }
  }
  if (alteration.configOperation !== 'DELETE') return null
  return { error: 'INVALID_CONFIG', message: 'Cluster-level min.insync.replicas cannot be removed while ELR is enabled.' }
}

/** Only what differs is recorded, so that an alteration to the same value changes nothing. */
function record(step: Step, brokerId: number | null, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): void {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const value = after.get(name) ?? null
    if (before.get(name) === after.get(name)) continue
    step.records.push({ kind: 'brokerConfig.changed', brokerId, name, value })
    if (name !== MIN_ISR) continue
    for (const topic of step.cluster.topics.values()) clearElr(step, topic)
  }
}
