// /v3/clusters/{id}/transactions as an administrator sees them: what Kafka's admin client lists, describes, fences and terminates.
import { transaction, transactionHolder, transactionList, transactionsQuery } from '../../schema/api/transactions.ts'
import type { DescribedTransaction } from '../../schema/kafka/requests/describe-transactions.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint, EndpointContext } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { compareText } from '../http/paging.ts'
import { badRequest } from '../http/rest-error.ts'
import { ask, refuseError, sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { addressOf, listResponse, resourceMetadata } from '../kafka/resource.ts'
import { mayName } from '../kafka/topic-names.ts'
import { done, shownHolder, transactionClientOf } from './transaction-client.ts'

const TRANSACTION = '/v3/clusters/:cluster_id/transactions/:transactional_id'
/** A filter that leaves nothing out. */
const ANY_DURATION = -1

const listTransactions = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/transactions',
  tag: 'Transactions',
  summary: 'List the transactions',
  description: 'Every transactional id that a coordinator knows, with the state of its last transaction.',
  scope: 'observe',
  query: transactionsQuery,
  responses: { 200: { description: 'The transactions, by id.', schema: transactionList } },
  async handle(context) {
    const { query, principal } = context
    const stateFilters = query.states?.split(',').filter(Boolean) ?? []
    const producerIdFilters = query.producer_id === undefined ? [] : [query.producer_id]
    const { duration_ms: durationFilterMs = ANY_DURATION, pattern: transactionalIdPattern = null } = query
    const request = { stateFilters, producerIdFilters, durationFilterMs, transactionalIdPattern }
    const { response } = await ask(context, { api: 'ListTransactions', request })
    refuseError(response.error, null)
    if (response.unknownStateFilters.length > 0)
      throw badRequest(`Bad Request: there is no state ${response.unknownStateFilters.join(', ')}.`)
    const visible = response.transactionStates.filter(({ transactionalId }) => mayName(principal, transactionalId))
    return listResponse({
      kind: 'KafkaTransactionList',
      self: addressOf(context, 'transactions'),
      sorted: visible.toSorted((left, right) => compareText(left.transactionalId, right.transactionalId)),
      keyOf: ({ transactionalId }) => transactionalId,
      compare: compareText,
      query,
      show: ({ transactionalId, transactionState: state, producerId }) => ({
        kind: 'KafkaTransactionListing',
        metadata: resourceMetadata(context, 'transactions', transactionalId),
        cluster_id: context.sandboxId,
        transactional_id: transactionalId,
        state,
        producer_id: producerId,
      }),
    })
  },
})

const getTransaction = endpoint({
  method: 'GET',
  path: TRANSACTION,
  tag: 'Transactions',
  summary: 'Get a transaction',
  scope: 'observe',
  responses: { 200: { description: 'The last transaction of the id, open or not.', schema: transaction } },
  async handle(context) {
    return json(200, showTransaction(context, await describe(context, context.params.transactional_id)))
  },
})

const fence = endpoint({
  method: 'POST',
  path: `${TRANSACTION}:fence`,
  tag: 'Transactions',
  summary: 'Fence the producers of a transactional id',
  description: 'As the admin client fences: InitProducerId in the place of whoever holds the id. What was left open is aborted.',
  scope: 'admin',
  responses: { 200: { description: 'The id and epoch that nobody writes with.', schema: transactionHolder } },
  async handle(context) {
    return fenceProducers(context, context.params.transactional_id)
  },
})

const terminate = endpoint({
  method: 'POST',
  path: `${TRANSACTION}:terminate`,
  tag: 'Transactions',
  summary: 'Terminate a transaction',
  description:
    'As the admin client terminates by force: fences an id that is known (404 for any other), which aborts its open transaction.',
  scope: 'admin',
  responses: { 200: { description: 'The id and epoch that nobody writes with.', schema: transactionHolder } },
  async handle(context) {
    const { transactionalId } = await describe(context, context.params.transactional_id)
    return fenceProducers(context, transactionalId)
  },
})

export const transactionAdminEndpoints: readonly Endpoint[] = [listTransactions, getTransaction, fence, terminate]

async function fenceProducers(asker: Asker, transactionalId: string): Promise<Response> {
  const { value, sequence } = done(await transactionClientOf(asker).fence(transactionalId))
  return json(200, shownHolder(value), sequenceHeader({ sequence }))
}

async function describe(asker: Asker, transactionalId: string): Promise<DescribedTransaction> {
  const { response } = await ask(asker, { api: 'DescribeTransactions', request: { transactionalIds: [transactionalId] } })
  const [described] = response.transactionStates
  if (described === undefined) throw new Error('DescribeTransactions answers for every id that it is asked for.')
  refuseError(described.error, null)
  return described
}

function showTransaction(context: EndpointContext<unknown, unknown, unknown>, described: DescribedTransaction): object {
  const { transactionalId, transactionState: state, transactionStartTimeMs: startMs, topics } = described
  const visible = topics.filter(({ topic }) => mayName(context.principal, topic))
  return {
    kind: 'KafkaTransaction',
    metadata: resourceMetadata(context, 'transactions', transactionalId),
    cluster_id: context.sandboxId,
    transactional_id: transactionalId,
    state,
    producer_id: described.producerId,
    producer_epoch: described.producerEpoch,
    timeout_ms: described.transactionTimeoutMs,
    start_time: startMs < 0 ? null : new Date(startMs).toISOString(),
    partitions: visible.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic_name: topic, partition_id: partition }))),
  }
}
