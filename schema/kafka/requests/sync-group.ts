// SyncGroup (API key 14) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type SyncGroupRequest = {
  /** From 5 on type and name of the protocol have to be there. */
  readonly apiVersion: number
  readonly groupId: string
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** Null where they are not compared. */
  readonly protocolType: string | null
  readonly protocolName: string | null
  /** What the leader worked out; empty from everybody else. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[]
}

export type SyncGroupResponse = {
  readonly error: KafkaErrorName
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly assignment: Uint8Array
}
