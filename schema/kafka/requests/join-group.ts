// JoinGroup (API key 11) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type JoinGroupRequest = {
  /** From 4 on a member without an id is given one first (MEMBER_ID_REQUIRED, KIP-394); from 9 on a leader may be told to skip its work. */
  readonly apiVersion: number
  readonly groupId: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  /** Empty for one that joins for the first time. */
  readonly memberId: string
  /** Of a static member (KIP-345). */
  readonly groupInstanceId: string | null
  readonly protocolType: string
  /** In the order that the member prefers them. */
  readonly protocols: readonly JoinGroupProtocol[]
  /** Why it joins, in the client's words (KIP-800). */
  readonly reason: string | null
  /** Of the request's header, and of its connection: what DescribeGroups shows. */
  readonly clientId: string
  readonly clientHost: string
}

export type JoinGroupProtocol = { readonly name: string; readonly metadata: Uint8Array }

export type JoinGroupResponse = {
  readonly error: KafkaErrorName
  /** -1 with an error. */
  readonly generationId: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  /** The member id of the leader. */
  readonly leader: string
  readonly skipAssignment: boolean
  readonly memberId: string
  /** Only the leader is told. */
  readonly members: readonly JoinGroupMember[]
}

export type JoinGroupMember = { readonly memberId: string; readonly groupInstanceId: string | null; readonly metadata: Uint8Array }
