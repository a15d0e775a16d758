// Who may be a member of groups, see them, and delete them. Offsets are looked at in offset-guards.ts.
// Source: the handlers of KafkaApis of Kafka 4.3.
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { consumerGroupDescribeMessages } from '../../../../schema/kafka/protocol/messages/consumer-group-describe.ts'
import { consumerGroupHeartbeatMessages } from '../../../../schema/kafka/protocol/messages/consumer-group-heartbeat.ts'
import { deleteGroupsMessages } from '../../../../schema/kafka/protocol/messages/delete-groups.ts'
import { describeGroupsMessages } from '../../../../schema/kafka/protocol/messages/describe-groups.ts'
import { findCoordinatorMessages } from '../../../../schema/kafka/protocol/messages/find-coordinator.ts'
import { heartbeatMessages } from '../../../../schema/kafka/protocol/messages/heartbeat.ts'
import { joinGroupMessages } from '../../../../schema/kafka/protocol/messages/join-group.ts'
import { leaveGroupMessages } from '../../../../schema/kafka/protocol/messages/leave-group.ts'
import { listGroupsMessages } from '../../../../schema/kafka/protocol/messages/list-groups.ts'
import { syncGroupMessages } from '../../../../schema/kafka/protocol/messages/sync-group.ts'
import { codeOf } from '../../wire-api.ts'
import { askForAllowed, guard, parted } from '../guard.ts'
import type { Guard } from '../guard.ts'
import type { Access } from '../rights.ts'

type DescribedGroup = MessageOf<typeof consumerGroupDescribeMessages.response>['groups'][number]

const UNAUTHORIZED = codeOf('GROUP_AUTHORIZATION_FAILED')
const UNAUTHORIZED_ID = codeOf('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
const UNAUTHORIZED_TOPIC = codeOf('TOPIC_AUTHORIZATION_FAILED')
const NOTHING = new Uint8Array(0)
const TRANSACTION_KEY = 1
const NO_COORDINATOR = { nodeId: -1, host: '', port: -1, errorMessage: null }

const findCoordinatorGuard = guard(findCoordinatorMessages, {
  scope: 'any',
  async pass(request, access, next) {
    const { key, keyType, coordinatorKeys } = request
    const kind = keyType === TRANSACTION_KEY ? 'TRANSACTIONAL_ID' : 'GROUP'
    const errorCode = kind === 'GROUP' ? UNAUTHORIZED : UNAUTHORIZED_ID
    // Since version 4 a request asks for several, and the single key is empty.
    if (key !== '' && !access.may('DESCRIBE', kind, key)) return { throttleTimeMs: 0, errorCode, ...NO_COORDINATOR, coordinators: [] }
    return askForAllowed(
      parted(coordinatorKeys, (each) => access.may('DESCRIBE', kind, each)),
      (allowed) => next({ ...request, coordinatorKeys: allowed }),
      { throttleTimeMs: 0, errorCode: 0, errorMessage: null, nodeId: 0, host: '', port: 0, coordinators: [] },
      (answered, refused) => ({
        ...answered,
        coordinators: [...answered.coordinators, ...refused.map((each) => ({ key: each, errorCode, ...NO_COORDINATOR }))],
      }),
    )
  },
})

const joinGroupGuard = guard(joinGroupMessages, {
  scope: 'consume',
  async pass(request, access, next) {
    if (access.may('READ', 'GROUP', request.groupId)) return next(request)
    return { throttleTimeMs: 0, errorCode: UNAUTHORIZED, protocolName: '', leader: '', memberId: '', members: [] }
  },
})

const syncGroupGuard = guard(syncGroupMessages, {
  scope: 'consume',
  async pass(request, access, next) {
    if (access.may('READ', 'GROUP', request.groupId)) return next(request)
    return { throttleTimeMs: 0, errorCode: UNAUTHORIZED, assignment: NOTHING }
  },
})

const heartbeatGuard = guard(heartbeatMessages, {
  scope: 'consume',
  async pass(request, access, next) {
    return access.may('READ', 'GROUP', request.groupId) ? next(request) : { throttleTimeMs: 0, errorCode: UNAUTHORIZED }
  },
})

const leaveGroupGuard = guard(leaveGroupMessages, {
  scope: 'consume',
  async pass(request, access, next) {
    return access.may('READ', 'GROUP', request.groupId) ? next(request) : { throttleTimeMs: 0, errorCode: UNAUTHORIZED, members: [] }
  },
})

/** A pattern is taken only when it can match nothing but topics of the key; what ACLs forbid is left to the fetches. */
const consumerGroupHeartbeatGuard = guard(consumerGroupHeartbeatMessages, {
  scope: 'consume',
  async pass(request, access, next) {
    const refused = { throttleTimeMs: 0, memberEpoch: 0, heartbeatIntervalMs: 0 }
    if (!access.may('READ', 'GROUP', request.groupId)) return { ...refused, errorCode: UNAUTHORIZED }
    const { subscribedTopicNames: names, subscribedTopicRegex: pattern } = request
    const mayRead = (names ?? []).every((name) => access.may('DESCRIBE', 'TOPIC', name))
    const isForeign = pattern !== null && pattern !== '' && access.isForeignPattern(pattern)
    return mayRead && !isForeign ? next(request) : { ...refused, errorCode: UNAUTHORIZED_TOPIC }
  },
})

const consumerGroupDescribeGuard = guard(consumerGroupDescribeMessages, {
  scope: 'observe',
  tellsOperations: true,
  async pass(request, access, next) {
    return askForAllowed(
      parted(request.groupIds, (groupId) => access.may('DESCRIBE', 'GROUP', groupId)),
      async (groupIds) => {
        const answer = await next({ ...request, groupIds })
        if (answer === null) return null
        return { ...answer, groups: answer.groups.map((group) => seenGroup(access, group, request.includeAuthorizedOperations)) }
      },
      { throttleTimeMs: 0, groups: [] },
      (answered, refused) => ({ ...answered, groups: [...answered.groups, ...refused.map((id) => hiddenGroup(id, UNAUTHORIZED, null))] }),
    )
  },
})

type WrittenGroup = Omit<DescribedGroup, 'errorMessage' | 'authorizedOperations' | 'members'> & {
  readonly members: readonly {
    readonly subscribedTopicNames: readonly string[]
    readonly assignment: AssignedTopics
    readonly targetAssignment: AssignedTopics
  }[]
}
type AssignedTopics = { readonly topicPartitions: readonly { readonly topicName: string }[] }

const HIDDEN_TOPICS = 'The group has described topic(s) that the client is not authorized to describe.'

/** A group that reads what the principal may not see is not shown in parts. */
function seenGroup<Group extends WrittenGroup>(access: Access, group: Group, tellsOperations: boolean) {
  const topics = group.members.flatMap(({ subscribedTopicNames, assignment, targetAssignment }) => [
    ...subscribedTopicNames,
    ...[...assignment.topicPartitions, ...targetAssignment.topicPartitions].map(({ topicName }) => topicName),
  ])
  if (!topics.every((name) => access.may('DESCRIBE', 'TOPIC', name))) return hiddenGroup(group.groupId, UNAUTHORIZED_TOPIC, HIDDEN_TOPICS)
  const isTold = tellsOperations && group.errorCode === 0
  return isTold ? { ...group, authorizedOperations: access.operationsOn('GROUP', group.groupId) } : group
}

function hiddenGroup(groupId: string, errorCode: number, errorMessage: string | null) {
  return { errorCode, errorMessage, groupId, groupState: '', groupEpoch: 0, assignmentEpoch: 0, assignorName: '', members: [] }
}

const describeGroupsGuard = guard(describeGroupsMessages, {
  scope: 'observe',
  tellsOperations: true,
  async pass(request, access, next) {
    return askForAllowed(
      parted(request.groups, (groupId) => access.may('DESCRIBE', 'GROUP', groupId)),
      async (groups) => {
        const answer = await next({ ...request, groups })
        if (answer === null || !request.includeAuthorizedOperations) return answer
        const told = answer.groups.map((group) =>
          group.errorCode === 0 ? { ...group, authorizedOperations: access.operationsOn('GROUP', group.groupId) } : group,
        )
        return { ...answer, groups: told }
      },
      { throttleTimeMs: 0, groups: [] },
      (answered, refused) => ({
        ...answered,
        groups: [
          ...answered.groups,
          ...refused.map((groupId) => ({
            errorCode: UNAUTHORIZED,
            groupId,
            groupState: '',
            protocolType: '',
            protocolData: '',
            members: [],
          })),
        ],
      }),
    )
  },
})

/** Who may describe the cluster sees every group, as far as the key goes. */
const listGroupsGuard = guard(listGroupsMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    const answer = await next(request)
    if (answer === null) return null
    const seesAll = access.mayInCluster('DESCRIBE')
    const isSeen = (groupId: string): boolean => (seesAll ? !access.isForeign(groupId) : access.may('DESCRIBE', 'GROUP', groupId))
    return { ...answer, groups: answer.groups.filter(({ groupId }) => isSeen(groupId)) }
  },
})

const deleteGroupsGuard = guard(deleteGroupsMessages, {
  scope: 'admin',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.groupsNames, (groupId) => access.may('DELETE', 'GROUP', groupId)),
      (groupsNames) => next({ ...request, groupsNames }),
      { throttleTimeMs: 0, results: [] },
      (answered, refused) => ({
        ...answered,
        results: [...answered.results, ...refused.map((groupId) => ({ groupId, errorCode: UNAUTHORIZED }))],
      }),
    )
  },
})

export const GROUP_GUARDS: readonly Guard[] = [
  findCoordinatorGuard,
  joinGroupGuard,
  syncGroupGuard,
  heartbeatGuard,
  leaveGroupGuard,
  consumerGroupHeartbeatGuard,
  consumerGroupDescribeGuard,
  describeGroupsGuard,
  listGroupsGuard,
  deleteGroupsGuard,
]
