// /v3/clusters/{id}/transactions: a transaction from its beginning to its end, for those who speak HTTP. A call that names its producer in
// `Producer-Id` and `Producer-Epoch` is fenced like a Kafka client; one that does not speaks for whoever holds the id.
import {
  beginBody,
  begunTransaction,
  transactionHolder,
  transactionOffsets,
  transactionOffsetsBody,
} from '../../schema/api/transactions.ts'
import { batchReports, deliveryReport, produceBatchBody, produceBody } from '../../schema/api/records.ts'
import { DEFAULT_TRANSACTION_TIMEOUT_MS } from '../../schema/kafka/transaction-client.ts'
import type { Sender } from '../../schema/records/sender.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint, EndpointContext } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { refuseForeignTransaction } from '../http/serve-endpoint.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { addressOf } from '../kafka/resource.ts'
import { ownTopicOf } from '../records/by-topic.ts'
import { produceBatch } from '../records/produce-batch.ts'
import { produceOptions, produceQuery } from '../records/produce-options.ts'
import { produceWhole, unsignedOf } from '../records/produce-whole.ts'
import { transactionSenderOf } from '../records/request-sender.ts'
import { commitOffsets } from './commit-offsets.ts'
import { done, holderOf, shownHolder, transactionClientOf } from './transaction-client.ts'

const TRANSACTION = '/v3/clusters/:cluster_id/transactions/:transactional_id'
const JSON_TYPE = 'application/json'

const begin = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/transactions',
  tag: 'Transactions',
  summary: 'Begin a transaction',
  description:
    'FindCoordinator and InitProducerId: the caller holds the id from now on. Whoever held it before is fenced, and what it left open is aborted. ' +
    'Partitions join the transaction when they are first written to.',
  scope: 'produce',
  body: beginBody,
  responses: { 201: { description: 'Who writes in it.', schema: begunTransaction } },
  async handle(context) {
    const { transactional_id: transactionalId, timeout_ms: timeoutMs = DEFAULT_TRANSACTION_TIMEOUT_MS } = context.body
    refuseForeignTransaction(context.principal, transactionalId)
    const { value, sequence } = done(await transactionClientOf(context).begin(transactionalId, timeoutMs))
    const headers = { ...sequenceHeader({ sequence }), Location: addressOf(context, 'transactions', transactionalId) }
    return json(201, { ...shownHolder(value), timeout_ms: timeoutMs, coordinator_id: value.coordinatorId }, headers)
  },
})

const produce = endpoint({
  method: 'POST',
  path: `${TRANSACTION}/records`,
  tag: 'Transactions',
  summary: 'Produce records in a transaction',
  description: 'One JSON object after another, each with a `topic_name`. All are stored or none.',
  scope: 'produce',
  query: produceQuery,
  body: 'raw',
  bodySchema: produceBody,
  bodyTypes: [JSON_TYPE],
  responses: { 200: { description: 'A delivery report a record, separated by CR LF.', schema: deliveryReport } },
  async handle(context) {
    const options = produceOptions(context.query)
    const identify = identifierOf(context, options)
    return produceWhole(unsignedOf(context, options), context.request, identify, ownTopicOf(context.principal))
  },
})

const produceABatch = endpoint({
  method: 'POST',
  path: `${TRANSACTION}/records:batch`,
  tag: 'Transactions',
  summary: 'Produce a batch in a transaction',
  description: 'As the batch of several topics, always all or none.',
  scope: 'produce',
  query: produceQuery,
  body: 'raw',
  bodySchema: produceBatchBody,
  bodyTypes: [JSON_TYPE],
  responses: { 207: { description: 'Where each entry was stored.', schema: batchReports } },
  async handle(context) {
    const options = produceOptions(context.query)
    const identify = identifierOf(context, options)
    return produceBatch(unsignedOf(context, options), context.request, identify, ownTopicOf(context.principal))
  },
})

const sendOffsets = endpoint({
  method: 'POST',
  path: `${TRANSACTION}/offsets`,
  tag: 'Transactions',
  summary: 'Commit offsets of a group in a transaction',
  description: 'They count when the transaction is committed, together with its records.',
  scope: 'produce',
  body: transactionOffsetsBody,
  responses: {
    200: { description: 'All offsets are part of the transaction.', schema: transactionOffsets },
    207: { description: 'Some are not, for the reasons given.', schema: transactionOffsets },
  },
  async handle(context) {
    return commitOffsets(context, await holderOf(context), context.body)
  },
})

function endAs(verb: 'commit' | 'abort', description: string): Endpoint {
  return endpoint({
    method: 'POST',
    path: `${TRANSACTION}:${verb}`,
    tag: 'Transactions',
    summary: verb === 'commit' ? 'Commit a transaction' : 'Abort a transaction',
    description: `${description} The answer names the epoch that the next transaction is written with.`,
    scope: 'produce',
    responses: { 200: { description: 'Who goes on.', schema: transactionHolder } },
    async handle(context) {
      const { value, sequence } = done(await transactionClientOf(context).end(await holderOf(context), verb === 'commit'))
      return json(200, shownHolder(value), sequenceHeader({ sequence }))
    },
  })
}

export const transactionEndpoints: readonly Endpoint[] = [
  begin,
  produce,
  produceABatch,
  sendOffsets,
  endAs('commit', 'Its records and offsets count from now on, all at once.'),
  endAs('abort', 'Nobody who reads committed records ever sees its records, and its offsets never count.'),
]

type InTransaction = EndpointContext<{ readonly transactional_id: string }, unknown, unknown>

function identifierOf(context: InTransaction, options: ReturnType<typeof produceOptions>): (body: Uint8Array) => Promise<Sender> {
  return async (body) => transactionSenderOf(context.request, options, body, await holderOf(context))
}
