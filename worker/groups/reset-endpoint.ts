// POST …/consumer-groups/{group}/offsets:reset: kafka-consumer-groups.sh --reset-offsets over HTTP.
import { resetOffsets, resetOffsetsBody } from '../../schema/api/group-offset-actions.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { refuseError, sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { comparePartitionKeys } from '../kafka/replica.ts'
import { findGroup } from './describe-group.ts'
import { partitionKeyOf } from './group-offsets.ts'
import { planReset } from './reset-offsets.ts'
import type { PlannedReset } from './reset-offsets.ts'
import { reasonOf, writeOffsets } from './write-offsets.ts'

const reset = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/consumer-groups/:group_id/offsets:reset',
  tag: 'Consumer groups',
  summary: 'Reset the offsets of a group',
  description:
    'Every form of `kafka-consumer-groups.sh --reset-offsets`. Nothing is written without `"execute": true`. Offsets outside a partition are moved to ' +
    'its nearest end. A group that has members is 409.',
  scope: 'admin',
  body: resetOffsetsBody,
  responses: { 200: { description: 'Where the group goes on, or would.', schema: resetOffsets } },
  async handle(context) {
    const { params, body, sandboxId } = context
    const groupId = params.group_id
    await refuseActiveGroup(context, groupId)
    const planned = await planReset(context, groupId, body)
    const isExecuted = body.execute === true
    const sequence = isExecuted ? await execute(context, groupId, planned) : null
    const sorted = planned.toSorted((left, right) => comparePartitionKeys(partitionKeyOf(left), partitionKeyOf(right)))
    const data = sorted.map(({ topicName, partitionIndex, currentOffset, newOffset }) => {
      return { topic_name: topicName, partition_id: partitionIndex, current_offset: currentOffset, new_offset: newOffset }
    })
    const kind = 'KafkaConsumerGroupOffsetReset'
    const shown = { kind, cluster_id: sandboxId, consumer_group_id: groupId, is_executed: isExecuted, data }
    return json(200, shown, sequenceHeader({ sequence }))
  },
})

export const resetEndpoints: readonly Endpoint[] = [reset]

/** Kafka's tool does not even plan while somebody reads. A group that is not there is one that has committed nothing yet. */
async function refuseActiveGroup(asker: Asker, groupId: string): Promise<void> {
  const state = (await findGroup(asker, groupId))?.state ?? 'Dead'
  if (state === 'Empty' || state === 'Dead') return
  const message = `Offsets can only be reset while the group ${groupId} is inactive, but it is ${state}.`
  throw kafkaRestError('NON_EMPTY_GROUP', message)
}

async function execute(asker: Asker, groupId: string, planned: readonly PlannedReset[]): Promise<number | null> {
  if (planned.length === 0) return null
  const offsets = planned.map(({ newOffset: offset, ...partition }) => ({ ...partition, offset }))
  const { results, sequence } = await writeOffsets(asker, groupId, offsets)
  for (const { error } of results) refuseError(reasonOf(error), null)
  return sequence
}
