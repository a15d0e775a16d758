// DescribeCluster (API key 60) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DescribeClusterRequest = {
  readonly endpointType: 'BROKERS' | 'CONTROLLERS'
  /** Brokers only (KIP-1073): controllers are never fenced. */
  readonly includeFencedBrokers: boolean
}

export type DescribeClusterResponse = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly endpointType: 'BROKERS' | 'CONTROLLERS'
  readonly clusterId: string
  readonly controllerId: number
  readonly brokers: readonly DescribedNode[]
}

export type DescribedNode = {
  readonly brokerId: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
  readonly isFenced: boolean
}
