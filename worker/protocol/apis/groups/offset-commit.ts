// OffsetCommit (API key 8): how far a group has read.
// Does: every version. 2 to 4 may say how long the offsets are kept (KIP-211); from 10 on topics are named by their ids (KIP-848).
// Does not: see notDone.
// Source: KafkaApis.handleOffsetCommitRequest and OffsetCommitResponse of Kafka 4.3.
import type { OffsetCommitResponse, OffsetCommitTopic } from '../../../../schema/kafka/requests/offset-commit.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { offsetCommitMessages } from '../../../../schema/kafka/protocol/messages/offset-commit.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { topicName } from './topic-ids.ts'

export const offsetCommitApi = wireApi({
  ...offsetCommitMessages,
  notDone: [],
  async serve({ topics, ...commit }, { apiVersion, ask }) {
    const wanted = topics.map((topic) => wantedTopic(topic, apiVersion))
    const { topics: committed } = await ask('OffsetCommit', { ...commit, apiVersion, topics: wanted })
    return { throttleTimeMs: 0, topics: committed.map(topicOf) }
  },
})

function wantedTopic(topic: OffsetCommitTopic, apiVersion: number): OffsetCommitTopic {
  return { ...topicName(topic, apiVersion), partitions: topic.partitions }
}

function topicOf({ name, topicId = ZERO_UUID, partitions }: OffsetCommitResponse['topics'][number]) {
  return { name, topicId, partitions: partitions.map(({ partitionIndex, error }) => ({ partitionIndex, errorCode: codeOf(error) })) }
}
