// DescribeQuorum (API key 55, KIP-595, KIP-836).
// Does: the leader of the quorum and its epoch; every controller as a voter and every broker as an observer, each with how far it has read the
//   metadata log: to its end while it can be heard, and -1 where the leader cannot know.
// Does not: directory ids (KIP-853). Raft itself is not replayed, so a voter that is heard has everything.
// Source: KafkaRaftClient.handleDescribeQuorumRequest and LeaderState.describeQuorum of Kafka 4.3.
import type { DescribeQuorumRequest, QuorumReplica } from '../../../schema/kafka/requests/describe-quorum.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { canTalk } from '../network/links.ts'
import type { Step } from '../step.ts'

export function decideDescribeQuorum(step: Step, request: DescribeQuorumRequest): Decision<'DescribeQuorum'> {
  const { activeController: leaderId, controllerEpoch: leaderEpoch, controllers, brokers, metadataLog } = step.cluster
  if (!isAboutMetadata(request)) return answer<'DescribeQuorum'>({ error: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: null, ...NOTHING })
  return answer<'DescribeQuorum'>({
    error: 'NONE',
    errorMessage: null,
    leaderId,
    leaderEpoch,
    highWatermark: metadataLog.highWatermark,
    currentVoters: [...controllers.keys()].map((nodeId) => replicaOfQuorum(step, nodeId, null)),
    nodes: [...controllers.keys()].map((nodeId) => {
      return { nodeId, listeners: [{ name: 'CONTROLLER', host: brokerHost(nodeId), port: brokerPort(nodeId) }] }
    }),
    observers: [...brokers.values()].map(({ brokerId, silentSinceMs }) => replicaOfQuorum(step, brokerId, silentSinceMs)),
  })
}

const NOTHING = { leaderId: -1, leaderEpoch: -1, highWatermark: -1, currentVoters: [], observers: [], nodes: [] }

function isAboutMetadata({ topics }: DescribeQuorumRequest): boolean {
  const partitions = topics.filter(({ topicName }) => topicName === '__cluster_metadata').flatMap((topic) => topic.partitions)
  return topics.length === 1 && partitions.length === 1 && partitions[0] === 0
}

function replicaOfQuorum({ cluster, nowMs }: Step, replicaId: number, silentSinceMs: number | null): QuorumReplica {
  const { activeController, metadataLog } = cluster
  if (replicaId === activeController || canTalk(cluster, replicaId, activeController)) {
    return { replicaId, logEndOffset: metadataLog.logEndOffset, lastFetchTimestamp: nowMs, lastCaughtUpTimestamp: nowMs }
  }
  const lastHeardMs = silentSinceMs ?? -1
  return { replicaId, logEndOffset: -1, lastFetchTimestamp: lastHeardMs, lastCaughtUpTimestamp: lastHeardMs }
}
