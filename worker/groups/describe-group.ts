// What a group and its members are at the moment, whichever protocol they speak: a group of KIP-848 and one of the classic protocol are described
// by two requests, and look alike from here on.
// Source: Admin.describeConsumerGroups (DescribeConsumerGroupsHandler) of Kafka 4.3.
import { decodeConsumerProtocolAssignment } from '../../schema/kafka/consumer-protocol.ts'
import type { DescribedConsumerGroup, DescribedConsumerGroupMember } from '../../schema/kafka/requests/consumer-group-describe.ts'
import type { DescribedGroup, DescribedGroupMember } from '../../schema/kafka/requests/describe-groups.ts'
import { notFound } from '../http/rest-error.ts'
import { ask, refuseError } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import type { PartitionName } from './group-offsets.ts'

export type GroupMember = {
  readonly memberId: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly assignment: readonly PartitionName[]
}

export type GroupDescription = {
  readonly groupId: string
  readonly type: 'CLASSIC' | 'CONSUMER'
  /** In Kafka's words, such as `PreparingRebalance`. */
  readonly state: string
  readonly isSimple: boolean
  readonly isMixed: boolean
  readonly assignor: string
  readonly members: readonly GroupMember[]
}

/** From this version of DescribeGroups on a group that is not there is GROUP_ID_NOT_FOUND. */
const TELLS_UNKNOWN_GROUPS = 6
/** What `memberType` is of a member that speaks the classic protocol in a group of the new one. */
const CLASSIC_MEMBER = 0

/** Throws RestError 404 when there is no such group. */
export async function describeGroup(asker: Asker, groupId: string): Promise<GroupDescription> {
  const found = await findGroup(asker, groupId)
  if (found === null) throw notFound(`Consumer group ${groupId} cannot be found.`)
  return found
}

/** Null when there is no such group. */
export async function findGroup(asker: Asker, groupId: string): Promise<GroupDescription | null> {
  const [found] = await describeClassicGroups(asker, [groupId])
  return found ?? (await describeConsumerGroups(asker, [groupId]))[0] ?? null
}

/** Those of the ids that are groups of KIP-848. */
export async function describeConsumerGroups(asker: Asker, groupIds: readonly string[]): Promise<GroupDescription[]> {
  if (groupIds.length === 0) return []
  const { response } = await ask(asker, { api: 'ConsumerGroupDescribe', request: { groupIds } })
  return response.groups.filter(isThere).map(ofConsumerGroup)
}

/** Those of the ids that are groups of the classic protocol, or that only commit offsets. */
export async function describeClassicGroups(asker: Asker, groupIds: readonly string[]): Promise<GroupDescription[]> {
  if (groupIds.length === 0) return []
  const request = { apiVersion: TELLS_UNKNOWN_GROUPS, groupIds }
  const { response } = await ask(asker, { api: 'DescribeGroups', request })
  return response.groups.filter(isThere).map(ofClassicGroup)
}

/** Throws RestError for every reason but that the group is not there. */
function isThere({ error, errorMessage }: Pick<DescribedGroup, 'error' | 'errorMessage'>): boolean {
  if (error === 'GROUP_ID_NOT_FOUND') return false
  refuseError(error, errorMessage)
  return true
}

function ofConsumerGroup({ groupId, groupState: state, assignorName, members }: DescribedConsumerGroup): GroupDescription {
  const isMixed = members.some(({ memberType }) => memberType === CLASSIC_MEMBER)
  return { groupId, type: 'CONSUMER', state, isSimple: false, isMixed, assignor: assignorName, members: members.map(ofConsumer) }
}

function ofConsumer({ memberId, instanceId, clientId, clientHost, assignment }: DescribedConsumerGroupMember): GroupMember {
  const partitions = assignment.flatMap(({ topicName, partitions: indexes }) => {
    return indexes.map((partitionIndex) => ({ topicName, partitionIndex }))
  })
  return { memberId, instanceId, clientId, clientHost, assignment: partitions }
}

function ofClassicGroup({ groupId, groupState: state, protocolType, protocolData, members }: DescribedGroup): GroupDescription {
  const isSimple = protocolType === ''
  return { groupId, type: 'CLASSIC', state, isSimple, isMixed: false, assignor: protocolData, members: members.map(ofMember) }
}

function ofMember({ memberId, groupInstanceId, clientId, clientHost, memberAssignment }: DescribedGroupMember): GroupMember {
  const assigned = decodeConsumerProtocolAssignment(memberAssignment)?.assignedPartitions ?? []
  const assignment = assigned.map(({ topic, partitionIndex }) => ({ topicName: topic, partitionIndex }))
  return { memberId, instanceId: groupInstanceId, clientId, clientHost, assignment }
}
