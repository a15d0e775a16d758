// …/partitions/{p}/producers: the producers that a partition's leader knows of, and the end of a transaction that hangs there.
import { abortedHere, activeProducerList } from '../../schema/api/producers.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import type { ActiveProducer } from '../../schema/kafka/requests/describe-producers.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { compareNumbers } from '../http/paging.ts'
import { producerIdParameter } from '../http/path-parameters.ts'
import { notFound } from '../http/rest-error.ts'
import { ask, askPartition, refuseError, sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { addressOf, listResponse, resourceMetadata } from '../kafka/resource.ts'
import type { Place } from '../kafka/resource.ts'

const PRODUCERS = '/v3/clusters/:cluster_id/topics/:topic_name/partitions/:partition_id/producers'
/** A marker by hand ends the epoch that it finds; only coordinators give it a new one. */
const TRANSACTION_VERSION = 0

type OfPartition = { readonly topicName: string; readonly partitionIndex: number }

const listProducers = endpoint({
  method: 'GET',
  path: PRODUCERS,
  tag: 'Producers',
  summary: 'List the producers of a partition',
  description: 'DescribeProducers: who wrote with a producer id and is remembered, and whose transaction is open.',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The producers, by id.', schema: activeProducerList } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    const producers = await askProducers(context, { topicName, partitionIndex })
    return listResponse({
      kind: 'KafkaProducerList',
      self: addressOf(context, 'topics', topicName, 'partitions', partitionIndex, 'producers'),
      sorted: producers.toSorted((left, right) => left.producerId - right.producerId),
      keyOf: ({ producerId }) => String(producerId),
      compare: compareNumbers,
      query: context.query,
      show: (producer) => showProducer(context, { topicName, partitionIndex }, producer),
    })
  },
})

const abortHanging = endpoint({
  method: 'POST',
  path: `${PRODUCERS}/:producer_id:abort`,
  tag: 'Producers',
  summary: 'Abort a hanging transaction',
  description:
    'Writes an abort marker into this one partition, as the admin client does for a transaction that its coordinator knows nothing of any more. ' +
    'A transaction that is not hanging is ended where it was begun.',
  scope: 'admin',
  responses: { 200: { description: 'The marker was written.', schema: abortedHere } },
  async handle(context) {
    const { topic_name: topicName, partition_id: partitionId } = context.params
    const producerId = producerIdParameter(context.params.producer_id)
    const { partitionIndex } = await askPartition(context, topicName, partitionId)
    const place = { topicName, partitionIndex }
    const producer = (await askProducers(context, place)).find((active) => active.producerId === producerId)
    if (producer === undefined) throw notFound(`Producer ${producerId} is not known to partition ${topicName}-${partitionIndex}.`)
    const { producerEpoch, currentTxnStartOffset } = producer
    if (currentTxnStartOffset < 0)
      throw kafkaRestError('INVALID_TXN_STATE', `Producer ${producerId} has no open transaction in this partition.`)
    const answered = await writeAbortMarker(context, place, producer)
    const aborted = { topic_name: topicName, partition_id: partitionIndex, producer_id: producerId, producer_epoch: producerEpoch }
    return json(200, { ...aborted, start_offset: currentTxnStartOffset }, sequenceHeader(answered))
  },
})

export const partitionProducerEndpoints: readonly Endpoint[] = [listProducers, abortHanging]

async function askProducers(asker: Asker, { topicName, partitionIndex }: OfPartition): Promise<readonly ActiveProducer[]> {
  const request = { topics: [{ name: topicName, partitionIndexes: [partitionIndex] }] }
  const { response } = await ask(asker, { api: 'DescribeProducers', request })
  const [described] = response.topics[0]?.partitions ?? []
  if (described === undefined) throw new Error('DescribeProducers answers for every partition that it is asked for.')
  refuseError(described.error, described.errorMessage)
  return described.activeProducers
}

async function writeAbortMarker(
  asker: Asker,
  { topicName, partitionIndex }: OfPartition,
  { producerId, producerEpoch, coordinatorEpoch }: ActiveProducer,
): Promise<Answered<'WriteTxnMarkers'>> {
  const marker = {
    producerId,
    producerEpoch,
    transactionResult: false,
    coordinatorEpoch: Math.max(0, coordinatorEpoch),
    transactionVersion: TRANSACTION_VERSION,
    topics: [{ name: topicName, partitionIndexes: [partitionIndex] }],
  }
  const answered = await ask(asker, { api: 'WriteTxnMarkers', request: { markers: [marker] } })
  const [written] = answered.response.markers[0]?.topics[0]?.partitions ?? []
  if (written === undefined) throw new Error('WriteTxnMarkers answers for every partition of a marker.')
  refuseError(written.error, null)
  return answered
}

function showProducer(place: Place, { topicName, partitionIndex }: OfPartition, producer: ActiveProducer): object {
  const { producerId, producerEpoch, lastSequence, lastTimestamp, coordinatorEpoch, currentTxnStartOffset } = producer
  return {
    kind: 'KafkaProducer',
    metadata: resourceMetadata(place, 'topics', topicName, 'partitions', partitionIndex, 'producers', producerId),
    cluster_id: place.sandboxId,
    topic_name: topicName,
    partition_id: partitionIndex,
    producer_id: producerId,
    producer_epoch: producerEpoch,
    last_sequence: lastSequence,
    last_timestamp: lastTimestamp,
    coordinator_epoch: coordinatorEpoch,
    current_transaction_start_offset: currentTxnStartOffset < 0 ? null : currentTxnStartOffset,
  }
}
