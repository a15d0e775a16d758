// AddOffsetsToTxn (API key 25) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type AddOffsetsToTxnRequest = {
  readonly apiVersion: number
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  readonly groupId: string
}

export type AddOffsetsToTxnResponse = { readonly error: KafkaErrorName }
