// DescribeGroups (API key 15) as plain objects: groups of the classic protocol.
import type { KafkaErrorName } from '../errors.ts'

export type DescribeGroupsRequest = {
  /** From 6 on a group that is not there is GROUP_ID_NOT_FOUND; before, it is Dead without an error. */
  readonly apiVersion: number
  readonly groupIds: readonly string[]
}

export type DescribeGroupsResponse = { readonly groups: readonly DescribedGroup[] }

export type DescribedGroup = {
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
  readonly groupId: string
  readonly groupState: string
  readonly protocolType: string
  /** The name of the protocol that the members voted for; empty while there is none. */
  readonly protocolData: string
  readonly members: readonly DescribedGroupMember[]
}

export type DescribedGroupMember = {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly memberMetadata: Uint8Array
  readonly memberAssignment: Uint8Array
}
