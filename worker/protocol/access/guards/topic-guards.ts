// Who may make, change and delete topics, and alter what stands above them.
// Source: ControllerApis, ConfigAdminManager and the handlers of KafkaApis of Kafka 4.3.
import type { AclOperation } from '../../../../schema/kafka/acls/acl-codes.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { alterConfigsMessages } from '../../../../schema/kafka/protocol/messages/alter-configs.ts'
import { alterPartitionReassignmentsMessages } from '../../../../schema/kafka/protocol/messages/alter-partition-reassignments.ts'
import { createPartitionsMessages } from '../../../../schema/kafka/protocol/messages/create-partitions.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { deleteTopicsMessages } from '../../../../schema/kafka/protocol/messages/delete-topics.ts'
import { describeConfigsMessages } from '../../../../schema/kafka/protocol/messages/describe-configs.ts'
import { describeLogDirsMessages } from '../../../../schema/kafka/protocol/messages/describe-log-dirs.ts'
import { electLeadersMessages } from '../../../../schema/kafka/protocol/messages/elect-leaders.ts'
import { incrementalAlterConfigsMessages } from '../../../../schema/kafka/protocol/messages/incremental-alter-configs.ts'
import { listConfigResourcesMessages } from '../../../../schema/kafka/protocol/messages/list-config-resources.ts'
import { listPartitionReassignmentsMessages } from '../../../../schema/kafka/protocol/messages/list-partition-reassignments.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import { codeOf } from '../../wire-api.ts'
import { askForAllowed, guard, parted } from '../guard.ts'
import type { Guard } from '../guard.ts'
import type { Access } from '../rights.ts'
import { namesOfTopics } from '../topic-check.ts'

type ConfigResource = { readonly resourceType: number; readonly resourceName: string }
type DeleteTopicsRequest = MessageOf<typeof deleteTopicsMessages.request>
type DeletedTopic = DeleteTopicsRequest['topics'][number]

/** ConfigResource.Type. What is neither is the cluster's. */
const TOPIC_CONFIGS = 2
const GROUP_CONFIGS = 32

function refusal(error: KafkaErrorName) {
  return { errorCode: codeOf(error), errorMessage: kafkaError(error).message }
}

const UNAUTHORIZED_CLUSTER = { throttleTimeMs: 0, ...refusal('CLUSTER_AUTHORIZATION_FAILED') }

const createTopicsGuard = guard(createTopicsMessages, {
  scope: 'admin',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.topics, ({ name }) => access.mayMakeTopic(name)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name }) => ({
            name,
            topicId: ZERO_UUID,
            ...refusal('TOPIC_AUTHORIZATION_FAILED'),
            topicConfigErrorCode: 0,
            configs: [],
          })),
        ],
      }),
    )
  },
})

const createPartitionsGuard = guard(createPartitionsMessages, {
  scope: 'admin',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.topics, ({ name }) => access.may('ALTER', 'TOPIC', name)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, results: [] },
      (answered, refused) => ({
        ...answered,
        results: [...answered.results, ...refused.map(({ name }) => ({ name, ...refusal('TOPIC_AUTHORIZATION_FAILED') }))],
      }),
    )
  },
})

/** Until version 5 topics are named in a list of their own. */
const deleteTopicsGuard = guard(deleteTopicsMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    const namesOf = await namesOfTopics(access, request.topics)
    const mayDelete = (name: string): boolean => access.may('DELETE', 'TOPIC', name)
    const byName = parted(request.topicNames, mayDelete)
    const listed = parted(request.topics, (topic) => namesOf(topic).every(mayDelete))
    const refusals = [
      ...byName.refused.map((name) => ({ name, topicId: ZERO_UUID, ...refusal('TOPIC_AUTHORIZATION_FAILED') })),
      ...listed.refused.map((topic) => refusedDeletion(access, topic, namesOf(topic))),
    ]
    const isNothingLeft = refusals.length > 0 && byName.allowed.length + listed.allowed.length === 0
    const answer = isNothingLeft
      ? { throttleTimeMs: 0, responses: [] }
      : await next({ ...request, topicNames: byName.allowed, topics: listed.allowed })
    return answer === null ? null : { ...answer, responses: [...answer.responses, ...refusals] }
  },
})

/** Who may not even describe a topic does not learn the name that belongs to its id. */
function refusedDeletion(access: Access, { name, topicId }: DeletedTopic, known: readonly string[]) {
  const seen = known.find((each) => access.may('DESCRIBE', 'TOPIC', each))
  return { name: name ?? seen ?? null, topicId, ...refusal('TOPIC_AUTHORIZATION_FAILED') }
}

function mayOnConfigs(access: Access, operation: AclOperation, { resourceType, resourceName }: ConfigResource): boolean {
  if (resourceType === TOPIC_CONFIGS) return access.may(operation, 'TOPIC', resourceName)
  if (resourceType === GROUP_CONFIGS) return access.may(operation, 'GROUP', resourceName)
  return access.mayInCluster(operation)
}

function refusedConfigs({ resourceType, resourceName }: ConfigResource) {
  const kind = resourceType === TOPIC_CONFIGS ? 'TOPIC' : resourceType === GROUP_CONFIGS ? 'GROUP' : 'CLUSTER'
  return { ...refusal(`${kind}_AUTHORIZATION_FAILED`), resourceType, resourceName }
}

const describeConfigsGuard = guard(describeConfigsMessages, {
  scope: 'observe',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.resources, (resource) => mayOnConfigs(access, 'DESCRIBE_CONFIGS', resource)),
      (resources) => next({ ...request, resources }),
      { throttleTimeMs: 0, results: [] },
      (answered, refused) => ({
        ...answered,
        results: [...answered.results, ...refused.map((resource) => ({ ...refusedConfigs(resource), configs: [] }))],
      }),
    )
  },
})

const alterConfigsGuard = guard(alterConfigsMessages, {
  scope: 'admin',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.resources, (resource) => mayOnConfigs(access, 'ALTER_CONFIGS', resource)),
      (resources) => next({ ...request, resources }),
      { throttleTimeMs: 0, responses: [] },
      (answered, refused) => ({ ...answered, responses: [...answered.responses, ...refused.map(refusedConfigs)] }),
    )
  },
})

const incrementalAlterConfigsGuard = guard(incrementalAlterConfigsMessages, {
  scope: 'admin',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.resources, (resource) => mayOnConfigs(access, 'ALTER_CONFIGS', resource)),
      (resources) => next({ ...request, resources }),
      { throttleTimeMs: 0, responses: [] },
      (answered, refused) => ({ ...answered, responses: [...answered.responses, ...refused.map(refusedConfigs)] }),
    )
  },
})

const listConfigResourcesGuard = guard(listConfigResourcesMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    if (access.mayInCluster('DESCRIBE_CONFIGS')) return next(request)
    return { throttleTimeMs: 0, errorCode: codeOf('CLUSTER_AUTHORIZATION_FAILED'), configResources: [] }
  },
})

const electLeadersGuard = guard(electLeadersMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    if (access.mayInCluster('ALTER')) return next(request)
    const asked = request.topicPartitions ?? []
    return {
      throttleTimeMs: 0,
      // Version 0 has errors in its partitions alone.
      errorCode: access.apiVersion === 0 ? 0 : codeOf('CLUSTER_AUTHORIZATION_FAILED'),
      replicaElectionResults: asked.map(({ topic, partitions }) => ({
        topic,
        partitionResult: partitions.map((partitionId) => ({ partitionId, ...refusal('CLUSTER_AUTHORIZATION_FAILED') })),
      })),
    }
  },
})

const alterPartitionReassignmentsGuard = guard(alterPartitionReassignmentsMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    return access.mayInCluster('ALTER') ? next(request) : { ...UNAUTHORIZED_CLUSTER, responses: [] }
  },
})

const listPartitionReassignmentsGuard = guard(listPartitionReassignmentsMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    if (!access.mayInCluster('DESCRIBE')) return { ...UNAUTHORIZED_CLUSTER, topics: [] }
    const answer = await next(request)
    return answer === null ? null : { ...answer, topics: answer.topics.filter(({ name }) => access.may('DESCRIBE', 'TOPIC', name)) }
  },
})

const describeLogDirsGuard = guard(describeLogDirsMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    if (!access.mayInCluster('DESCRIBE')) {
      return { throttleTimeMs: 0, errorCode: codeOf('CLUSTER_AUTHORIZATION_FAILED'), results: [] }
    }
    const isSeen = (name: string): boolean => access.may('DESCRIBE', 'TOPIC', name)
    const answer = await next({ ...request, topics: request.topics?.filter(({ topic }) => isSeen(topic)) ?? null })
    if (answer === null) return null
    const results = answer.results.map((result) => ({ ...result, topics: result.topics.filter(({ name }) => isSeen(name)) }))
    return { ...answer, results }
  },
})

export const TOPIC_GUARDS: readonly Guard[] = [
  createTopicsGuard,
  createPartitionsGuard,
  deleteTopicsGuard,
  describeConfigsGuard,
  alterConfigsGuard,
  incrementalAlterConfigsGuard,
  listConfigResourcesGuard,
  electLeadersGuard,
  alterPartitionReassignmentsGuard,
  listPartitionReassignmentsGuard,
  describeLogDirsGuard,
]
