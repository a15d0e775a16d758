// Who may write, read and cut off records.
// Source: KafkaApis.handleProduceRequest, handleFetchRequest, handleListOffsetRequest, handleDeleteRecordsRequest and
// handleOffsetForLeaderEpochRequest of Kafka 4.3.
import { deleteRecordsMessages } from '../../../../schema/kafka/protocol/messages/delete-records.ts'
import { fetchMessages } from '../../../../schema/kafka/protocol/messages/fetch.ts'
import { listOffsetsMessages } from '../../../../schema/kafka/protocol/messages/list-offsets.ts'
import { offsetForLeaderEpochMessages } from '../../../../schema/kafka/protocol/messages/offset-for-leader-epoch.ts'
import { produceMessages } from '../../../../schema/kafka/protocol/messages/produce.ts'
import type { MessageOf } from '../../../../schema/kafka/message/message-definition.ts'
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import { codeOf, HangUpError } from '../../wire-api.ts'
import { askForAllowed, guard, parted } from '../guard.ts'
import type { Guard } from '../guard.ts'
import { topicCheck } from '../topic-check.ts'

type ProduceTopic = MessageOf<typeof produceMessages.request>['topicData'][number]
type FetchTopic = MessageOf<typeof fetchMessages.request>['topics'][number]

const NO_ACKS = 0
const NO_RECORDS = new Uint8Array(0)
/** A fetch of all that it names, without a session before or after it. */
const WITHOUT_SESSION = { sessionId: 0, sessionEpoch: -1 }
const FIRST_OF_SESSION = 0

const produceGuard = guard(produceMessages, {
  scope: 'produce',
  async pass(request, access, next) {
    const { transactionalId, topicData, acks } = request
    const mayUseId = transactionalId === null || access.may('WRITE', 'TRANSACTIONAL_ID', transactionalId)
    const mayWrite = await topicCheck(access, 'WRITE', topicData)
    const parts = parted(topicData, (topic) => mayUseId && mayWrite(topic))
    const error = mayUseId ? 'TOPIC_AUTHORIZATION_FAILED' : 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'
    const answer = await askForAllowed(
      parts,
      (allowed) => next({ ...request, topicData: allowed }),
      { responses: [], throttleTimeMs: 0 },
      (answered, refused) => ({
        ...answered,
        responses: [...answered.responses, ...refused.map((topic) => refusedProduce(topic, error))],
      }),
    )
    // Nobody reads an answer: that something was refused is told by the end of the connection.
    if (acks === NO_ACKS && parts.refused.length > 0) throw new HangUpError('a produce with acks=0 was refused')
    return answer
  },
})

function refusedProduce({ name, topicId, partitionData }: ProduceTopic, error: KafkaErrorName) {
  const nowhere = { baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
  return {
    name,
    topicId,
    partitionResponses: partitionData.map(({ index }) => ({ ...nowhere, index, errorCode: codeOf(error), recordErrors: [] })),
  }
}

/**
 * Rights may change while a session of fetches lasts, and its later requests no longer name what they read. So who is held to rights gets no
 * session: every request names everything, and is looked at.
 */
const fetchGuard = guard(fetchMessages, {
  scope: 'observe',
  async pass(request, access, next) {
    if (request.sessionEpoch > FIRST_OF_SESSION) {
      return { throttleTimeMs: 0, errorCode: codeOf('FETCH_SESSION_ID_NOT_FOUND'), responses: [] }
    }
    const mayRead = await topicCheck(access, 'READ', request.topics.map(named))
    return askForAllowed(
      parted(request.topics, (topic) => mayRead(named(topic))),
      (allowed) => next({ ...request, ...WITHOUT_SESSION, topics: allowed, forgottenTopicsData: [] }),
      { throttleTimeMs: 0, errorCode: codeOf('NONE'), responses: [] },
      (answered, refused) => ({ ...answered, responses: [...answered.responses, ...refused.map(refusedFetch)] }),
    )
  },
})

function named({ topic, topicId }: FetchTopic) {
  return { name: topic, topicId }
}

function refusedFetch({ topic, topicId, partitions }: FetchTopic) {
  const errorCode = codeOf('TOPIC_AUTHORIZATION_FAILED')
  const unknown = { highWatermark: -1, abortedTransactions: null, records: NO_RECORDS }
  return { topic, topicId, partitions: partitions.map(({ partition }) => ({ ...unknown, partitionIndex: partition, errorCode })) }
}

const listOffsetsGuard = guard(listOffsetsMessages, {
  scope: 'observe',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.topics, ({ name }) => access.may('DESCRIBE', 'TOPIC', name)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: codeOf('TOPIC_AUTHORIZATION_FAILED') })),
          })),
        ],
      }),
    )
  },
})

const deleteRecordsGuard = guard(deleteRecordsMessages, {
  scope: 'admin',
  pass(request, access, next) {
    const errorCode = codeOf('TOPIC_AUTHORIZATION_FAILED')
    return askForAllowed(
      parted(request.topics, ({ name }) => access.may('DELETE', 'TOPIC', name)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1, errorCode })),
          })),
        ],
      }),
    )
  },
})

const offsetForLeaderEpochGuard = guard(offsetForLeaderEpochMessages, {
  scope: 'observe',
  pass(request, access, next) {
    return askForAllowed(
      parted(request.topics, ({ topic }) => access.may('DESCRIBE', 'TOPIC', topic)),
      (topics) => next({ ...request, topics }),
      { throttleTimeMs: 0, topics: [] },
      (answered, refused) => ({
        ...answered,
        topics: [
          ...answered.topics,
          ...refused.map(({ topic, partitions }) => ({
            topic,
            partitions: partitions.map(({ partition }) => ({ partition, errorCode: codeOf('TOPIC_AUTHORIZATION_FAILED') })),
          })),
        ],
      }),
    )
  },
})

export const RECORD_GUARDS: readonly Guard[] = [produceGuard, fetchGuard, listOffsetsGuard, deleteRecordsGuard, offsetForLeaderEpochGuard]
