// FindCoordinator (API key 10) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type CoordinatorKeyType = 'GROUP' | 'TRANSACTION'

export type FindCoordinatorRequest = { readonly keyType: CoordinatorKeyType; readonly coordinatorKeys: readonly string[] }

export type FindCoordinatorResponse = {
  readonly coordinators: readonly {
    readonly key: string
    readonly error: KafkaErrorName
    readonly errorMessage: string | null
    /** -1, '' and -1 with an error. */
    readonly nodeId: number
    readonly host: string
    readonly port: number
  }[]
}
