// POST …/producers: a producer id for those who have no Kafka client to ask for one.
import { initProducerBody, producerIdentity } from '../../schema/api/producers.ts'
import { DEFAULT_TRANSACTION_TIMEOUT_MS } from '../../schema/kafka/transaction-client.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint, EndpointContext } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { refuseForeignTransaction } from '../http/serve-endpoint.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { done, transactionClientOf } from './transaction-client.ts'

type Body = { transactional_id?: string | undefined; timeout_ms?: number | undefined } | undefined

const common = {
  method: 'POST',
  tag: 'Producers',
  description: 'InitProducerId. With a transactional id, whoever had it before is fenced, and what it left open is aborted.',
  scope: 'produce',
  body: initProducerBody,
  responses: { 200: { description: 'The id, and the epoch to write with.', schema: producerIdentity } },
} as const

const initProducer = endpoint({
  ...common,
  path: '/v3/clusters/:cluster_id/producers',
  summary: 'Get a producer id',
  handle: init,
})

/** The same for whoever stays with the addresses of the sandbox; errors are of that namespace. */
const initSandboxProducer = endpoint({
  ...common,
  path: '/v1/sandboxes/:sandbox_id/producers',
  summary: 'Get a producer id of a sandbox',
  handle: init,
})

export const producerEndpoints: readonly Endpoint[] = [initProducer, initSandboxProducer]

async function init(context: EndpointContext<unknown, unknown, Body>): Promise<Response> {
  const { transactional_id: transactionalId, timeout_ms: timeoutMs = DEFAULT_TRANSACTION_TIMEOUT_MS } = context.body ?? {}
  if (transactionalId !== undefined) refuseForeignTransaction(context.principal, transactionalId)
  const client = transactionClientOf(context)
  const { value, sequence } = done(
    transactionalId === undefined ? await client.initIdempotent() : await client.begin(transactionalId, timeoutMs),
  )
  return json(200, { producer_id: value.producerId, producer_epoch: value.producerEpoch }, sequenceHeader({ sequence }))
}
