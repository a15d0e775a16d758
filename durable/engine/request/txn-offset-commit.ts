// TxnOffsetCommit (API key 28), versions 0 to 5 by meaning.
// Does: writes the offsets of a group inside a producer's transaction; they hold when it commits. From version 5 on the group's coordinator adds
//   its partition to the transaction by itself, before that it only asks (KIP-890). A consumer that is no member, or of another generation, is
//   fenced (KIP-447); below version 3 nobody says which member it is.
// Source: KafkaApis.handleTxnOffsetCommitRequest, OffsetMetadataManager.commitTransactionalOffset and ClassicGroup.validateOffsetCommit of Kafka
// 4.3.
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { askCoordinator, refuse, waitFor } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS, TRANSACTION_STATE } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import type { CommitOf } from '../group/any-group.ts'
import { appendOffsets, commitOf, offsetsBatch, refuseRoom, withRecordOffsets } from '../group/commit-offsets.ts'
import { ofGroup } from '../group/group-place.ts'
import { refuseGroupId } from '../group/group-id.ts'
import { knownGroup } from '../group/known-group.ts'
import type { InputOf } from '../input.ts'
import { producerOf } from '../log/producer-state.ts'
import type { PartitionKey } from '../partition-key.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'
import { joinTransaction } from '../transaction/join-transaction.ts'

type Input = InputOf<'TxnOffsetCommit'>

const ADDS_PARTITIONS_SINCE = 5

export function decideTxnOffsetCommit(step: Step, input: Input): Decision {
  const { groupId, transactionalId } = input.request
  if (transactionalId === '') return refuse(step, input, 'INVALID_REQUEST')
  const wrong = refuseGroupId(groupId)
  if (wrong !== null) return refuse(step, input, wrong)
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => {
    const group = knownGroup(step.cluster, place.partition.partitionIndex, groupId)
    const { topics, producerId } = input.request
    const error = step.rules.refuseCommit(group, committerOf(input)) ?? refuseRoom(step, topics, group, producerId)
    return error === null ? commitInTransaction(step, input, place) : refuse(step, input, error)
  })
}

function committerOf({ request }: Input): CommitOf {
  const { generationId, memberId, groupInstanceId } = request
  return { generationId, memberId, groupInstanceId, apiVersion: null }
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

function commit(step: Step, input: Input, place: CoordinatorPlace): Decision {
  const { topic, partition } = place
  const { groupId, producerId, producerEpoch, topics } = input.request
  const group = knownGroup(step.cluster, partition.partitionIndex, groupId)
  const refuseOne = (key: PartitionKey) => step.rules.refusePartitionCommit(step.cluster, group, committerOf(input), key)
  const { results, offsets } = commitOf(step, topics, refuseOne)
  const response = { topics: results }
  if (offsets.length === 0) return step.decision<'TxnOffsetCommit'>(response)
  const appended = appendOffsets(step, place, offsetsBatch(step, groupId, offsets, { producerId, producerEpoch }))
  if (!appended.ok) return refuse(step, input, errorOfAppend(appended.error))
  const appendedOffsets = withRecordOffsets(offsets, appended.baseOffset)
  step.records.push({ kind: 'offsets.appended', ...ofGroup({ topic, partition, groupId }), producerId, offsets: appendedOffsets })
  const deadlineMs = step.nowMs + REQUEST_TIMEOUT_MS
  return step.decision<'TxnOffsetCommit'>(response, { kind: 'coordinator', deadlineMs, partitions: [appended.waiting] })
}
