// LeaveGroup (API key 13) as plain objects, in the form of version 3 and newer.
import type { KafkaErrorName } from '../errors.ts'

export type LeaveGroupRequest = {
  readonly groupId: string
  readonly members: readonly LeavingMember[]
}

/** A member is named by its id, or by its instance id alone with an empty member id: so an administrator removes a static member. */
export type LeavingMember = { readonly memberId: string; readonly groupInstanceId: string | null; readonly reason: string | null }

export type LeaveGroupResponse = {
  readonly error: KafkaErrorName
  readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null; readonly error: KafkaErrorName }[]
}
