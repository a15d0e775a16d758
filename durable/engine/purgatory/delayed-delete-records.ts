// When DeleteRecords is done: every live replica has moved the start of its log up to what was asked.
// Source: DelayedDeleteRecords and Partition.lowWatermarkIfLeader of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { DeleteRecordsPartitionResult } from '../../../schema/kafka/requests/delete-records.ts'
import { assert } from '../assert.ts'
import type { ClusterView, PartitionView } from '../cluster.ts'
import type { Reply } from '../decision.ts'
import { believed } from '../replication/believed.ts'
import { replicaOf, replicaOffsets } from '../replication/replica.ts'
import type { Waiting, WaitingPartition } from './waiting.ts'

type WaitingDelete = Extract<Waiting, { kind: 'deleteRecords' }>
type Verdict = { readonly error: KafkaErrorName | 'waiting'; readonly lowWatermark: number }

/** The answer, or null while a partition still waits. */
export function judgeDeleteRecords(cluster: ClusterView, reply: Reply, { partitions }: WaitingDelete): Reply | null {
  const verdicts = partitions.map((partition) => judge(cluster, partition))
  return verdicts.some(({ error }) => error === 'waiting') ? null : withVerdicts(reply, partitions, verdicts)
}

/** The answer when the time is up: the start has moved on the leader all the same. */
export function timedOutDeleteRecords(cluster: ClusterView, reply: Reply, { partitions }: WaitingDelete): Reply {
  const verdicts = partitions.map((partition) => {
    const verdict = judge(cluster, partition)
    return verdict.error === 'waiting' ? { ...verdict, error: 'REQUEST_TIMED_OUT' as const } : verdict
  })
  return withVerdicts(reply, partitions, verdicts)
}

function judge(cluster: ClusterView, waiting: WaitingPartition): Verdict {
  const topic = cluster.topics.get(waiting.topic)
  const partition = topic?.partitions[waiting.partitionIndex]
  if (topic?.topicId !== waiting.topicId || partition === undefined) return failed('UNKNOWN_TOPIC_OR_PARTITION')
  const broker = cluster.brokers.get(waiting.brokerId)
  if (broker === undefined || broker.process === 'down' || broker.process === 'starting') return failed('NETWORK_EXCEPTION')
  if (broker.process === 'paused') return failed('waiting')
  const { leader } = believed(broker, topic, partition)
  if (leader !== waiting.brokerId) return failed('NOT_LEADER_OR_FOLLOWER')
  const lowWatermark = lowWatermarkOf(cluster, partition, waiting.brokerId)
  return { error: lowWatermark >= waiting.requiredOffset ? 'NONE' : 'waiting', lowWatermark }
}

function failed(error: Verdict['error']): Verdict {
  return { error, lowWatermark: -1 }
}

/** The smallest log start of all replicas on brokers that are alive, as the leader knows them. */
export function lowWatermarkOf(cluster: ClusterView, partition: PartitionView, leader: number): number {
  const own = replicaOf(partition, leader)
  let lowWatermark = own === undefined ? -1 : replicaOffsets(partition, own).logStartOffset
  for (const { brokerId, known } of partition.replicaStates) {
    const isAlive = cluster.brokers.get(brokerId)?.fenced === false
    if (brokerId !== leader && isAlive) lowWatermark = Math.min(lowWatermark, known.logStartOffset)
  }
  return lowWatermark
}

function withVerdicts(reply: Reply, partitions: readonly WaitingPartition[], verdicts: readonly Verdict[]): Reply {
  assert(reply.api === 'DeleteRecords', 'only DeleteRecords waits for the followers’ log starts')
  const byPartition = new Map(partitions.map(({ topic, partitionIndex }, index) => [`${topic}/${partitionIndex}`, verdicts[index]]))
  const topics = reply.response.topics.map(({ name, partitions: results }) => ({
    name,
    partitions: results.map((result) => withVerdict(result, byPartition.get(`${name}/${result.partitionIndex}`))),
  }))
  return { ...reply, response: { topics } }
}

function withVerdict(result: DeleteRecordsPartitionResult, verdict: Verdict | undefined): DeleteRecordsPartitionResult {
  if (result.error !== 'NONE' || verdict === undefined || verdict.error === 'waiting') return result
  return { ...result, error: verdict.error, lowWatermark: verdict.lowWatermark }
}
