// When a produce with acks=all is done: everything committed, or certain not to be.
// Source: DelayedProduce and Partition.checkEnoughReplicasReachOffset of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { PartitionProduceResponse, ProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { assert } from '../assert.ts'
import type { ClusterView } from '../cluster.ts'
import type { Reply } from '../decision.ts'
import { believed } from '../replication/believed.ts'
import { minIsrOf } from '../replication/high-watermark.ts'
import { replicaOf, replicaOffsets } from '../replication/replica.ts'
import { LeaderHints } from '../request/leader-hints.ts'
import type { Waiting, WaitingPartition } from './waiting.ts'

type WaitingProduce = Extract<Waiting, { kind: 'produce' }>
export type Verdict = KafkaErrorName | 'waiting'

/** The answer, or null while a partition still waits. */
export function judgeProduce(cluster: ClusterView, reply: Reply, { partitions }: WaitingProduce): Reply | null {
  const verdicts = partitions.map((partition) => judgeCommit(cluster, partition))
  return verdicts.includes('waiting') ? null : withErrors(cluster, reply, partitions, verdicts)
}

/** The answer when the time is up: what is committed is, the rest is REQUEST_TIMED_OUT though it is in the log. */
export function timedOut(cluster: ClusterView, reply: Reply, { partitions }: WaitingProduce): Reply {
  const verdicts = partitions.map((partition) => {
    const verdict = judgeCommit(cluster, partition)
    return verdict === 'waiting' ? 'REQUEST_TIMED_OUT' : verdict
  })
  return withErrors(cluster, reply, partitions, verdicts)
}

/** Whether one append is committed, still waits, or never will be. */
export function judgeCommit(cluster: ClusterView, waiting: WaitingPartition): Verdict {
  const topic = cluster.topics.get(waiting.topic)
  const partition = topic?.partitions[waiting.partitionIndex]
  if (topic?.topicId !== waiting.topicId || partition === undefined) return 'UNKNOWN_TOPIC_OR_PARTITION'
  const broker = cluster.brokers.get(waiting.brokerId)
  if (broker === undefined || broker.process === 'down' || broker.process === 'starting') return 'NETWORK_EXCEPTION'
  // A paused broker neither answers nor notices what happens to it.
  if (broker.process === 'paused') return 'waiting'
  const { leader, leaderEpoch, isr } = believed(broker, topic, partition)
  const replica = replicaOf(partition, waiting.brokerId)
  if (leader !== waiting.brokerId || leaderEpoch !== waiting.leaderEpoch || replica === undefined) return 'NOT_LEADER_OR_FOLLOWER'
  if (isr.length < minIsrOf(topic, partition)) return 'NOT_ENOUGH_REPLICAS_AFTER_APPEND'
  return replicaOffsets(partition, replica).highWatermark >= waiting.requiredOffset ? 'NONE' : 'waiting'
}

function withErrors(cluster: ClusterView, reply: Reply, partitions: readonly WaitingPartition[], verdicts: readonly Verdict[]): Reply {
  if (verdicts.every((verdict) => verdict === 'NONE')) return reply
  assert(reply.api === 'Produce', 'only a produce waits for commits')
  const errors = new Map(partitions.map(({ topic, partitionIndex }, index) => [`${topic}/${partitionIndex}`, verdicts[index]]))
  const hints = new LeaderHints(cluster)
  const brokerId = partitions[0]?.brokerId ?? null
  const responses = reply.response.responses.map(({ name, partitionResponses }) => ({
    name,
    partitionResponses: partitionResponses.map((response) => {
      return hints.add(withError(response, errors.get(`${name}/${response.index}`)), brokerId, name, response.index)
    }),
  }))
  return { ...reply, response: { responses, ...hints.endpoints } satisfies ProduceResponse }
}

function withError(response: PartitionProduceResponse, verdict: Verdict | undefined): PartitionProduceResponse {
  if (response.error !== 'NONE' || verdict === undefined || verdict === 'NONE' || verdict === 'waiting') return response
  return { ...response, error: verdict, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
}
