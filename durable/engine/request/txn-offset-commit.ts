// TxnOffsetCommit (API key 28), versions 3 to 5 by meaning.
// Does: writes the offsets of a group inside a producer's transaction; they hold when it commits. From version 5 on the group's coordinator adds
//   its partition to the transaction by itself, before that it only asks (KIP-890). A consumer that is no member, or of another generation, is
//   fenced (KIP-447).
// Does not: groups with members, which do not exist yet: whoever names a member or a generation is told that it is not known.
// Source: KafkaApis.handleTxnOffsetCommitRequest, OffsetMetadataManager.commitTransactionalOffset and ClassicGroup.validateOffsetCommit of Kafka
// 4.3.
import { encodeOffsetCommitKey, encodeOffsetCommitValue } from '../../../schema/kafka/coordinator/offset-commit.ts'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { TxnOffsetCommitPartition, TxnOffsetCommitRequest } from '../../../schema/kafka/requests/txn-offset-commit.ts'
import { MAX_GROUP_OFFSETS, MAX_GROUPS, REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { viewKey } from '../cluster.ts'
import type { ClusterView } from '../cluster.ts'
import { appendAsBroker } from '../coordinator/append-as-broker.ts'
import { askCoordinator, refuse, waitFor } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { CommittedOffset, GroupOffsets } from '../group/group-offsets.ts'
import type { InputOf } from '../input.ts'
import { producerOf } from '../log/producer-state.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'
import { joinTransaction } from '../transaction/join-transaction.ts'
import { refuseFullSandbox } from './refuse-full-sandbox.ts'

type Input = InputOf<'TxnOffsetCommit'>

const ADDS_PARTITIONS_SINCE = 5

export function decideTxnOffsetCommit(step: Step, input: Input): Decision {
  const { groupId, transactionalId } = input.request
  if (transactionalId === '') return refuse(step, input, 'INVALID_REQUEST')
  if (groupId === '') return refuse(step, input, 'INVALID_GROUP_ID')
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => {
    const group = step.cluster.groupCoordinators.get(place.partition.partitionIndex)?.groups.get(groupId)
    const error = refuseMember(input.request, group !== undefined) ?? refuseRoom(step, input.request, group)
    return error === null ? commitInTransaction(step, input, place) : refuse(step, input, error)
  })
}

/** Nobody is a member of a group that only commits offsets. */
function refuseMember({ generationId, memberId, groupInstanceId }: TxnOffsetCommitRequest, isKnown: boolean): KafkaErrorName | null {
  if (!isKnown && generationId >= 0) return 'ILLEGAL_GENERATION'
  return generationId >= 0 || memberId !== '' || groupInstanceId !== null ? 'UNKNOWN_MEMBER_ID' : null
}

function refuseRoom(step: Step, { topics }: TxnOffsetCommitRequest, group: GroupOffsets | undefined): KafkaErrorName | null {
  const added = topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => viewKey(name, partitionIndex)))
  const committed = group?.committed.map(({ topic, partitionIndex }) => viewKey(topic, partitionIndex)) ?? []
  const pendingCount = group?.pending.reduce((count, { offsets }) => count + offsets.length, 0) ?? 0
  const heldCount = Math.max(new Set([...committed, ...added]).size, pendingCount + added.length)
  const hasRoom = heldCount <= MAX_GROUP_OFFSETS && (group !== undefined || groupCount(step.cluster) < MAX_GROUPS)
  return hasRoom ? (refuseFullSandbox(step, 0)?.error ?? null) : 'POLICY_VIOLATION'
}

function groupCount({ groupCoordinators }: ClusterView): number {
  let count = 0
  for (const { groups } of groupCoordinators.values()) count += groups.size
  return count
}

function commitInTransaction(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { apiVersion, transactionalId, producerId, producerEpoch } = input.request
  const known = producerOf(place.partition.log, producerId)
  const isOngoing = known?.producerEpoch === producerEpoch && known.currentTxnFirstOffset !== null
  if (isOngoing) return commit(step, input, place)
  const partitions = [{ topic: CONSUMER_OFFSETS, partitionIndex: place.partition.partitionIndex }]
  const member = { transactionalId, producerId, producerEpoch, partitions }
  const joined = joinTransaction(step, place.brokerId, member, apiVersion >= ADDS_PARTITIONS_SINCE)
  switch (joined.kind) {
    case 'joined':
      return joined.missing.length === 0 ? commit(step, input, place) : refuse(step, input, 'INVALID_TXN_STATE')
    case 'refused':
      return refuse(step, input, joined.error === 'NETWORK_EXCEPTION' ? 'COORDINATOR_LOAD_IN_PROGRESS' : errorOfAppend(joined.error))
    case 'concurrent':
      return refuse(step, input, 'CONCURRENT_TRANSACTIONS')
    case 'adding':
      if (input.mayWait === false) return refuse(step, input, 'COORDINATOR_NOT_AVAILABLE')
      return waitFor(step, input, TRANSACTION_STATE, input.waitUntilMs ?? step.nowMs + REQUEST_TIMEOUT_MS)
  }
}

function commit(step: Step, input: Input, { topic, partition, brokerId }: CoordinatorPlace): Decision {
  const { groupId, producerId, producerEpoch, topics } = input.request
  const offsets: CommittedOffset[] = []
  const results = topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((wanted) => {
      const error = refuseOffset(step.cluster, name, wanted)
      if (error === 'NONE') offsets.push(committedOffset(name, wanted, step.nowMs))
      return { partitionIndex: wanted.partitionIndex, error }
    }),
  }))
  const response = { topics: results }
  if (offsets.length === 0) return step.decision<'TxnOffsetCommit'>(response)
  const batch = offsetsBatch(step, groupId, offsets, { producerId, producerEpoch })
  const appended = appendAsBroker(step, topic, partition, batch)
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const { partitionIndex, leaderEpoch: coordinatorEpoch } = partition
  step.records.push({
    kind: 'offsets.appended',
    topic: topic.name,
    partitionIndex,
    brokerId,
    coordinatorEpoch,
    groupId,
    producerId,
    offsets,
  })
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'TxnOffsetCommit'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}

function refuseOffset(
  cluster: ClusterView,
  topic: string,
  { partitionIndex, committedMetadata }: TxnOffsetCommitPartition,
): KafkaErrorName {
  if (cluster.topics.get(topic)?.partitions[partitionIndex] === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  // Kafka counts characters, whatever the name of the config says.
  const isTooLarge = (committedMetadata ?? '').length > cluster.effectiveBrokerConfigs.offsetMetadataMaxBytes
  return isTooLarge ? 'OFFSET_METADATA_TOO_LARGE' : 'NONE'
}

function committedOffset(topic: string, wanted: TxnOffsetCommitPartition, commitTimestampMs: number): CommittedOffset {
  const { partitionIndex, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata } = wanted
  return { topic, partitionIndex, offset, leaderEpoch, metadata: committedMetadata ?? '', commitTimestampMs }
}

type Producer = { readonly producerId: number; readonly producerEpoch: number }

function offsetsBatch({ nowMs, cluster }: Step, group: string, offsets: readonly CommittedOffset[], producer: Producer): Uint8Array {
  const builder = new RecordBatchBuilder(512)
  for (const { topic, partitionIndex: partition, offset, leaderEpoch, metadata, commitTimestampMs } of offsets) {
    const topicId = cluster.topics.get(topic)?.topicId ?? ''
    const value = encodeOffsetCommitValue({ offset, leaderEpoch, metadata, commitTimestampMs, topicId })
    builder.append(nowMs, encodeOffsetCommitKey({ group, topic, partition }), value, [])
  }
  return builder.build({ ...producer, isTransactional: true })
}
