// Produces with a key of their own, which Kafka does not have: the same request sent twice is carried out once. The answer is kept in the same
// step as the batches, and so is it lost with them: a leader that has not got them any more carries the request out anew.
import type { IdempotencyKey, PartitionProduceResponse, TopicProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { IDEMPOTENCY_KEY_MS, MAX_IDEMPOTENCY_KEY_BATCHES, MAX_IDEMPOTENCY_KEYS } from '../../../schema/limits.ts'
import type { ClusterView } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { epochForOffset } from '../log/leader-epochs.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import type { Step } from '../step.ts'
import { leaderLogOf } from './leader-log.ts'
import type { LeaderLog } from './leader-log.ts'

/** A batch that a request with a key has written, in the order of its request. */
export type KeptBatch = {
  readonly topic: string
  readonly topicId: string
  readonly partitionIndex: number
  readonly baseOffset: number
  readonly lastOffset: number
  readonly leaderEpoch: number
  readonly maxTimestampMs: number
}

export type KeptAnswer = {
  readonly fingerprint: string
  readonly keptMs: number
  readonly batches: readonly KeptBatch[]
}

export type RepeatedAnswer = { readonly responses: TopicProduceResponse[]; readonly waiting: WaitingPartition[] }

/** What was answered to this key; null when nothing was, or when what it was about is not in the leaders' logs any more. */
export function repeatAnswer(step: Step, { batches }: DeepReadonly<KeptAnswer>, brokerId: number | null): RepeatedAnswer | null {
  const responses = new Map<string, PartitionProduceResponse[]>()
  const waiting = new Map<string, WaitingPartition>()
  for (const batch of batches) {
    const { topic, topicId, partitionIndex, lastOffset } = batch
    const leader = leaderWith(step.cluster, batch, brokerId)
    if (leader === null) return null
    const ofTopic = responses.get(topic) ?? []
    responses.set(topic, [...ofTopic, repeated(step.cluster, batch, leader)])
    const { leaderEpoch } = leader.registration
    const requiredOffset = Math.max(lastOffset + 1, waiting.get(`${topic}/${partitionIndex}`)?.requiredOffset ?? 0)
    const waits = { topic, topicId, partitionIndex, brokerId: leader.brokerId, leaderEpoch, requiredOffset }
    waiting.set(`${topic}/${partitionIndex}`, waits)
  }
  const topics = Array.from(responses, ([name, partitionResponses]) => ({ name, partitionResponses }))
  return { responses: topics, waiting: [...waiting.values()] }
}

/** The leader, when its log has the batch: it reaches that far, and it was written in the same epoch. What retention took away was there. */
function leaderWith(cluster: ClusterView, batch: KeptBatch, brokerId: number | null): LeaderLog | null {
  const topic = cluster.topics.get(batch.topic)
  const partition = topic?.partitions[batch.partitionIndex]
  if (topic?.topicId !== batch.topicId || partition === undefined) return null
  const leader = leaderLogOf(cluster, topic, partition, brokerId)
  if (!leader.ok || leader.offsets.logEndOffset <= batch.lastOffset) return null
  const isThere = epochForOffset(leader.log.leaderEpochs, batch.baseOffset) === batch.leaderEpoch
  return isThere || batch.baseOffset < leader.offsets.logStartOffset ? leader : null
}

function repeated({ topics }: ClusterView, batch: KeptBatch, { offsets }: LeaderLog): PartitionProduceResponse {
  const { partitionIndex: index, baseOffset, maxTimestampMs } = batch
  const stampsTime = topics.get(batch.topic)?.effectiveConfigs.messageTimestampType === 'LogAppendTime'
  const logAppendTimeMs = stampsTime ? maxTimestampMs : -1
  const { logStartOffset } = offsets
  return { index, error: 'NONE', errorMessage: null, baseOffset, logAppendTimeMs, logStartOffset, duplicate: { maxTimestampMs } }
}

/** Keeps the answer to a request that was carried out, and forgets what is too old or too much. */
export function keepAnswer(step: Step, { key, fingerprint }: IdempotencyKey, batches: readonly KeptBatch[]): void {
  const expired = keysToForget(step, key, batches.length)
  if (expired.length > 0) step.records.push({ kind: 'idempotencyKeys.expired', keys: expired })
  step.records.push({ kind: 'idempotencyKey.kept', key, fingerprint, batches })
}

function keysToForget({ cluster, nowMs }: Step, key: string, batchCount: number): string[] {
  const others = [...cluster.idempotencyKeys].filter(([other]) => other !== key)
  let keptBatches = others.reduce((sum, [, { batches }]) => sum + batches.length, batchCount)
  let left = others.length
  const expired: string[] = []
  for (const [other, { keptMs, batches }] of others) {
    const isTooMuch = left >= MAX_IDEMPOTENCY_KEYS || keptBatches > MAX_IDEMPOTENCY_KEY_BATCHES
    if (!isTooMuch && keptMs + IDEMPOTENCY_KEY_MS > nowMs) break
    expired.push(other)
    keptBatches -= batches.length
    left--
  }
  return expired
}
