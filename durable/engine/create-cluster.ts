// The first records of a new cluster. The shell applies and stores them like any others.
import { MAX_BROKER_ID } from '../../schema/limits.ts'
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

/** Three voters, so that one may fail. Their ids lie above all that a broker may have. */
const CONTROLLERS = [0, 1, 2].map((index) => 3 * MAX_BROKER_ID + index)

export function createCluster(spec: ClusterSpec): ClusterRecord[] {
  const brokers = spec.brokers.toSorted((left, right) => left.brokerId - right.brokerId)
  const { clusterId, nowMs } = spec
  const random = randomFromSeed(spec.seed)
  return [
    { kind: 'cluster.created', clusterId, random, brokerConfigs: spec.brokerConfigs, nowMs, controllers: CONTROLLERS },
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
