// The first records of a new cluster. The shell applies and stores them like any others.
import { randomFromSeed } from './random.ts'
import type { ClusterRecord } from './record.ts'

export type ClusterSpec = {
  readonly clusterId: string
  /** Any safe integer. The same seed gives the same topic ids and placements for the same requests. */
  readonly seed: number
  readonly brokers: readonly { readonly brokerId: number; readonly rack: string | null }[]
  readonly brokerConfigs: readonly (readonly [name: string, value: string])[]
}

export function createCluster(spec: ClusterSpec): ClusterRecord[] {
  const brokers = spec.brokers.toSorted((left, right) => left.brokerId - right.brokerId)
  return [
    { kind: 'cluster.created', clusterId: spec.clusterId, random: randomFromSeed(spec.seed), brokerConfigs: spec.brokerConfigs },
    ...brokers.map(({ brokerId, rack }) => ({ kind: 'broker.registered', brokerId, rack }) as const),
  ]
}
