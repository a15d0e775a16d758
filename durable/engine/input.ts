// Everything that can happen to a cluster, each with the time at which it happens. Faults, timers and clients that wait join this union.
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'

export type ClusterInput = { readonly kind: 'request'; readonly nowMs: number } & KafkaRequest
