// Who may write in transactions, see them, and end those of others.
// Source: the handlers of KafkaApis of Kafka 4.3. There only brokers send the newer versions of AddPartitionsToTxn; here whoever sends one is
// held to what holds for the older ones.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { addOffsetsToTxnMessages } from '../../../../schema/kafka/protocol/messages/add-offsets-to-txn.ts'
import { addPartitionsToTxnMessages } from '../../../../schema/kafka/protocol/messages/add-partitions-to-txn.ts'
import { describeProducersMessages } from '../../../../schema/kafka/protocol/messages/describe-producers.ts'
import { describeTransactionsMessages } from '../../../../schema/kafka/protocol/messages/describe-transactions.ts'
import { endTxnMessages } from '../../../../schema/kafka/protocol/messages/end-txn.ts'
import { initProducerIdMessages } from '../../../../schema/kafka/protocol/messages/init-producer-id.ts'
import { listTransactionsMessages } from '../../../../schema/kafka/protocol/messages/list-transactions.ts'
import { txnOffsetCommitMessages } from '../../../../schema/kafka/protocol/messages/txn-offset-commit.ts'
import { writeTxnMarkersMessages } from '../../../../schema/kafka/protocol/messages/write-txn-markers.ts'
import { codeOf } from '../../wire-api.ts'
import { askForAllowed, guard, parted } from '../guard.ts'
import type { Guard } from '../guard.ts'
import type { Access } from '../rights.ts'

const UNAUTHORIZED_ID = codeOf('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')

const initProducerIdGuard = guard(initProducerIdMessages, {
  scope: 'produce',
  async pass(request, access, next) {
    const { transactionalId } = request
    const refusal = transactionalId === null ? refuseIdempotence(access) : refuseId(access, transactionalId)
    return refusal === null ? next(request) : { throttleTimeMs: 0, errorCode: codeOf(refusal), producerEpoch: -1 }
  },
})

function refuseId(access: Access, transactionalId: string): KafkaErrorName | null {
  return access.may('WRITE', 'TRANSACTIONAL_ID', transactionalId) ? null : 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'
}

/** Who may write anywhere may be idempotent there (KIP-679). */
function refuseIdempotence(access: Access): KafkaErrorName | null {
  return access.mayInCluster('IDEMPOTENT_WRITE') || access.mayOnSomeTopic('WRITE') ? null : 'CLUSTER_AUTHORIZATION_FAILED'
}

type AddedTopic = { readonly name: string; readonly partitions: readonly number[] }

/** Null where all of it is allowed. When a topic is not, none is added. */
function refusedPartitions(access: Access, transactionalId: string, topics: readonly AddedTopic[]) {
  const mayUseId = access.may('WRITE', 'TRANSACTIONAL_ID', transactionalId)
  const mayWrite = ({ name }: AddedTopic): boolean => access.may('WRITE', 'TOPIC', name)
  if (mayUseId && topics.every(mayWrite)) return null
  const errorOf = (topic: AddedTopic): KafkaErrorName => {
    if (!mayUseId) return 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'
    return mayWrite(topic) ? 'OPERATION_NOT_ATTEMPTED' : 'TOPIC_AUTHORIZATION_FAILED'
  }
  return topics.map((topic) => ({
    name: topic.name,
    resultsByPartition: topic.partitions.map((partitionIndex) => ({ partitionIndex, partitionErrorCode: codeOf(errorOf(topic)) })),
  }))
}

const addPartitionsToTxnGuard = guard(addPartitionsToTxnMessages, {
  scope: 'produce',
  async pass(request, access, next) {
    const { transactions, v3AndBelowTransactionalId: single, v3AndBelowTopics: topics } = request
    if (transactions.length === 0) {
      const refused = refusedPartitions(access, single, topics)
      return refused === null
        ? next(request)
        : { throttleTimeMs: 0, errorCode: 0, resultsByTransaction: [], resultsByTopicV3AndBelow: refused }
    }
    const refusals = new Map(transactions.map((each) => [each, refusedPartitions(access, each.transactionalId, each.topics)]))
    return askForAllowed(
      parted(transactions, (each) => refusals.get(each) === null),
      (allowed) => next({ ...request, transactions: allowed }),
      { throttleTimeMs: 0, errorCode: 0, resultsByTransaction: [], resultsByTopicV3AndBelow: [] },
      (answered, refused) => ({
        ...answered,
        resultsByTransaction: [
          ...answered.resultsByTransaction,
          ...refused.map((each) => ({ transactionalId: each.transactionalId, topicResults: refusals.get(each) ?? [] })),
        ],
      }),
    )
  },
})

const addOffsetsToTxnGuard = guard(addOffsetsToTxnMessages, {
  scope: 'produce',
  async pass(request, access, next) {
    const { transactionalId, groupId } = request
    if (!access.may('WRITE', 'TRANSACTIONAL_ID', transactionalId)) return { throttleTimeMs: 0, errorCode: UNAUTHORIZED_ID }
    if (!access.may('READ', 'GROUP', groupId)) return { throttleTimeMs: 0, errorCode: codeOf('GROUP_AUTHORIZATION_FAILED') }
    return next(request)
  },
})

const endTxnGuard = guard(endTxnMessages, {
  scope: 'produce',
  async pass(request, access, next) {
    return access.may('WRITE', 'TRANSACTIONAL_ID', request.transactionalId)
      ? next(request)
      : { throttleTimeMs: 0, errorCode: UNAUTHORIZED_ID }
  },
})

const txnOffsetCommitGuard = guard(txnOffsetCommitMessages, {
  scope: 'produce',
  async pass(request, access, next) {
    const mayUseId = access.may('WRITE', 'TRANSACTIONAL_ID', request.transactionalId)
    const mayCommit = access.may('READ', 'GROUP', request.groupId)
    const ofTopic = mayCommit ? codeOf('TOPIC_AUTHORIZATION_FAILED') : codeOf('GROUP_AUTHORIZATION_FAILED')
    const errorCode = mayUseId ? ofTopic : UNAUTHORIZED_ID
    return askForAllowed(
      parted(request.topics, ({ name }) => mayUseId && mayCommit && access.may('READ', 'TOPIC', name)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
          })),
        ],
      }),
    )
  },
})

const writeTxnMarkersGuard = guard(writeTxnMarkersMessages, {
  scope: 'admin',
  async pass(request, access, next) {
    if (access.mayInCluster('ALTER') || access.mayInCluster('CLUSTER_ACTION')) return next(request)
    const errorCode = codeOf('CLUSTER_AUTHORIZATION_FAILED')
    return {
      markers: request.markers.map(({ producerId, topics }) => ({
        producerId,
        topics: topics.map(({ name, partitionIndexes }) => ({
          name,
          partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, errorCode })),
        })),
      })),
    }
  },
})

const describeProducersGuard = guard(describeProducersMessages, {
  scope: 'observe',
  pass(request, access, next) {
    const unknown = { errorCode: codeOf('TOPIC_AUTHORIZATION_FAILED'), activeProducers: [] }
    return askForAllowed(
      parted(request.topics, ({ name }) => access.may('READ', 'TOPIC', name)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name, partitionIndexes }) => ({
            name,
            partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, ...unknown })),
          })),
        ],
      }),
    )
  },
})

const describeTransactionsGuard = guard(describeTransactionsMessages, {
  scope: 'observe',
  pass(request, access, next) {
    const unknown = {
      transactionState: '',
      transactionTimeoutMs: 0,
      transactionStartTimeMs: 0,
      producerId: 0,
      producerEpoch: 0,
      topics: [],
    }
    return askForAllowed(
      parted(request.transactionalIds, (transactionalId) => access.may('DESCRIBE', 'TRANSACTIONAL_ID', transactionalId)),
      async (transactionalIds) => {
        const answer = await next({ ...request, transactionalIds })
        if (answer === null) return null
        const states = answer.transactionStates.map((state) => ({
          ...state,
          topics: state.topics.filter(({ topic }) => access.may('DESCRIBE', 'TOPIC', topic)),
        }))
        return { ...answer, transactionStates: states }
      },
      { throttleTimeMs: 0, transactionStates: [] },
      (answered, refused) => ({
        ...answered,
        transactionStates: [
          ...answered.transactionStates,
          ...refused.map((transactionalId) => ({ errorCode: UNAUTHORIZED_ID, transactionalId, ...unknown })),
        ],
      }),
    )
  },
})

const listTransactionsGuard = guard(listTransactionsMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    const answer = await next(request)
    if (answer === null) return null
    const isSeen = (transactionalId: string): boolean => access.may('DESCRIBE', 'TRANSACTIONAL_ID', transactionalId)
    return { ...answer, transactionStates: answer.transactionStates.filter((state) => isSeen(state.transactionalId)) }
  },
})

export const TRANSACTION_GUARDS: readonly Guard[] = [
  initProducerIdGuard,
  addPartitionsToTxnGuard,
  addOffsetsToTxnGuard,
  endTxnGuard,
  txnOffsetCommitGuard,
  writeTxnMarkersGuard,
  describeProducersGuard,
  describeTransactionsGuard,
  listTransactionsGuard,
]
