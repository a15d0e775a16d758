// How long a member of a group is believed to be alive. Its coordinator has two notes of it: when it last heard of the member, which is soft and
// costs nothing, and `seenMs` in the member itself, which is journaled when the member joins and once in every session timeout after that.
// Who has both knows the exact end of the session. A cluster that was loaded again has only the second, which may be one session timeout old: it
// waits for one more, as a coordinator that takes over gives every member a new session.
// A member may also be vouched for: whoever holds its connection hears its heartbeats in the coordinator's place and says so when they end.
import type { ClusterView } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { PartitionKey } from '../partition-key.ts'

export type SessionFacts = { readonly memberId: string; readonly seenMs: number; readonly sessionTimeoutMs: number }

/** Milliseconds on the cluster's clock. */
export type SignOfLife = {
  readonly heardMs: number
  /**
   * Of the last heartbeat that found all in order and was not sent (app/consumer/client-network.ts); null when there was none. Only a heartbeat tells
   * a member that its group rebalances, so a commit puts off the end of its session, but not its next heartbeat.
   */
  readonly unsentHeartbeatMs: number | null
  /** Until then somebody else hears the member's heartbeats, and says so when they end; null when nobody does. */
  readonly vouchedUntilMs: number | null
}

/** When members of groups were last heard of: by group id and member id. */
export type Sessions = Map<string, Map<string, SignOfLife>>

export type MemberName = { readonly groupId: string; readonly memberId: string }

export type HeardMember = MemberName & { readonly sign: 'request' | 'unsentHeartbeat' }

/** The signs of life of the members of one group: asked for once, where all of them are looked at. */
export type HeardOf = ReadonlyMap<string, SignOfLife> | undefined

/** Whether it was heard of before. */
export function hearMember(sessions: Sessions, { groupId, memberId, sign }: HeardMember, nowMs: number): boolean {
  const ofGroup = sessions.get(groupId) ?? new Map<string, SignOfLife>()
  const before = ofGroup.get(memberId)
  const unsentHeartbeatMs = sign === 'unsentHeartbeat' ? nowMs : (before?.unsentHeartbeatMs ?? null)
  ofGroup.set(memberId, { heardMs: nowMs, unsentHeartbeatMs, vouchedUntilMs: before?.vouchedUntilMs ?? null })
  sessions.set(groupId, ofGroup)
  return before !== undefined
}

/** The member was heard of at `heardMs`, which may be a while ago, and until `vouchedUntilMs` (null: no more) somebody else hears it. */
export function vouchForMember(
  sessions: Sessions,
  { groupId, memberId }: MemberName,
  { heardMs, vouchedUntilMs }: Pick<SignOfLife, 'heardMs' | 'vouchedUntilMs'>,
): void {
  const ofGroup = sessions.get(groupId) ?? new Map<string, SignOfLife>()
  const before = ofGroup.get(memberId)
  const latestMs = Math.max(heardMs, before?.heardMs ?? heardMs)
  ofGroup.set(memberId, { heardMs: latestMs, unsentHeartbeatMs: before?.unsentHeartbeatMs ?? null, vouchedUntilMs })
  sessions.set(groupId, ofGroup)
}

export function signOfLife(sessions: DeepReadonly<Sessions>, { groupId, memberId }: MemberName): SignOfLife | null {
  return sessions.get(groupId)?.get(memberId) ?? null
}

/** Everybody for whom somebody vouches. */
export function vouchedMembers(sessions: Sessions): MemberName[] {
  return [...sessions].flatMap(([groupId, ofGroup]) => {
    return [...ofGroup].flatMap(([memberId, { vouchedUntilMs }]) => (vouchedUntilMs === null ? [] : [{ groupId, memberId }]))
  })
}

/** Nobody waits for those that are members no more. */
export function forgetSessions(sessions: Sessions, groupId: string, members: readonly { readonly memberId: string }[]): void {
  const ofGroup = sessions.get(groupId)
  // Members are only looked through when one is too many: a group of a thousand is asked this with every change.
  if (ofGroup === undefined || ofGroup.size <= members.length) return
  const left = new Set(members.map(({ memberId }) => memberId))
  for (const memberId of ofGroup.keys()) if (!left.has(memberId)) ofGroup.delete(memberId)
  if (ofGroup.size === 0) sessions.delete(groupId)
}

/** When the session ends unless the member is heard of, milliseconds on the cluster's clock. */
export function sessionEndMs(heard: HeardOf, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number {
  const sign = heard?.get(memberId)
  return sign === undefined ? seenMs + 2 * sessionTimeoutMs : Math.max(heardUntilMs(sign), seenMs) + sessionTimeoutMs
}

function heardUntilMs({ heardMs, vouchedUntilMs }: SignOfLife): number {
  return Math.max(heardMs, vouchedUntilMs ?? heardMs)
}

/** When the member was last heard of, for the note of it; null when that is not known. */
export function lastHeardMs(heard: HeardOf, memberId: string, nowMs: number): number | null {
  const sign = heard?.get(memberId)
  return sign === undefined ? null : Math.min(heardUntilMs(sign), nowMs)
}

/** When that the member was heard of should be written down; null when there is nothing new to write. */
export function noteSeenMs(heard: HeardOf, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number | null {
  const sign = heard?.get(memberId)
  if (sign === undefined || heardUntilMs(sign) <= seenMs) return null
  return Math.max(seenMs + sessionTimeoutMs, sign.vouchedUntilMs ?? 0)
}

/**
 * The earlier of both: the same for each sign of life since the last note, so that a heartbeat moves no alarm. Of a member that is vouched for
 * nothing is due before that ends.
 */
export function nextSessionMs(heard: HeardOf, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number {
  const sign = heard?.get(memberId)
  return sign === undefined ? seenMs + 2 * sessionTimeoutMs : Math.max(seenMs + sessionTimeoutMs, sign.vouchedUntilMs ?? 0)
}

/** The partition whose coordinator keeps the session; null when there is no such topic. */
export function placeOfSession({ topics }: ClusterView, groupId: string): PartitionKey | null {
  const count = topics.get(CONSUMER_OFFSETS)?.partitions.length
  if (count === undefined) return null
  return { topic: CONSUMER_OFFSETS, partitionIndex: partitionFor(groupId, count) }
}
