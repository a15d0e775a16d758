// OffsetCommit (API key 8), versions 2 to 10 by meaning.
// Does: writes down how far a group has read, for its members and for consumers that use a group for its offsets alone. Answers when the
//   coordinator's log has it.
// Does not: retention times of its own (version 2 to 4), which Kafka 4 ignores too.
// Source: KafkaApis.handleOffsetCommitRequest and OffsetMetadataManager.commitOffset of Kafka 4.3.
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { CommitOf } from '../group/any-group.ts'
import { appendOffsets, commitOf, offsetsBatch, refuseRoom, withRecordOffsets } from '../group/commit-offsets.ts'
import { ofGroup } from '../group/group-place.ts'
import { refuseGroupId } from '../group/group-id.ts'
import { knownGroup } from '../group/known-group.ts'
import type { KnownGroup } from '../group/known-group.ts'
import type { InputOf } from '../input.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'

type Input = InputOf<'OffsetCommit'>

export function decideOffsetCommit(step: Step, input: Input): Decision {
  const { groupId } = input.request
  // The empty name is what consumers of old commit under that have none.
  const wrong = groupId === '' ? null : refuseGroupId(groupId)
  if (wrong !== null) return refuse(step, input, wrong)
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => commit(step, input, place))
}

function commit(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { topic, partition } = place
  const { groupId, topics } = input.request
  const group = knownGroup(step.cluster, partition.partitionIndex, groupId)
  const committer = committerOf(input)
  const refusal = step.rules.refuseCommit(group, committer) ?? refuseRoom(step, topics, group, null)
  if (refusal === null) keepSession(step, input, group)
  const refuseOne = (key: PartitionKey) => refusal ?? step.rules.refusePartitionCommit(step.cluster, group, committer, key)
  const { results, offsets } = commitOf(step, topics, refuseOne)
  const response = { topics: results }
  if (offsets.length === 0) return step.decision<'OffsetCommit'>(response)
  const appended = appendOffsets(step, place, offsetsBatch(step, groupId, offsets, null))
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const appendedOffsets = withRecordOffsets(offsets, appended.baseOffset)
  step.records.push({ kind: 'offsets.appended', ...ofGroup({ topic, partition, groupId }), producerId: null, offsets: appendedOffsets })
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'OffsetCommit'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
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
