// What somebody broke on purpose, as data. A fault is listed from its start to its end; it ends by hand, by its time, or when it is used up.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { KafkaApi } from '../../../schema/kafka/requests/apis.ts'

/** A node by its id, every node, or everybody outside: the clients. */
export type Endpoint = number | 'clients' | 'all'

export type FaultSpec =
  /** One direction of a link: slower, lossy (0 to 1, each message on its own), or cut. */
  | {
      readonly kind: 'link'
      readonly from: Endpoint
      readonly to: Endpoint
      readonly latencyMs: number
      readonly loss: number
      readonly cut: boolean
    }
  /** The broker's replica fetchers stand still: for one topic, one partition, or all it follows. */
  | { readonly kind: 'pause_replication'; readonly brokerId: number; readonly topic: string | null; readonly partitionIndex: number | null }
  /** Every write to the broker's disk takes so long. */
  | { readonly kind: 'slow_disk'; readonly brokerId: number; readonly latencyMs: number }
  /** The next `count` requests are answered with an error and nothing else happens. */
  | {
      readonly kind: 'error'
      readonly api: KafkaApi
      readonly brokerId: number | null
      readonly error: KafkaErrorName
      readonly count: number
    }
  /** The next `count` requests are carried out, and their answers never arrive. */
  | { readonly kind: 'drop_response'; readonly api: KafkaApi; readonly brokerId: number | null; readonly count: number }
  /** At once: all members of the group have to join again. */
  | { readonly kind: 'rebalance'; readonly groupId: string }
  /** At once: the member is taken for dead. */
  | { readonly kind: 'expire_session'; readonly groupId: string; readonly memberId: string }

export type Fault = {
  faultId: number
  spec: FaultSpec
  startedMs: number
  /** When it ends by itself; null when it does not. */
  endsMs: number | null
  /** How often it has struck: it ends when that reaches its count. */
  used: number
}
