// DescribeQuorum (API key 55): the controllers, who leads them, and how far everybody has read the metadata log.
// Does: leader, epoch, high watermark, voters and observers; from version 1 on when each was last heard; from 2 on the addresses of the voters.
// Does not: see notDone.
// Source: ControllerApis.handleDescribeQuorum and KafkaRaftClient.handleDescribeQuorumRequest of Kafka 4.3; KIP-595, KIP-836, KIP-853.
import { kafkaError } from '../../../../schema/kafka/errors.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { describeQuorumMessages } from '../../../../schema/kafka/protocol/messages/describe-quorum.ts'
import type { DescribeQuorumRequest, DescribeQuorumResponse, QuorumReplica } from '../../../../schema/kafka/requests/describe-quorum.ts'
import { codeOf, wireApi } from '../../wire-api.ts'

const NODES_FROM = 2

type AskedTopic = DescribeQuorumRequest['topics'][number]

export const describeQuorumApi = wireApi({
  ...describeQuorumMessages,
  notDone: ['The voters are static (kraft.version 0), so they have no directory ids.'],
  async serve({ topics }, { apiVersion, ask }) {
    const asked = topics.map(({ topicName, partitions }) => ({
      topicName,
      partitions: partitions.map(({ partitionIndex }) => partitionIndex),
    }))
    const answer = await ask('DescribeQuorum', { topics: asked })
    if (answer.error !== 'NONE' && answer.error !== 'UNKNOWN_TOPIC_OR_PARTITION') {
      return { errorCode: codeOf(answer.error), errorMessage: answer.errorMessage, topics: [], nodes: [] }
    }
    const nodes = apiVersion < NODES_FROM ? [] : answer.nodes
    return { errorCode: codeOf('NONE'), errorMessage: null, topics: asked.map((topic) => quorumOf(topic, answer)), nodes }
  },
})

/** There is one quorum. Whoever asks for another topic or partition is told so, partition by partition. */
function quorumOf({ topicName, partitions }: AskedTopic, answer: DescribeQuorumResponse) {
  const { error, leaderId, leaderEpoch, highWatermark, currentVoters, observers } = answer
  const quorum = { leaderId, leaderEpoch, highWatermark, currentVoters: currentVoters.map(replicaOf), observers: observers.map(replicaOf) }
  return {
    topicName,
    partitions: partitions.map((partitionIndex) => {
      return { partitionIndex, errorCode: codeOf(error), errorMessage: error === 'NONE' ? null : kafkaError(error).message, ...quorum }
    }),
  }
}

function replicaOf(replica: QuorumReplica) {
  return { ...replica, replicaDirectoryId: ZERO_UUID }
}
