// SyncGroup (API key 14), versions 0 to 5 by meaning.
// Does: takes what the leader assigns, writes it down, and hands each member its part; who comes before the leader waits.
// Source: KafkaApis.handleSyncGroupRequest, GroupCoordinatorService.syncGroup and GroupMetadataManager.classicGroupSync of Kafka 4.3.
import { askCoordinator, refuse } from '../coordinator/ask-coordinator.ts'
import type { CoordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { waitForGroup } from '../group/classic/answer-classic.ts'
import { ClassicDraft } from '../group/classic/classic-draft.ts'
import { syncClassicGroup } from '../group/classic/sync.ts'
import { knownGroup } from '../group/known-group.ts'
import { syncConsumerGroup } from '../group/migration/classic-member.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

type Input = InputOf<'SyncGroup'>

const NAMES_PROTOCOL_FROM = 5

export function decideSyncGroup(step: Step, input: Input): Decision {
  const { apiVersion, groupId, protocolType, protocolName } = input.request
  const hasProtocol = apiVersion < NAMES_PROTOCOL_FROM || (protocolType !== null && protocolName !== null)
  if (!hasProtocol) return refuse(step, input, 'INCONSISTENT_GROUP_PROTOCOL')
  if (groupId === '') return refuse(step, input, 'INVALID_GROUP_ID')
  return askCoordinator(step, input, CONSUMER_OFFSETS, groupId, (place) => sync(step, input, place))
}

function sync(step: Step, input: Input, { topic, partition }: CoordinatorPlace): Decision {
  const { groupId, memberId } = input.request
  const membership = knownGroup(step.cluster, partition.partitionIndex, groupId)?.membership
  switch (membership?.type) {
    case undefined:
      return refuse(step, input, 'UNKNOWN_MEMBER_ID')
    case 'consumer': {
      const answer = syncConsumerGroup(step, { topic, partition, groupId }, membership, input.request)
      return typeof answer === 'string' ? refuse(step, input, answer) : step.decision<'SyncGroup'>(answer)
    }
    case 'classic': {
      const draft = new ClassicDraft(step, { topic, partition, groupId }, membership)
      const outcome = syncClassicGroup(draft, input.request)
      if (outcome.kind === 'refused') return refuse(step, input, outcome.error)
      if (outcome.kind === 'answered') return step.decision<'SyncGroup'>(outcome.response)
      const failure = { error: 'COORDINATOR_NOT_AVAILABLE', protocolType: null, protocolName: null, assignment: new Uint8Array(0) } as const
      return waitForGroup<'SyncGroup'>(draft, 'sync', memberId, failure)
    }
  }
}
