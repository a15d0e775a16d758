// AddPartitionsToTxn (API key 24): partitions come into a transaction.
// Does: up to version 3 the one transaction of a producer. From 4 on several, for brokers that add or verify partitions on behalf of producers;
//   clients send them too, with one transaction.
// Does not: see notDone.
// Source: KafkaApis.handleAddPartitionsToTxnRequest and AddPartitionsToTxnRequest of Kafka 4.3; KIP-98, KIP-890.
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import { addPartitionsToTxnMessages } from '../../../../schema/kafka/protocol/messages/add-partitions-to-txn.ts'
import type { AddPartitionsToTxnRequest, AddPartitionsToTxnResponse } from '../../../../schema/kafka/requests/add-partitions-to-txn.ts'
import { MAX_TRANSACTIONAL_IDS } from '../../../../schema/limits.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import type { WireCall } from '../../wire-api.ts'

const BATCHED_FROM = 4

type Message = MessageOf<(typeof addPartitionsToTxnMessages)['request']>

export const addPartitionsToTxnApi = wireApi({
  ...addPartitionsToTxnMessages,
  notDone: [`A request with more than ${MAX_TRANSACTIONAL_IDS} transactions, which are more than there can be, is INVALID_REQUEST.`],
  serve: (message, call) => (call.apiVersion < BATCHED_FROM ? addToOne(message, call) : addToEach(message, call)),
})

async function addToOne(message: Message, { apiVersion, ask }: WireCall) {
  const { topics } = await ask('AddPartitionsToTxn', {
    apiVersion,
    transactionalId: message.v3AndBelowTransactionalId,
    producerId: message.v3AndBelowProducerId,
    producerEpoch: message.v3AndBelowProducerEpoch,
    verifyOnly: false,
    topics: message.v3AndBelowTopics,
  })
  return { throttleTimeMs: 0, errorCode: codeOf('NONE'), resultsByTransaction: [], resultsByTopicV3AndBelow: topics.map(resultOf) }
}

async function addToEach({ transactions }: Message, { apiVersion, ask }: WireCall) {
  const answer = { throttleTimeMs: 0, resultsByTopicV3AndBelow: [] }
  // Each is a call to the object, and a byte or two can announce one.
  if (transactions.length > MAX_TRANSACTIONAL_IDS) return { ...answer, errorCode: codeOf('INVALID_REQUEST'), resultsByTransaction: [] }
  const resultsByTransaction = await Promise.all(
    transactions.map(async (transaction: Omit<AddPartitionsToTxnRequest, 'apiVersion'>) => {
      const { topics } = await ask('AddPartitionsToTxn', { apiVersion, ...transaction })
      return { transactionalId: transaction.transactionalId, topicResults: topics.map(resultOf) }
    }),
  )
  return { ...answer, errorCode: codeOf('NONE'), resultsByTransaction }
}

function resultOf({ name, partitions }: AddPartitionsToTxnResponse['topics'][number]) {
  return {
    name,
    resultsByPartition: partitions.map(({ partitionIndex, error }) => ({ partitionIndex, partitionErrorCode: codeOf(error) })),
  }
}
