// SyncGroup (API key 14) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type SyncGroupRequest = {
  readonly groupId: string
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** Null before version 5: not compared then. */
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
