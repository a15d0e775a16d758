// Who may commit, see and delete the offsets of groups.
// Source: KafkaApis.handleOffsetCommitRequest, handleOffsetFetchRequest and handleOffsetDeleteRequest of Kafka 4.3.
import type { MessageOf, WrittenMessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { offsetCommitMessages } from '../../../../schema/kafka/protocol/messages/offset-commit.ts'
import { offsetDeleteMessages } from '../../../../schema/kafka/protocol/messages/offset-delete.ts'
import { offsetFetchMessages } from '../../../../schema/kafka/protocol/messages/offset-fetch.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { codeOf } from '../../wire-api.ts'
import { askForAllowed, guard, parted } from '../guard.ts'
import type { Guard } from '../guard.ts'
import type { Access } from '../rights.ts'
import { topicCheck } from '../topic-check.ts'

type OffsetFetchRequest = MessageOf<typeof offsetFetchMessages.request>
type OffsetFetchAnswer = WrittenMessageOf<typeof offsetFetchMessages.response>
type AskedGroup = OffsetFetchRequest['groups'][number]
type UnfetchedTopic = AskedTopic & { readonly topicId?: string }
type AskedTopic = NonNullable<OffsetFetchRequest['topics']>[number]

const UNAUTHORIZED_GROUP = codeOf('GROUP_AUTHORIZATION_FAILED')
const UNAUTHORIZED_TOPIC = codeOf('TOPIC_AUTHORIZATION_FAILED')

const offsetCommitGuard = guard(offsetCommitMessages, {
  scope: 'consume',
  async pass(request, access, next) {
    const mayCommit = access.may('READ', 'GROUP', request.groupId)
    const mayRead = await topicCheck(access, 'READ', request.topics)
    const errorCode = mayCommit ? UNAUTHORIZED_TOPIC : UNAUTHORIZED_GROUP
    return askForAllowed(
      parted(request.topics, (topic) => mayCommit && mayRead(topic)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name, topicId, partitions }) => ({
            name,
            topicId,
            partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
          })),
        ],
      }),
    )
  },
})

const offsetDeleteGuard = guard(offsetDeleteMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    const nothing = { throttleTimeMs: 0, topics: [] }
    if (!access.may('DELETE', 'GROUP', request.groupId)) return { ...nothing, errorCode: UNAUTHORIZED_GROUP }
    return askForAllowed(
      parted(request.topics, ({ name }) => access.may('READ', 'TOPIC', name)),
      (topics) => next({ ...request, topics }),
      { ...nothing, errorCode: 0 },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: UNAUTHORIZED_TOPIC })),
          })),
        ],
      }),
    )
  },
})

/** Until version 7 a request asks for one group, which is named at its top. */
const offsetFetchGuard = guard(offsetFetchMessages, {
  scope: 'observe',
  pass(request, access, next) {
    return request.groups.length > 0 ? fetchOfGroups(request, access, next) : fetchOfOne(request, access, next)
  },
})

type Next = (request: OffsetFetchRequest) => Promise<OffsetFetchAnswer | null>

async function fetchOfOne(request: OffsetFetchRequest, access: Access, next: Next): Promise<OffsetFetchAnswer | null> {
  const { groupId, topics } = request
  if (!access.may('DESCRIBE', 'GROUP', groupId)) {
    // Clients of version 1 look for errors in the partitions alone.
    const asked = (topics ?? []).map((topic) => unfetched(topic, UNAUTHORIZED_GROUP))
    return { throttleTimeMs: 0, errorCode: UNAUTHORIZED_GROUP, topics: asked, groups: [] }
  }
  const { allowed, refused } = parted(topics ?? [], ({ name }) => access.may('DESCRIBE', 'TOPIC', name))
  const answer = await next({ ...request, topics: topics === null ? null : allowed })
  if (answer === null) return null
  const seen = answer.topics.filter(({ name }) => access.may('DESCRIBE', 'TOPIC', name))
  return { ...answer, topics: [...seen, ...refused.map((topic) => unfetched(topic, UNAUTHORIZED_TOPIC))] }
}

async function fetchOfGroups(request: OffsetFetchRequest, access: Access, next: Next): Promise<OffsetFetchAnswer | null> {
  const mayDescribe = await topicCheck(
    access,
    'DESCRIBE',
    request.groups.flatMap(({ topics }) => topics ?? []),
  )
  const allowedPart = ({ topics, ...group }: AskedGroup): AskedGroup => ({ ...group, topics: topics?.filter(mayDescribe) ?? null })
  return askForAllowed(
    parted(request.groups, ({ groupId }) => access.may('DESCRIBE', 'GROUP', groupId)),
    async (groups) => {
      const answer = await next({ ...request, groups: groups.map(allowedPart) })
      if (answer === null) return null
      const asked = new Map(groups.map((group) => [group.groupId, group]))
      const told = await Promise.all(
        answer.groups.map((group) => toldGroup(access, group, asked.get(group.groupId)?.topics ?? null, mayDescribe)),
      )
      return { ...answer, groups: told }
    },
    { throttleTimeMs: 0, topics: [], groups: [] },
    (answered, refused) => ({
      ...answered,
      groups: [...answered.groups, ...refused.map(({ groupId }) => ({ groupId, errorCode: UNAUTHORIZED_GROUP, topics: [] }))],
    }),
  )
}

type ToldGroup = OffsetFetchAnswer['groups'][number]

/** The answer about one group: without what was not asked for by name and may not be seen, and with what was refused. */
async function toldGroup(
  access: Access,
  group: ToldGroup,
  asked: AskedGroup['topics'],
  mayDescribe: (topic: { readonly name: string; readonly topicId: string }) => boolean,
): Promise<ToldGroup> {
  if (asked === null) {
    const maySee = await topicCheck(access, 'DESCRIBE', group.topics)
    return { ...group, topics: group.topics.filter(maySee) }
  }
  if (group.errorCode !== undefined && group.errorCode !== 0) return group
  const refused = asked.filter((topic) => !mayDescribe(topic))
  return {
    ...group,
    topics: [...group.topics, ...refused.map((topic) => unfetched(topic, UNAUTHORIZED_TOPIC))],
  }
}

function unfetched({ name, topicId = ZERO_UUID, partitionIndexes }: UnfetchedTopic, errorCode: number) {
  const nothing = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '' }
  return { name, topicId, partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, ...nothing, errorCode })) }
}

export const OFFSET_GUARDS: readonly Guard[] = [offsetCommitGuard, offsetFetchGuard, offsetDeleteGuard]
