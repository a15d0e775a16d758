// How long a member of a group is believed to be alive. Its coordinator has two notes of it: when it last heard of the member, which is soft and
// costs nothing, and `seenMs` in the member itself, which is journaled when the member joins and once in every session timeout after that.
// Who has both knows the exact end of the session. A cluster that was loaded again has only the second, which may be one session timeout old: it
// waits for one more, as a coordinator that takes over gives every member a new session.
import type { ClusterView } from '../cluster.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { partitionFor } from '../coordinator/partition-for.ts'
import type { PartitionKey } from '../partition-key.ts'

export type SessionFacts = { readonly memberId: string; readonly seenMs: number; readonly sessionTimeoutMs: number }

/** Group ids may hold any character but this one. */
export function sessionKey(groupId: string, memberId: string): string {
  return `${groupId}\0${memberId}`
}

/** When the session ends unless the member is heard of, milliseconds on the cluster's clock. */
export function sessionEndMs({ sessions }: ClusterView, groupId: string, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number {
  const heardMs = sessions.get(sessionKey(groupId, memberId))
  return heardMs === undefined ? seenMs + 2 * sessionTimeoutMs : Math.max(heardMs, seenMs) + sessionTimeoutMs
}

/** When that the member was heard of should be written down; null when there is nothing new to write. */
export function noteSeenMs(
  { sessions }: ClusterView,
  groupId: string,
  { memberId, seenMs, sessionTimeoutMs }: SessionFacts,
): number | null {
  const heardMs = sessions.get(sessionKey(groupId, memberId))
  return heardMs === undefined || heardMs <= seenMs ? null : seenMs + sessionTimeoutMs
}

/** The earlier of both: the same for each sign of life since the last note, so that a heartbeat moves no alarm. */
export function nextSessionMs({ sessions }: ClusterView, groupId: string, { memberId, seenMs, sessionTimeoutMs }: SessionFacts): number {
  return seenMs + (sessions.has(sessionKey(groupId, memberId)) ? 1 : 2) * sessionTimeoutMs
}

/** The partition whose coordinator keeps the session; null when there is no such topic. */
export function placeOfSession({ topics }: ClusterView, key: string): PartitionKey | null {
  const count = topics.get(CONSUMER_OFFSETS)?.partitions.length
  if (count === undefined) return null
  return { topic: CONSUMER_OFFSETS, partitionIndex: partitionFor(key.slice(0, key.indexOf('\0')), count) }
}
