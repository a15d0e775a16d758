// POST …/records:delete: moving the beginning of a partition's log up, so that what lies before it cannot be read any more.
import { deletedRecords, deleteManyRecordsBody, deleteRecordsBody, deleteRecordsResults } from '../../schema/api/partition-actions.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import { REQUEST_TIMEOUT_MS } from '../../schema/limits.ts'
import type { DeleteRecordsPartition } from '../../schema/kafka/requests/delete-records.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { ask, askPartition, refuseError, sequenceHeader } from './ask.ts'
import type { Asker } from './ask.ts'

type Wanted = DeleteRecordsPartition & { readonly topicName: string }

const deleteRecords = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/records:delete',
  tag: 'Records',
  summary: 'Delete records of a partition',
  description: 'Answers when all live replicas have moved the beginning of their logs.',
  scope: 'admin',
  body: deleteRecordsBody,
  responses: { 200: { description: 'Where the partition begins now.', schema: deletedRecords } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    const answered = await askDelete(context, [{ topicName, partitionIndex, offset: context.body.offset }])
    const [deleted] = resultsOf(answered)
    if (deleted === undefined) throw new Error('DeleteRecords answers for every partition that it is asked for.')
    refuseError(deleted.error, null)
    return json(200, shown(context.sandboxId, deleted), sequenceHeader(answered))
  },
})

const deleteManyRecords = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/records:delete',
  tag: 'Records',
  summary: 'Delete records of several partitions',
  scope: 'admin',
  body: deleteManyRecordsBody,
  responses: {
    200: { description: 'Where each partition begins now.', schema: deleteRecordsResults },
    207: { description: 'Some partitions were refused, for the reasons given.', schema: deleteRecordsResults },
  },
  async handle(context) {
    const { data } = context.body
    for (const { topic_name: name } of data) refuseForeignTopic(context.principal, name)
    const wanted = data.map(({ topic_name: topicName, partition_id: partitionIndex, offset }) => ({ topicName, partitionIndex, offset }))
    const answered = await askDelete(context, wanted)
    const results = resultsOf(answered)
    const failures = results.flatMap(({ error, topicName, partitionIndex }) => {
      if (error === 'NONE') return []
      const { errorCode, message } = kafkaRestError(error, null)
      return [{ topic_name: topicName, partition_id: partitionIndex, error_code: errorCode, message }]
    })
    const successes = results.filter(({ error }) => error === 'NONE').map((result) => shown(context.sandboxId, result))
    return json(failures.length === 0 ? 200 : 207, { successes, failures }, sequenceHeader(answered))
  },
})

export const deleteRecordsEndpoints: readonly Endpoint[] = [deleteRecords, deleteManyRecords]

type Result = ReturnType<typeof resultsOf>[number]

function askDelete(asker: Asker, wanted: readonly Wanted[]): Promise<Answered<'DeleteRecords'>> {
  const topics = wanted.map(({ topicName, partitionIndex, offset }) => ({ name: topicName, partitions: [{ partitionIndex, offset }] }))
  return ask(asker, { api: 'DeleteRecords', request: { topics, timeoutMs: REQUEST_TIMEOUT_MS } })
}

function resultsOf({ response }: Answered<'DeleteRecords'>) {
  return response.topics.flatMap(({ name, partitions }) => partitions.map((result) => ({ topicName: name, ...result })))
}

function shown(sandboxId: string, { topicName, partitionIndex, lowWatermark }: Result): object {
  return { cluster_id: sandboxId, topic_name: topicName, partition_id: partitionIndex, low_watermark: lowWatermark }
}
