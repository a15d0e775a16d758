// The first records of a new cluster. The shell applies and stores them like any others.
import { CONTROLLER_IDS } from './controller/controller-ids.ts'
import { brokerConfigs, brokerDefault } from './config/effective-configs.ts'
import { randomFromSeed } from './random.ts'
import type { ClusterRecord } from './record.ts'

export type ClusterSpec = {
  readonly clusterId: string
  /** Any safe integer. The same seed gives the same topic ids and placements for the same requests. */
  readonly seed: number
  readonly brokers: readonly { readonly brokerId: number; readonly rack: string | null }[]
  readonly brokerConfigs: readonly (readonly [name: string, value: string])[]
  /** When it is made, milliseconds: periodic work counts from here. */
  readonly nowMs: number
}

export function createCluster(spec: ClusterSpec): ClusterRecord[] {
  const brokers = spec.brokers.toSorted((left, right) => left.brokerId - right.brokerId)
  const { clusterId, nowMs } = spec
  const random = randomFromSeed(spec.seed)
  return [
    { kind: 'cluster.created', clusterId, random, brokerConfigs: spec.brokerConfigs, nowMs, controllers: CONTROLLER_IDS },
    ...brokers.map(({ brokerId, rack }) => ({ kind: 'broker.registered', brokerId, rack }) as const),
    ...clusterMinIsr(spec.brokerConfigs),
  ]
}

/**
 * With eligible leader replicas min.insync.replicas stands at the cluster from the start, so that all controllers agree on it.
 * Source: ConfigurationControlManager.maybeGenerateElrSafetyRecords of Kafka 4.3.
 */
function clusterMinIsr(given: ClusterSpec['brokerConfigs']): ClusterRecord[] {
  const configs = new Map(given)
  const name = 'min.insync.replicas'
  if (!brokerConfigs(configs).eligibleLeaderReplicasEnabled) return []
  const value = configs.get(name) ?? brokerDefault(name)
  return [{ kind: 'brokerConfig.changed', brokerId: null, name, value }]
}
