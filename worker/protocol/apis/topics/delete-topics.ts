// DeleteTopics (API key 20): topics and all that they hold go.
// Does: by name, and from version 6 on by id (KIP-516); who names neither or both is INVALID_REQUEST. Until version 2 there is no word for deletion
//   that is switched off, so it is INVALID_REQUEST there.
// Does not: see notDone.
// Source: ControllerApis.deleteTopics of Kafka 4.3.
import type { KafkaErrorName } from '../../../../schema/kafka/errors.ts'
import type { DeletedTopic } from '../../../../schema/kafka/requests/delete-topics.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { deleteTopicsMessages } from '../../../../schema/kafka/protocol/messages/delete-topics.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

const STRUCTS_FROM = 6
const DISABLED_FROM = 3

type AskedTopic = { readonly name: string | null; readonly topicId: string }

export const deleteTopicsApi = wireApi({
  ...deleteTopicsMessages,
  notDone: ['A topic is gone in the moment in which it is deleted, so timeoutMs is not looked at.'],
  async serve({ topics, topicNames }, { apiVersion, ask }) {
    const isByStruct = apiVersion >= STRUCTS_FROM
    const malformed = isByStruct ? topics.filter(isMalformed) : []
    const wanted = isByStruct ? namesAndIds(topics.filter((topic) => !isMalformed(topic))) : { topicNames, topicIds: [] }
    const { responses } = await ask('DeleteTopics', wanted)
    return { throttleTimeMs: 0, responses: [...malformed.map(refused), ...responses.map((deleted) => resultOf(deleted, apiVersion))] }
  },
})

function isMalformed({ name, topicId }: AskedTopic): boolean {
  return (name === null) === (topicId === ZERO_UUID)
}

function namesAndIds(topics: readonly AskedTopic[]): { readonly topicNames: readonly string[]; readonly topicIds: readonly string[] } {
  return {
    topicNames: topics.flatMap(({ name }) => (name === null ? [] : [name])),
    topicIds: topics.flatMap(({ name, topicId }) => (name === null ? [topicId] : [])),
  }
}

function refused({ name, topicId }: AskedTopic) {
  const errorMessage = name === null ? 'Neither topic name nor id were specified.' : 'You may not specify both topic name and topic id.'
  return { name, topicId, errorCode: codeOf('INVALID_REQUEST'), errorMessage }
}

function resultOf({ name, topicId, error, errorMessage }: DeletedTopic, apiVersion: number) {
  return { name, topicId: topicId ?? ZERO_UUID, errorCode: codeOf(inVersion(error, apiVersion)), errorMessage }
}

function inVersion(error: KafkaErrorName, apiVersion: number): KafkaErrorName {
  return error === 'TOPIC_DELETION_DISABLED' && apiVersion < DISABLED_FROM ? 'INVALID_REQUEST' : error
}
