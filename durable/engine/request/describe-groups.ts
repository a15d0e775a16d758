// DescribeGroups (API key 15), versions 0 to 6 by meaning.
// Does: the members of groups of the classic protocol; what they said and got while the group is stable.
// Does not: groups of KIP-848, which have an API of their own and are not found here.
// Source: GroupCoordinatorService.describeGroups, GroupMetadataManager.describeGroups and ClassicGroup.asDescribedGroup of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { DescribedGroup, DescribedGroupMember } from '../../../schema/kafka/requests/describe-groups.ts'
import type { ClusterView } from '../cluster.ts'
import { isLoaded } from '../coordinator/ask-coordinator.ts'
import { coordinatorPlace } from '../coordinator/coordinator-place.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Decision } from '../decision.ts'
import { emptyClassicGroup } from '../group/classic/classic-group.ts'
import type { ClassicGroupView, ClassicMemberView } from '../group/classic/classic-group.ts'
import { metadataOf } from '../group/classic/protocol-vote.ts'
import { knownGroup } from '../group/known-group.ts'
import { bytesOfText } from '../group/stored-bytes.ts'
import type { InputOf } from '../input.ts'
import type { Step } from '../step.ts'

/** Since this version a group that is not there is an error (KIP-1043). */
const TELLS_NOT_FOUND_SINCE = 6
const NO_BYTES = new Uint8Array(0)

export function decideDescribeGroups(step: Step, { request, brokerId }: InputOf<'DescribeGroups'>): Decision {
  // Once each: a group may take a mebibyte, and its name a few bytes.
  const groups = Array.from(new Set(request.groupIds), (groupId) => describe(step.cluster, groupId, brokerId, request.apiVersion))
  return step.decision<'DescribeGroups'>({ groups })
}

function describe(cluster: ClusterView, groupId: string, brokerId: number | null, apiVersion: number): DescribedGroup {
  const place = coordinatorPlace(cluster, CONSUMER_OFFSETS, groupId, brokerId)
  if (!place.ok) return place.isTopicMissing ? notFound(groupId, apiVersion) : failed(groupId, place.error)
  if (!isLoaded(cluster, place)) return failed(groupId, 'COORDINATOR_LOAD_IN_PROGRESS')
  const group = knownGroup(cluster, place.partition.partitionIndex, groupId)
  if (group === null || group.membership?.type === 'consumer') return notFound(groupId, apiVersion)
  return described(groupId, group.membership ?? emptyClassicGroup(0))
}

function described(groupId: string, group: ClassicGroupView): DescribedGroup {
  const { state: groupState, protocolType, protocolName, members } = group
  const isStable = groupState === 'Stable'
  return {
    error: 'NONE',
    errorMessage: null,
    groupId,
    groupState,
    protocolType: protocolType ?? '',
    protocolData: isStable ? (protocolName ?? '') : '',
    members: members.map((member) => describedMember(member, isStable ? protocolName : null)),
  }
}

/** While a group rebalances, what its members said and got is about to change, and is not shown. */
function describedMember(member: ClassicMemberView, protocolName: string | null): DescribedGroupMember {
  const { memberId, groupInstanceId, clientId, clientHost, assignment } = member
  const isShown = protocolName !== null
  const memberMetadata = isShown ? bytesOfText(metadataOf(member, protocolName)) : NO_BYTES
  return { memberId, groupInstanceId, clientId, clientHost, memberMetadata, memberAssignment: isShown ? bytesOfText(assignment) : NO_BYTES }
}

function notFound(groupId: string, apiVersion: number): DescribedGroup {
  const isError = apiVersion >= TELLS_NOT_FOUND_SINCE
  const failure = failed(groupId, isError ? 'GROUP_ID_NOT_FOUND' : 'NONE')
  return { ...failure, groupState: 'Dead', errorMessage: isError ? `Group ${groupId} not found.` : null }
}

function failed(groupId: string, error: KafkaErrorName): DescribedGroup {
  return { error, errorMessage: null, groupId, groupState: '', protocolType: '', protocolData: '', members: [] }
}
