// Who may see the cluster: brokers are told to everybody, topics to whom may describe them, and only they learn which topics there are.
// Source: KafkaApis.handleTopicMetadataRequest, DescribeTopicPartitionsRequestHandler, KafkaApis.handleDescribeCluster and ControllerApis of
// Kafka 4.3.
import type { MessageOf, WrittenMessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { apiVersionsMessages } from '../../../../schema/kafka/protocol/messages/api-versions.ts'
import { describeClusterMessages } from '../../../../schema/kafka/protocol/messages/describe-cluster.ts'
import { describeQuorumMessages } from '../../../../schema/kafka/protocol/messages/describe-quorum.ts'
import { describeTopicPartitionsMessages } from '../../../../schema/kafka/protocol/messages/describe-topic-partitions.ts'
import { getTelemetrySubscriptionsMessages } from '../../../../schema/kafka/protocol/messages/get-telemetry-subscriptions.ts'
import { metadataMessages } from '../../../../schema/kafka/protocol/messages/metadata.ts'
import { updateFeaturesMessages } from '../../../../schema/kafka/protocol/messages/update-features.ts'
import { codeOf } from '../../wire-api.ts'
import { guard, openToAll, parted } from '../guard.ts'
import type { Guard } from '../guard.ts'
import type { Access } from '../rights.ts'
import { topicCheck } from '../topic-check.ts'

type MetadataRequest = MessageOf<typeof metadataMessages.request>
type MetadataAnswer = WrittenMessageOf<typeof metadataMessages.response>
type AskedTopic = NonNullable<MetadataRequest['topics']>[number]

const UNAUTHORIZED = codeOf('TOPIC_AUTHORIZATION_FAILED')
const NAMES_MAY_BE_MISSING_FROM = 12
const UNKNOWN_TOPIC = codeOf('UNKNOWN_TOPIC_OR_PARTITION')

const metadataGuard = guard(metadataMessages, {
  scope: 'any',
  tellsOperations: true,
  async pass(request, access, next) {
    const { topics, includeTopicAuthorizedOperations: tellsOfTopics, includeClusterAuthorizedOperations: tellsOfCluster } = request
    // Version 0 says with an empty list what later ones say with null.
    const asksForAll = topics === null || topics.length === 0
    const mayDescribe = await topicCheck(access, 'DESCRIBE', topics ?? [])
    const { allowed, refused } = parted(topics ?? [], mayDescribe)
    const answer = await askAndMake({ ...request, topics: topics === null ? null : allowed }, access, next)
    if (answer === null) return null
    const seen = answer.topics.filter(({ name }) => (asksForAll ? maySee(access, name) : allowed.length > 0))
    const told = seen.map((topic) => (tellsOfTopics && topic.errorCode === 0 ? withOperations(access, topic) : topic))
    return {
      ...answer,
      topics: [...told, ...refused.map((topic) => refusedTopic(topic, access.apiVersion))],
      ...(tellsOfCluster && { clusterAuthorizedOperations: access.operationsInCluster }),
    }
  },
})

/** Topics that the principal may not make are asked for without being made, and are unauthorized where they do not exist. */
async function askAndMake(request: MetadataRequest, access: Access, next: (request: MetadataRequest) => Promise<MetadataAnswer | null>) {
  // Where one topic is asked for by its id, names are not looked at, and nothing is made.
  if (request.topics?.some(({ topicId }) => topicId !== ZERO_UUID)) return next(request)
  const { allowed: makeable, refused: others } = parted(request.topics ?? [], (topic) => mayMake(access, topic))
  if (!request.allowAutoTopicCreation || others.length === 0) return next(request)
  const made = makeable.length === 0 ? null : await next({ ...request, topics: makeable })
  const answer = await next({ ...request, topics: others, allowAutoTopicCreation: false })
  if (answer === null) return null
  const found = answer.topics.map((topic) => (topic.errorCode === UNKNOWN_TOPIC ? { ...topic, errorCode: UNAUTHORIZED } : topic))
  return { ...answer, topics: [...(made?.topics ?? []), ...found] }
}

function withOperations<Topic extends { readonly name: string | null }>(access: Access, topic: Topic) {
  return { ...topic, topicAuthorizedOperations: access.operationsOn('TOPIC', topic.name ?? '') }
}

/** To be told of topics by name is what a producer needs; to see which there are is to look. */
function maySee(access: Access, name: string | null): boolean {
  return access.holds('observe') && access.may('DESCRIBE', 'TOPIC', name ?? '')
}

/** As over HTTP, where writing to a topic makes it. */
function mayMake(access: Access, { name }: AskedTopic): boolean {
  return access.holds('produce') && name !== null && access.mayMakeTopic(name)
}

/** An id is no secret and is repeated; the id or the name that belongs to what was given is one. */
function refusedTopic({ name, topicId }: AskedTopic, apiVersion: number) {
  const noName = apiVersion < NAMES_MAY_BE_MISSING_FROM ? '' : null
  return { errorCode: UNAUTHORIZED, name: topicId === ZERO_UUID ? name : noName, topicId, isInternal: false, partitions: [] }
}

const describeTopicPartitionsGuard = guard(describeTopicPartitionsMessages, {
  scope: 'any',
  tellsOperations: true,
  async pass(request, access, next) {
    const { allowed, refused } = parted(request.topics, ({ name }) => access.may('DESCRIBE', 'TOPIC', name))
    // Nobody named is everybody: nothing may be asked then but what may be seen.
    const asksForAll = request.topics.length === 0
    const answer =
      allowed.length === 0 && !asksForAll
        ? { throttleTimeMs: 0, topics: [], nextCursor: null }
        : await next({ ...request, topics: allowed })
    if (answer === null) return null
    const seen = answer.topics.filter(({ name }) => !asksForAll || maySee(access, name))
    return {
      ...answer,
      topics: [
        ...seen.map((topic) => withOperations(access, topic)),
        ...refused.map(({ name }) => ({ errorCode: UNAUTHORIZED, name, topicId: ZERO_UUID, partitions: [] })),
      ],
    }
  },
})

const describeClusterGuard = guard(describeClusterMessages, {
  scope: 'any',
  tellsOperations: true,
  async pass(request, access, next) {
    const answer = await next(request)
    return answer === null || !request.includeClusterAuthorizedOperations
      ? answer
      : { ...answer, clusterAuthorizedOperations: access.operationsInCluster }
  },
})

const describeQuorumGuard = guard(describeQuorumMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    if (access.mayInCluster('DESCRIBE')) return next(request)
    return { errorCode: codeOf('CLUSTER_AUTHORIZATION_FAILED'), errorMessage: null, topics: [], nodes: [] }
  },
})

const updateFeaturesGuard = guard(updateFeaturesMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    if (access.mayInCluster('ALTER')) return next(request)
    return { throttleTimeMs: 0, errorCode: codeOf('CLUSTER_AUTHORIZATION_FAILED'), errorMessage: null, results: [] }
  },
})

export const METADATA_GUARDS: readonly Guard[] = [
  metadataGuard,
  describeTopicPartitionsGuard,
  describeClusterGuard,
  describeQuorumGuard,
  updateFeaturesGuard,
  openToAll(apiVersionsMessages),
  openToAll(getTelemetrySubscriptionsMessages),
]
