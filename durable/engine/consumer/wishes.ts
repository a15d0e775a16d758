// What a consumer wants to send, and from when on, as far as nothing else has to come first.
import { grouped } from '../grouped.ts'
import { fetchable, fetchRequest } from './fetching.ts'
import { classicDueMs, classicRequest, JOIN_PATIENCE_MS } from './classic-requests.ts'
import { commitRequest } from './commits.ts'
import type { AssignedPartition, Consumer, ConsumerApi } from './consumer.ts'
import { consumerMemberDueMs, heartbeatRequest, toldBy } from './consumer-membership.ts'
import { isReadyToGo, leaveRequest } from './leave.ts'
import { newMember } from './membership.ts'
import { leaderOf, metadataDueMs, metadataRequest } from './metadata.ts'
import type { Outbox } from './outbox.ts'
import { withPartitions } from './partitions.ts'
import { listOffsetsRequest, lookups, offsetFetchRequest } from './positions.ts'

export type Wish = { readonly dueMs: number; readonly send: (outbox: Outbox) => void }

export function* wishesOf(state: Consumer): Generator<Wish, void, undefined> {
  const { settings, coordinator } = state
  const dueMs = metadataDueMs(state)
  if (dueMs !== null && !isOut(state, 'Metadata') && state.phase === 'open') yield { dueMs, send: sendMetadata }
  yield* partitionWishes(state)
  if (settings.groupId === null) return
  if (coordinator.brokerId !== null) yield* groupWishes(state, settings.groupId, coordinator.brokerId)
  else if (needsCoordinator(state)) yield { dueMs: coordinator.notBeforeMs, send: findCoordinator(settings.groupId) }
  if (isReadyToGo(state)) yield { dueMs: 0, send: sayGoodbye(settings.groupId) }
}

function isOut({ inFlight }: Consumer, api: ConsumerApi): boolean {
  return inFlight.some((request) => request.api === api)
}

/** A broker that could not be reached is left alone for a while. */
function reachableMs({ backoffs }: Consumer, brokerId: number, dueMs: number): number {
  return Math.max(dueMs, backoffs.find((backoff) => backoff.brokerId === brokerId)?.untilMs ?? 0)
}

function sendMetadata(outbox: Outbox): void {
  outbox.send(null, { api: 'Metadata', request: metadataRequest(outbox.state) })
}

function needsCoordinator(state: Consumer): boolean {
  if (isOut(state, 'FindCoordinator')) return false
  const { member, commits, phase } = state
  const isMember = member.protocol !== 'none' && member.phase !== 'unjoined' && member.phase !== 'leaving'
  return commits.length > 0 || (phase === 'open' && (isMember || lookups(state, 'committed').length > 0))
}

function findCoordinator(groupId: string): Wish['send'] {
  return (outbox) => outbox.send(null, { api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: [groupId] } })
}

function* groupWishes(state: Consumer, groupId: string, brokerId: number): Generator<Wish, void, undefined> {
  const memberMs = memberDueMs(state)
  if (memberMs !== null) yield { dueMs: reachableMs(state, brokerId, memberMs), send: sendOfMember(groupId, brokerId) }
  const [commit] = state.commits
  if (commit !== undefined && !isOut(state, 'OffsetCommit')) {
    const send = (outbox: Outbox): void => {
      const request = commitRequest(outbox.state, groupId, commit)
      outbox.send(brokerId, { api: 'OffsetCommit', request }, { commitId: commit.commitId })
    }
    yield { dueMs: reachableMs(state, brokerId, commit.notBeforeMs), send }
  }
  const wanted = state.error === null ? lookups(state, 'committed') : []
  if (wanted.length > 0) yield { dueMs: reachableMs(state, brokerId, latestMs(wanted)), send: fetchCommitted(groupId, brokerId, wanted) }
}

function memberDueMs(state: Consumer): number | null {
  const { member } = state
  if (member.protocol === 'none') return null
  return member.protocol === 'classic' ? classicDueMs(state, member) : consumerMemberDueMs(state, member)
}

function sendOfMember(groupId: string, brokerId: number): Wish['send'] {
  return (outbox) => {
    const { member, settings } = outbox.state
    if (member.protocol === 'classic') {
      const outgoing = classicRequest(outbox.state, member, groupId)
      const timeoutMs = Math.max(settings.requestTimeoutMs, settings.maxPollIntervalMs + JOIN_PATIENCE_MS)
      outbox.send(brokerId, outgoing, outgoing.api === 'JoinGroup' ? { timeoutMs } : {})
      if (outgoing.api === 'Heartbeat') outbox.state = { ...outbox.state, member: { ...member, lastHeartbeatMs: outbox.nowMs } }
    } else if (member.protocol === 'consumer') {
      const request = heartbeatRequest(outbox.state, member, groupId)
      outbox.send(brokerId, { api: 'ConsumerGroupHeartbeat', request })
      outbox.state = { ...outbox.state, member: toldBy(outbox.state, member, request, outbox.nowMs) }
    }
  }
}

/** Whoever could be told is told once; the answer changes nothing. */
function sayGoodbye(groupId: string): Wish['send'] {
  return (outbox) => {
    const request = leaveRequest(outbox.state, groupId, goodbyeReason(outbox.state))
    if (request !== null) outbox.send(outbox.state.coordinator.brokerId, request)
    outbox.state = { ...withPartitions(outbox.state, []), member: newMember(outbox.state.settings) }
  }
}

function goodbyeReason({ phase }: Consumer): string {
  return phase === 'closing' ? 'the consumer is being closed' : 'the consumer unsubscribed from all topics'
}

function latestMs(partitions: readonly AssignedPartition[]): number {
  return partitions.reduce((latest, { notBeforeMs }) => Math.max(latest, notBeforeMs), 0)
}

function fetchCommitted(groupId: string, brokerId: number, partitions: readonly AssignedPartition[]): Wish['send'] {
  return (outbox) => {
    const asked = partitions.map(({ topic, partitionIndex }) => ({ topic, partitionIndex, offset: -1 }))
    outbox.send(brokerId, { api: 'OffsetFetch', request: offsetFetchRequest(outbox.state, groupId, partitions) }, { asked })
  }
}

/** Of leaders: where logs begin and end, and what is in them. One fetch a leader at a time. */
function* partitionWishes(state: Consumer): Generator<Wish, void, undefined> {
  if (state.phase !== 'open' || state.error !== null) return
  for (const [brokerId, partitions] of byLeader(state, lookups(state, 'listed'))) {
    const send = (outbox: Outbox): void => {
      const asked = partitions.map(({ topic, partitionIndex, lookup }) => ({ topic, partitionIndex, offset: Number(lookup) }))
      outbox.send(brokerId, { api: 'ListOffsets', request: listOffsetsRequest(outbox.state, partitions) }, { asked })
    }
    yield { dueMs: reachableMs(state, brokerId, latestMs(partitions)), send }
  }
  for (const [brokerId, partitions] of byLeader(state, fetchable(state))) {
    if (state.inFlight.some((request) => request.api === 'Fetch' && request.brokerId === brokerId)) continue
    const send = (outbox: Outbox): void => {
      const asked = partitions.map(({ topic, partitionIndex, position }) => ({ topic, partitionIndex, offset: position ?? -1 }))
      const timeoutMs = outbox.state.settings.requestTimeoutMs + outbox.state.settings.fetchMaxWaitMs
      outbox.send(brokerId, { api: 'Fetch', request: fetchRequest(outbox.state, partitions) }, { asked, timeoutMs })
    }
    yield { dueMs: reachableMs(state, brokerId, latestMs(partitions)), send }
  }
}

/** Without those of which no leader is known: for them the metadata is asked for. */
function byLeader(state: Consumer, partitions: readonly AssignedPartition[]): Map<number, AssignedPartition[]> {
  const known = partitions.filter((partition) => leaderOf(state, partition) !== null)
  return grouped(known, (partition) => leaderOf(state, partition)?.leaderId ?? -1)
}
