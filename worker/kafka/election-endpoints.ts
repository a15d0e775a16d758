// POST …/partitions/-/leader:elect: giving leadership back to preferred replicas, or to whoever is alive.
import { electionResults, electLeadersBody, electTopicLeadersBody } from '../../schema/api/partition-actions.ts'
import type { ElectLeadersRequest } from '../../schema/kafka/requests/elect-leaders.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { ask, askMetadata, askTopic, refuseError, sequenceHeader } from './ask.ts'
import type { Asker } from './ask.ts'
import { mayName } from './topic-names.ts'

type Named = NonNullable<ElectLeadersRequest['topicPartitions']>
type Wanted = {
  readonly electionType: 'preferred' | 'unclean'
  readonly topicPartitions: Named
  /** Somebody who asked for all partitions does not want to hear of those that need no election. */
  readonly isAll: boolean
}

const responses = {
  200: { description: 'All of them were elected; asked for all partitions, those that needed it.', schema: electionResults },
  207: { description: 'Some were not, for the reasons given.', schema: electionResults },
}

const electLeaders = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics/-/partitions/-/leader:elect',
  tag: 'Partitions',
  summary: 'Elect leaders',
  scope: 'admin',
  body: electLeadersBody,
  responses,
  async handle(context) {
    const { election_type: electionType, partitions } = context.body
    for (const { topic_name: name } of partitions ?? []) refuseForeignTopic(context.principal, name)
    if (partitions !== undefined) {
      const topicPartitions = partitions.map(({ topic_name: topic, partition_id: id }) => ({ topic, partitions: [id] }))
      return elect(context, { electionType, topicPartitions, isAll: false })
    }
    const { topics } = await askMetadata(context, null)
    const topicPartitions = topics
      .filter(({ name }) => mayName(context.principal, name))
      .map((topic) => ({ topic: topic.name, partitions: topic.partitions.map(({ partitionIndex }) => partitionIndex) }))
    return elect(context, { electionType, topicPartitions, isAll: true })
  },
})

const electTopicLeaders = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/-/leader:elect',
  tag: 'Partitions',
  summary: 'Elect leaders of a topic',
  scope: 'admin',
  body: electTopicLeadersBody,
  responses,
  async handle(context) {
    const { election_type: electionType, partitions } = context.body
    const topic = await askTopic(context, context.params.topic_name)
    const ids = partitions ?? topic.partitions.map(({ partitionIndex }) => partitionIndex)
    const topicPartitions = [{ topic: topic.name, partitions: ids }]
    return elect(context, { electionType, topicPartitions, isAll: partitions === undefined })
  },
})

export const electionEndpoints: readonly Endpoint[] = [electLeaders, electTopicLeaders]

async function elect(asker: Asker, { electionType, topicPartitions, isAll }: Wanted): Promise<Response> {
  const request = { electionType: electionType === 'preferred' ? 'PREFERRED' : 'UNCLEAN', topicPartitions } as const
  const answered = await ask(asker, { api: 'ElectLeaders', request })
  refuseError(answered.response.error, null)
  const results = answered.response.replicaElectionResults.flatMap(({ topic, partitionResult }) => {
    return partitionResult.map((result) => ({ topic, ...result }))
  })
  const successes = results.filter(({ error }) => error === 'NONE')
  const failures = results.filter(({ error }) => error !== 'NONE' && !(isAll && error === 'ELECTION_NOT_NEEDED'))
  const body = {
    successes: successes.map(({ topic, partitionId }) => ({ topic_name: topic, partition_id: partitionId })),
    failures: failures.map(({ topic, partitionId, error, errorMessage }) => {
      const { errorCode, message } = kafkaRestError(error, errorMessage)
      return { topic_name: topic, partition_id: partitionId, error_code: errorCode, message }
    }),
  }
  return json(failures.length === 0 ? 200 : 207, body, sequenceHeader(answered))
}
