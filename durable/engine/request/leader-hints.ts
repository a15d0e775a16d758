// Where the leader is, for a client that was told that it is not here, or that its epoch is over (KIP-951). What is told is what the broker
// that was asked believes.
// Source: KafkaApis.getCurrentLeader and handleProduceRequest, handleFetchRequest of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { CurrentLeader, LeaderEndpoints } from '../../../schema/kafka/requests/leader-hint.ts'
import type { MetadataBroker } from '../../../schema/kafka/requests/metadata.ts'
import type { ClusterView } from '../cluster.ts'
import { brokerHost, brokerPort } from '../controller/broker-address.ts'
import { believed } from '../replication/believed.ts'

const NOBODY: CurrentLeader = { leaderId: -1, leaderEpoch: -1 }

/** An answer of one partition that may carry a hint. */
type Hintable = { readonly error: KafkaErrorName; readonly currentLeader?: CurrentLeader }

/** Whether an answer with this error says where the leader is. */
export function needsHint({ error }: { readonly error: KafkaErrorName }): boolean {
  return error === 'NOT_LEADER_OR_FOLLOWER' || error === 'FENCED_LEADER_EPOCH'
}

/** The hints of one answer. */
export class LeaderHints {
  readonly #cluster: ClusterView
  readonly #endpoints = new Map<number, MetadataBroker>()

  constructor(cluster: ClusterView) {
    this.#cluster = cluster
  }

  /** @param brokerId the broker that answers; null for a client that goes where the metadata says, and needs no hint. */
  add<Answer extends Hintable>(answer: Answer, brokerId: number | null, topic: string, partitionIndex: number): Answer {
    if (brokerId === null || !needsHint(answer)) return answer
    const currentLeader = this.#leaderOf(brokerId, topic, partitionIndex)
    this.#addEndpoint(currentLeader.leaderId)
    return { ...answer, currentLeader }
  }

  /** To be spread into the answer when all its partitions have their hints. */
  get endpoints(): LeaderEndpoints {
    return this.#endpoints.size === 0 ? {} : { nodeEndpoints: [...this.#endpoints.values()] }
  }

  #leaderOf(brokerId: number, name: string, partitionIndex: number): CurrentLeader {
    const topic = this.#cluster.topics.get(name)
    const partition = topic?.partitions[partitionIndex]
    const broker = this.#cluster.brokers.get(brokerId)
    if (topic === undefined || partition === undefined || broker === undefined) return NOBODY
    const { leader, leaderEpoch } = believed(broker, topic, partition)
    return { leaderId: leader, leaderEpoch }
  }

  #addEndpoint(nodeId: number): void {
    const broker = this.#cluster.brokers.get(nodeId)
    if (broker === undefined || broker.fenced) return
    this.#endpoints.set(nodeId, { nodeId, host: brokerHost(nodeId), port: brokerPort(nodeId), rack: broker.rack })
  }
}
