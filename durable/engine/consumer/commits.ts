// Commits of offsets, from the call to their end. They go to the coordinator one after another, in the order of the calls, as Kafka's client sends
// them over one connection.
// Source: ConsumerCoordinator (commitOffsetsSync, commitOffsetsAsync, maybeAutoCommitOffsetsAsync, OffsetCommitResponseHandler) and
// CommitRequestManager of Kafka 4.3.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { OffsetCommitRequest, OffsetCommitResponse } from '../../../schema/kafka/requests/offset-commit.ts'
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'
import { grouped } from '../grouped.ts'
import type { Commit, CommitMode, CommittedOffset, Consumer, SentRequest } from './consumer.ts'
import { loseCoordinator } from './coordinator.ts'
import { generationOf, loseMembership, memberIdOf } from './membership.ts'
import { allConsumed, changePartitions, consumedSinceCommit } from './partitions.ts'

/** Null stands for the positions of all partitions. The commit ends with an event, also when there is nothing to commit. */
export function commit(
  state: Consumer,
  offsets: readonly CommittedOffset[] | null,
  mode: CommitMode,
  nowMs: number,
): { state: Consumer; commitId: number } {
  const commitId = state.nextCommitId
  const begun: Commit = {
    commitId,
    mode,
    offsets: offsets ?? allConsumed(state),
    deadlineMs: nowMs + state.settings.defaultApiTimeoutMs,
    notBeforeMs: nowMs,
  }
  const next = { ...state, nextCommitId: commitId + 1, commits: [...state.commits, begun] }
  if (state.settings.groupId === null) return { state: endCommit(next, begun, 'INVALID_GROUP_ID'), commitId }
  return { state: begun.offsets.length === 0 ? endCommit(next, begun, 'NONE') : next, commitId }
}

/** What enable.auto.commit does in poll, when its interval is over. */
export function autoCommit(state: Consumer, nowMs: number): Consumer {
  const { settings, nextAutoCommitMs, commits } = state
  const isOut = commits.some(({ mode }) => mode === 'auto' || mode === 'rebalance')
  if (!settings.enableAutoCommit || nextAutoCommitMs > nowMs || isOut || generationOf(state) === null) return state
  const next = { ...state, nextAutoCommitMs: nowMs + settings.autoCommitIntervalMs }
  const news = consumedSinceCommit(state)
  return news === null ? next : commit(next, news, 'auto', nowMs).state
}

/** What enable.auto.commit does before partitions are given up. */
export function commitBeforeRevoke(state: Consumer, mode: 'rebalance' | 'sync' | 'auto', nowMs: number): Consumer {
  const news = consumedSinceCommit(state)
  if (!state.settings.enableAutoCommit || generationOf(state) === null || news === null) return state
  return commit(state, news, mode, nowMs).state
}

export function isCommitting({ commits }: Consumer, ...modes: readonly CommitMode[]): boolean {
  return commits.some(({ mode }) => modes.includes(mode))
}

/** Ends what cannot be sent: nobody waits for it any more, or the consumer is no member that may commit. */
export function endHopelessCommits(state: Consumer, nowMs: number): Consumer {
  const isOut = (commitId: number): boolean => state.inFlight.some((request) => request.commitId === commitId)
  return state.commits.reduce((next, one) => {
    if (isOut(one.commitId)) return next
    if (one.deadlineMs <= nowMs) return endCommit(next, one, 'REQUEST_TIMED_OUT')
    return generationOf(next) === null ? endCommit(next, one, 'UNKNOWN_MEMBER_ID') : next
  }, state)
}

/** Version 9 is the first that speaks of member epochs; classic members are answered as before. */
export function commitRequest(state: Consumer, groupId: string, { offsets }: Commit): OffsetCommitRequest {
  const topics = grouped(offsets, ({ topic }) => topic)
  return {
    apiVersion: 9,
    groupId,
    generationIdOrMemberEpoch: generationOf(state) ?? -1,
    memberId: memberIdOf(state),
    groupInstanceId: state.settings.groupInstanceId,
    topics: Array.from(topics, ([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map(({ partitionIndex, offset, leaderEpoch, metadata }) => {
        return { partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata: metadata }
      }),
    })),
  }
}

/** No response stands for a connection that ended without one. */
export function heardCommit(state: Consumer, sent: SentRequest, response: OffsetCommitResponse | null, nowMs: number): Consumer {
  const commitOfRequest = state.commits.find(({ commitId }) => commitId === sent.commitId)
  if (commitOfRequest === undefined) return state
  const error = response === null ? 'COORDINATOR_NOT_AVAILABLE' : firstError(response)
  if (error === 'NONE') return endCommit(withCommitted(state, commitOfRequest), commitOfRequest, 'NONE')
  const after = afterError(state, sent, error, nowMs)
  const { mode } = commitOfRequest
  if (!isRetried(error) || mode === 'async' || mode === 'auto') {
    const next = mode === 'auto' && isRetried(error) ? soonAgain(after, nowMs) : after
    return endCommit(next, commitOfRequest, error)
  }
  const again = { ...commitOfRequest, notBeforeMs: nowMs + state.settings.retryBackoffMs }
  return { ...after, commits: after.commits.map((one) => (one === commitOfRequest ? again : one)) }
}

function withCommitted(state: Consumer, { offsets }: Commit): Consumer {
  const byTopic = new Map<string, Map<number, number>>()
  for (const { topic, partitionIndex, offset } of offsets) {
    byTopic.set(topic, (byTopic.get(topic) ?? new Map<number, number>()).set(partitionIndex, offset))
  }
  const committedIn = ({ topic, partitionIndex }: TopicPartition): number | null => byTopic.get(topic)?.get(partitionIndex) ?? null
  const isCommitted = (partition: TopicPartition): boolean => committedIn(partition) !== null
  return changePartitions(state, isCommitted, (partition) => ({ ...partition, committedOffset: committedIn(partition) }))
}

/** A member whose epoch was raised while the request was on its way commits again in the new one. */
function isRetried(error: KafkaErrorName): boolean {
  return kafkaError(error).retriable || error === 'STALE_MEMBER_EPOCH'
}

function firstError({ topics }: OffsetCommitResponse): KafkaErrorName {
  const failed = topics.flatMap(({ partitions }) => partitions).find(({ error }) => error !== 'NONE')
  return failed?.error ?? 'NONE'
}

function soonAgain(state: Consumer, nowMs: number): Consumer {
  return { ...state, nextAutoCommitMs: Math.min(state.nextAutoCommitMs, nowMs + state.settings.retryBackoffMs) }
}

/** What the error says about the coordinator and about the membership. */
function afterError(state: Consumer, sent: SentRequest, error: KafkaErrorName, nowMs: number): Consumer {
  switch (error) {
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'REQUEST_TIMED_OUT':
      return loseCoordinator(state, nowMs)
    case 'REBALANCE_IN_PROGRESS': {
      const { member } = state
      if (member.protocol !== 'classic' || member.phase !== 'stable') return state
      return { ...state, member: { ...member, rejoinReason: 'offset commit failed since group is already rebalancing' } }
    }
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
    case 'FENCED_INSTANCE_ID':
    case 'FENCED_MEMBER_EPOCH':
      return sent.generationId === generationOf(state) ? loseMembership(state, error) : state
    default:
      return state
  }
}

function endCommit(state: Consumer, { commitId, mode, offsets }: Commit, error: KafkaErrorName): Consumer {
  const event =
    error === 'NONE'
      ? ({ kind: 'committed', commitId, mode, offsets } as const)
      : ({ kind: 'commitFailed', commitId, mode, offsets, error } as const)
  return { ...state, commits: state.commits.filter((one) => one.commitId !== commitId), events: [...state.events, event] }
}
