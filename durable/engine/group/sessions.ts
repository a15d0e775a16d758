// How long a member of a group is believed to be alive. Its coordinator has two notes of it: when it last heard of the member, which is soft and
// costs nothing, and `seenMs` in the member itself, which is journaled when the member joins and once in every session timeout after that.
// Who has both knows the exact end of the session. A cluster that was loaded again has only the second, which may be one session timeout old: it
// waits for one more, as a coordinator that takes over gives every member a new session.
import type { ClusterView } from '../cluster.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { PartitionKey } from '../partition-key.ts'

export type SessionFacts = { readonly memberId: string; readonly seenMs: number; readonly sessionTimeoutMs: number }

/** When members of groups were last heard of, milliseconds: by group id and member id. */
export type Sessions = Map<string, Map<string, number>>

/** When the members of one group were last heard of: asked for once, where all of them are looked at. */
export type HeardOf = ReadonlyMap<string, number> | undefined

export type HeardMember = { readonly groupId: string; readonly memberId: string }

/** Whether it was heard of before. */
export function hearMember(sessions: Sessions, { groupId, memberId }: HeardMember, nowMs: number): boolean {
  const ofGroup = sessions.get(groupId) ?? new Map<string, number>()
  const isKnown = ofGroup.has(memberId)
  ofGroup.set(memberId, nowMs)
  sessions.set(groupId, ofGroup)
  return isKnown
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
  const heardMs = heard?.get(memberId)
  return heardMs === undefined ? seenMs + 2 * sessionTimeoutMs : Math.max(heardMs, seenMs) + sessionTimeoutMs
}

/** When that the member was heard of should be written down; null when there is nothing new to write. */
export function noteSeenMs(heard: HeardOf, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number | null {
  const heardMs = heard?.get(memberId)
  return heardMs === undefined || heardMs <= seenMs ? null : seenMs + sessionTimeoutMs
}

/** The earlier of both: the same for each sign of life since the last note, so that a heartbeat moves no alarm. */
export function nextSessionMs(heard: HeardOf, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number {
  return seenMs + (heard?.has(memberId) === true ? 1 : 2) * sessionTimeoutMs
}

/** The partition whose coordinator keeps the session; null when there is no such topic. */
export function placeOfSession({ topics }: ClusterView, groupId: string): PartitionKey | null {
  const count = topics.get(CONSUMER_OFFSETS)?.partitions.length
  if (count === undefined) return null
  return { topic: CONSUMER_OFFSETS, partitionIndex: partitionFor(groupId, count) }
}
