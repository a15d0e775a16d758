// GET /v1/sandboxes/{id}/topics/{t}/partitions/{p}/delivery: the fate of each record, in the log and beside it.
import { deliveryQuery, partitionDelivery } from '../../schema/api/apps.ts'
import { MAX_DELIVERY_PAGE } from '../../schema/limits.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { partitionNotFound } from '../kafka/ask.ts'
import { showPartitionDelivery } from './show-app.ts'

const describePartitionDelivery = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/topics/:topic_name/partitions/:partition_id/delivery',
  tag: 'Applications',
  summary: 'Show the fate of each record of a partition',
  description:
    'Committed, uncommitted, open, aborted or control for what is in the log; lost, deleted and duplicateDropped for what the traces of simulated applications tell beside it.',
  scope: 'observe',
  query: deliveryQuery,
  responses: { 200: { description: 'The records, by offset.', schema: partitionDelivery } },
  async handle({ sandbox, caller, sandboxId, params, query, origin }) {
    const partitionIndex = integerParameter(params.partition_id)
    const { page_size: maxOffsets = MAX_DELIVERY_PAGE, page_token: fromOffset = 0 } = query
    const asked = { topic: params.topic_name, partitionIndex, fromOffset, maxOffsets }
    const page = valueOf(await sandbox.partitionDelivery(caller, asked), sandboxId)
    if (page === null) throw partitionNotFound()
    const self = `${origin}/v1/sandboxes/${sandboxId}/topics/${encodeURIComponent(params.topic_name)}/partitions/${partitionIndex}/delivery`
    const next = page.nextOffset === null ? null : `${self}?page_size=${maxOffsets}&page_token=${page.nextOffset}`
    return json(200, showPartitionDelivery(page, params.topic_name, partitionIndex, next))
  },
})

export const deliveryEndpoints: readonly Endpoint[] = [describePartitionDelivery]
