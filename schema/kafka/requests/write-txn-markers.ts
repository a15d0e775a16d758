// WriteTxnMarkers (API key 27) as plain objects: what a transaction's coordinator sends to the leaders, and an administrator who ends a
// transaction that its coordinator knows nothing of.
import type { KafkaErrorName } from '../errors.ts'

export type WriteTxnMarkersRequest = { readonly markers: readonly WritableTxnMarker[] }

export type WritableTxnMarker = {
  readonly producerId: number
  readonly producerEpoch: number
  /** True commits, false aborts. */
  readonly transactionResult: boolean
  readonly coordinatorEpoch: number
  /** 2 when the marker carries an epoch of its own (KIP-890). */
  readonly transactionVersion: number
  readonly topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[]
}

export type WriteTxnMarkersResponse = {
  readonly markers: readonly {
    readonly producerId: number
    readonly topics: readonly {
      readonly name: string
      readonly partitions: readonly { readonly partitionIndex: number; readonly error: KafkaErrorName }[]
    }[]
  }[]
}
