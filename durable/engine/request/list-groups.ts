// ListGroups (API key 16), versions 0 to 5 by meaning.
// Does: the groups that a broker coordinates, or all of them for a client that names no broker, by state and type.
// Source: GroupCoordinatorService.listGroups and GroupMetadataManager.listGroups of Kafka 4.3; KIP-518, KIP-848.
import type { ListedGroup } from '../../../schema/kafka/requests/list-groups.ts'
import { isLoaded, refuse } from '../coordinator/ask-coordinator.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import { isLed } from '../coordinator/leads.ts'
import type { Decision } from '../decision.ts'
import { factsOfGroup } from '../group/any-group.ts'
import { groupIdsIn, knownGroup } from '../group/known-group.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

export function decideListGroups(step: Step, input: InputOf<'ListGroups'>): Decision {
  const { brokerId, request } = input
  const states = new Set(request.statesFilter.map((state) => state.toLowerCase()))
  const types = new Set(request.typesFilter.map((type) => type.toLowerCase()))
  const topic = step.cluster.topics.get(CONSUMER_OFFSETS)
  const groups: ListedGroup[] = []
  for (const partition of topic?.partitions ?? []) {
    if (topic === undefined || !isLed(step.cluster, partition) || (brokerId !== null && partition.leader !== brokerId)) continue
    if (!isLoaded(step.cluster, { topic, partition })) return refuse(step, input, 'COORDINATOR_LOAD_IN_PROGRESS')
    for (const groupId of groupIdsIn(step.cluster, partition.partitionIndex)) {
      const {
        state: groupState,
        type: groupType,
        protocolType,
      } = factsOfGroup(knownGroup(step.cluster, partition.partitionIndex, groupId)?.membership ?? null)
      if (states.size > 0 && !states.has(groupState.toLowerCase())) continue
      if (types.size === 0 || types.has(groupType)) groups.push({ groupId, protocolType, groupState, groupType })
    }
  }
  return step.decision<'ListGroups'>({ error: 'NONE', groups })
}
