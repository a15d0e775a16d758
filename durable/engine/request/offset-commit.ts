// OffsetCommit (API key 8), versions 2 to 10 by meaning.
// Does: writes down how far a group has read, for its members and for consumers that use a group for its offsets alone. Answers when the
//   coordinator's log has it. Versions 2 to 4 may say how long the offsets are kept; from 10 on topics are named by their ids.
// Source: KafkaApis.handleOffsetCommitRequest, OffsetMetadataManager.commitOffset and expireTimestampMs of Kafka 4.3; KIP-211, KIP-848.
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { CommitOf } from '../group/any-group.ts'
import { topicById } from '../find-topic.ts'
import { appendOffsets, commitOf, offsetsBatch, refuseRoom, withRecordOffsets } from '../group/commit-offsets.ts'
import type { TopicOffsets } from '../group/commit-offsets.ts'
import type { CommittedOffset } from '../group/group-offsets.ts'
import { ofGroup } from '../group/group-place.ts'
import { refuseGroupId } from '../group/group-id.ts'
import { knownGroup } from '../group/known-group.ts'
import type { KnownGroup } from '../group/known-group.ts'
import type { InputOf } from '../input.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'

type Input = InputOf<'OffsetCommit'>

/** Left to the brokers' offsets.retention.minutes. */
const DEFAULT_RETENTION_TIME = -1

export function decideOffsetCommit(step: Step, input: Input): Decision {
  const { groupId } = input.request
  // The empty name is what consumers of old commit under that have none.
  const wrong = groupId === '' ? null : refuseGroupId(groupId)
  if (wrong !== null) return refuse(step, input, wrong)
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => commit(step, input, place))
}

function commit(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { topic, partition } = place
  const { groupId, retentionTimeMs = DEFAULT_RETENTION_TIME } = input.request
  const topics = namedTopics(step.cluster, input)
  const group = knownGroup(step.cluster, partition.partitionIndex, groupId)
  const committer = committerOf(input)
  const refusal = step.rules.refuseCommit(group, committer) ?? refuseRoom(step, topics, group, null)
  if (refusal === null) keepSession(step, input, group)
  const refuseOne = (key: PartitionKey) => refusal ?? step.rules.refusePartitionCommit(step.cluster, group, committer, key)
  const { results, offsets: taken } = commitOf(step, topics, refuseOne)
  const offsets = retentionTimeMs === DEFAULT_RETENTION_TIME ? taken : expiring(taken, step.nowMs + retentionTimeMs)
  const response = { topics: results }
  if (offsets.length === 0) return step.decision<'OffsetCommit'>(response)
  const appended = appendOffsets(step, place, offsetsBatch(step, groupId, offsets, null))
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const appendedOffsets = withRecordOffsets(offsets, appended.baseOffset)
  step.records.push({ kind: 'offsets.appended', ...ofGroup({ topic, partition, groupId }), producerId: null, offsets: appendedOffsets })
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'OffsetCommit'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}

/** A topic that is named by an id that nobody has keeps its empty name, and is refused by that. */
function namedTopics(cluster: ClusterView, { request }: Input): TopicOffsets[] {
  return request.topics.map((topic) => {
    const { topicId } = topic
    return topicId === undefined ? topic : { ...topic, name: topicById(cluster, topicId)?.name ?? '' }
  })
}

/** A record that says when its offset expires has no room for a leader epoch. */
function expiring(offsets: readonly CommittedOffset[], expireTimestampMs: number): CommittedOffset[] {
  return offsets.map((offset) => ({ ...offset, expireTimestampMs }))
}

function committerOf({ request }: Input): CommitOf {
  const { apiVersion, generationIdOrMemberEpoch: generationId, memberId, groupInstanceId } = request
  return { generationId, memberId, groupInstanceId, apiVersion }
}

/** In the classic protocol a commit is a sign of life too. */
function keepSession(step: Step, { request }: Input, group: KnownGroup | null): void {
  const { groupId, memberId } = request
  if (memberId !== '' && group?.membership?.type === 'classic') step.hear(groupId, memberId)
}
