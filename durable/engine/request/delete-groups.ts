// DeleteGroups (API key 42), versions 0 to 2.
// Does: deletes groups that nobody is a member of, with their offsets. Groups of several coordinators may stand in one request of a client that
//   names no broker; a broker answers for those that it coordinates.
// Source: GroupCoordinatorService.deleteGroups and GroupCoordinatorShard.deleteGroups of Kafka 4.3; KIP-229.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { DeleteGroupsResponse } from '../../../schema/kafka/requests/delete-groups.ts'
import { REQUEST_TIMEOUT_MS } from '../../../schema/limits.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { isEmptyGroup } from '../group/any-group.ts'
import { partitionsWithOffsets } from '../group/group-offsets.ts'
import { ofGroup } from '../group/group-place.ts'
import { groupTombstones, offsetTombstones } from '../group/group-tombstones.ts'
import { knownGroup } from '../group/known-group.ts'
import { writeTombstones } from '../group/write-tombstones.ts'
import type { InputOf } from '../input.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import type { Step } from '../step.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'

export function decideDeleteGroups(step: Step, { request, brokerId }: InputOf<'DeleteGroups'>): Decision {
  const errors = new Map<string, KafkaErrorName>()
  const deletions = new Map<number, { readonly place: CoordinatorPlace; readonly groupIds: string[] }>()
  for (const groupId of new Set(request.groupIds)) {
    const place = coordinatorPlace(step.cluster, CONSUMER_OFFSETS, groupId, brokerId)
    const error = place.ok ? refuseDeletion(step, place, groupId) : errorWithoutPlace(place.error, place.isTopicMissing)
    errors.set(groupId, error ?? 'NONE')
    if (!place.ok || error !== null) continue
    const together = deletions.get(place.partition.partitionIndex) ?? { place, groupIds: [] }
    together.groupIds.push(groupId)
    deletions.set(place.partition.partitionIndex, together)
  }
  const partitions: WaitingPartition[] = []
  for (const { place, groupIds } of deletions.values()) {
    const deleted = deleteGroups(step, place, groupIds)
    if (deleted.ok) partitions.push(deleted.waiting)
    else for (const groupId of groupIds) errors.set(groupId, errorOfAppend(deleted.error))
  }
  return answered(step, { results: Array.from(errors, ([groupId, error]) => ({ groupId, error })) }, partitions)
}

/** Nobody has ever had a group while the topic is not there. */
function errorWithoutPlace(error: KafkaErrorName, isTopicMissing: boolean): KafkaErrorName {
  return isTopicMissing ? 'GROUP_ID_NOT_FOUND' : error
}

function refuseDeletion({ cluster }: Step, place: CoordinatorPlace, groupId: string): KafkaErrorName | null {
  if (!isLoaded(cluster, place)) return 'COORDINATOR_LOAD_IN_PROGRESS'
  const group = knownGroup(cluster, place.partition.partitionIndex, groupId)
  if (group === null) return 'GROUP_ID_NOT_FOUND'
  return isEmptyGroup(group.membership) ? null : 'NON_EMPTY_GROUP'
}

/** Those of one coordinator, in one batch. */
function deleteGroups(step: Step, { topic, partition }: CoordinatorPlace, groupIds: readonly string[]) {
  const keys = groupIds.flatMap((groupId) => {
    const group = knownGroup(step.cluster, partition.partitionIndex, groupId)
    const offsets = group?.offsets ?? null
    const ofOffsets = offsets === null ? [] : offsetTombstones(groupId, partitionsWithOffsets(offsets))
    return [...ofOffsets, ...groupTombstones(groupId, group?.membership ?? null)]
  })
  const appended = writeTombstones(step, topic, partition, keys)
  if (appended.ok) for (const groupId of groupIds) step.records.push({ kind: 'group.removed', ...ofGroup({ topic, partition, groupId }) })
  return appended
}

function answered(step: Step, response: DeleteGroupsResponse, partitions: readonly WaitingPartition[]): Decision {
  if (partitions.length === 0) return step.decision<'DeleteGroups'>(response)
  return step.decision<'DeleteGroups'>(response, { kind: 'coordinator', deadlineMs: step.nowMs + REQUEST_TIMEOUT_MS, partitions })
}
