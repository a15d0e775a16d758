// Produce (API key 0).
// Does: appends record batches to the leader's log, gives offsets, stamps LogAppendTime. Answers per partition. Refuses what Kafka's
//   LogValidator and UnifiedLog refuse (log/check-append.ts). acks=all refuses below min ISR and otherwise waits until all is committed
//   (purgatory/delayed-produce.ts). A leader that was voted out and does not know it goes on appending, to a log of its own. A producer with an
//   id is idempotent: its retries are found and written once. Beyond Kafka, the leader numbers the batches of those who cannot
//   (stampedProducer), and a whole request may carry a key under which it is carried out once (idempotency-keys.ts). Inside a transaction the
//   leaders first see to it that the coordinator knows of their partitions (produce-transaction.ts). Who is no leader says who is (KIP-951).
// Does not: acks=0 without an answer (a matter of the wire), re-compression to the topic's compression.type.
// Source: ReplicaManager.appendRecords, Partition.appendRecordsToLeader of Kafka 4.3; KIP-98, KIP-467, KIP-679, KIP-966.
import { IDEMPOTENCY_KEY_REUSED } from '../../../schema/kafka/requests/produce.ts'
import type { ProduceRequest, ProduceResponse, TopicProduceData, TopicProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { IDEMPOTENCY_KEY_MS } from '../../../schema/limits.ts'
import type { ClusterView, TopicView } from '../cluster.ts'
import { isInternalTopic } from '../coordinator/internal-topics.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import { findTopic } from '../find-topic.ts'
import type { Patience } from '../input.ts'
import type { WaitingPartition } from '../purgatory/waiting.ts'
import type { Step } from '../step.ts'
import { keepAnswer, repeatAnswer } from './idempotency-keys.ts'
import type { KeptAnswer, KeptBatch } from './idempotency-keys.ts'
import { LeaderHints } from './leader-hints.ts'
import { ALL, refused, TopicAppends } from './produce-append.ts'
import type { Refusal } from './produce-producer.ts'
import { joinProduce } from './produce-transaction.ts'
import type { JoinedTransaction } from './produce-transaction.ts'

export function decideProduce(step: Step, request: ProduceRequest, patience: Patience): Decision<'Produce'> {
  const kept = keptAnswerOf(step, request)
  const refusal = refuseRequest(request, kept)
  if (refusal !== null) return refuseAll(step, request, refusal)
  const repeated = kept === null ? null : repeatAnswer(step, kept, patience.brokerId)
  if (repeated !== null) return answerWhenDone(step, request, repeated, repeated.waiting)
  const joined = joinProduce(step, request, patience)
  if (joined.kind === 'joined') return carryOut(step, request, patience.brokerId, joined)
  const refusals = refuseAll(step, request, joined.refusal)
  return joined.kind === 'waits' ? { ...refusals, waiting: joined.waiting } : refusals
}

function refuseAll(step: Step, { topicData }: ProduceRequest, refusal: Refusal): Decision<'Produce'> {
  return step.decision<'Produce'>({ responses: topicData.map((data) => refusedTopic(data, refusal)) })
}

function keptAnswerOf({ cluster, nowMs }: Step, { idempotencyKey }: ProduceRequest): DeepReadonly<KeptAnswer> | null {
  if (!idempotencyKey) return null
  const kept = cluster.idempotencyKeys.get(idempotencyKey.key)
  return kept === undefined || kept.keptMs + IDEMPOTENCY_KEY_MS <= nowMs ? null : kept
}

function refuseRequest({ acks, idempotencyKey }: ProduceRequest, kept: DeepReadonly<KeptAnswer> | null): Refusal | null {
  if (acks !== 0 && acks !== 1 && acks !== ALL) return { error: 'INVALID_REQUIRED_ACKS', message: null }
  const isReused = kept !== null && kept.fingerprint !== idempotencyKey?.fingerprint
  return isReused ? { error: 'INVALID_REQUEST', message: IDEMPOTENCY_KEY_REUSED } : null
}

function carryOut(step: Step, request: ProduceRequest, brokerId: number | null, joined: JoinedTransaction): Decision<'Produce'> {
  const { idempotencyKey } = request
  const hints = new LeaderHints(step.cluster)
  const waiting: WaitingPartition[] = []
  const written: KeptBatch[] = []
  const responses = request.topicData.map((data) => {
    const topic = topicOf(step.cluster, data)
    if ('error' in topic) return refusedTopic(data, topic)
    const appends = new TopicAppends({ step, request, brokerId, topic, joined }, data.partitionData)
    const partitionResponses = data.partitionData.map((ofPartition) => {
      return hints.add(appends.append(ofPartition), brokerId, topic.name, ofPartition.index)
    })
    waiting.push(...appends.finish())
    written.push(...appends.written)
    return { name: topic.name, partitionResponses }
  })
  const isAtomic = request.atomic || Boolean(idempotencyKey)
  if (isAtomic && responses.some(hasError)) return answer<'Produce'>({ responses: responses.map(notAttempted) })
  if (idempotencyKey) keepAnswer(step, idempotencyKey, written)
  return answerWhenDone(step, request, { responses, ...hints.endpoints }, waiting)
}

function topicOf(cluster: ClusterView, data: TopicProduceData): TopicView | Refusal {
  const found = findTopic(cluster, data.name, data.topicId)
  const name = found.ok ? found.topic.name : data.name
  if (isInternalTopic(name)) return { error: 'INVALID_TOPIC_EXCEPTION', message: `Only the brokers write to ${name}.` }
  return found.ok ? found.topic : { error: found.error, message: null }
}

function answerWhenDone(
  step: Step,
  { acks, timeoutMs }: ProduceRequest,
  { responses, nodeEndpoints }: ProduceResponse,
  waiting: readonly WaitingPartition[],
): Decision<'Produce'> {
  const response = { responses, ...(nodeEndpoints && { nodeEndpoints }) }
  if (acks !== ALL || waiting.length === 0) return step.decision<'Produce'>(response)
  const deadlineMs = step.nowMs + Math.max(0, timeoutMs)
  return step.decision<'Produce'>(response, { kind: 'produce', deadlineMs, partitions: waiting })
}

function hasError({ partitionResponses }: TopicProduceResponse): boolean {
  return partitionResponses.some(({ error }) => error !== 'NONE')
}

function refusedTopic({ name, partitionData }: TopicProduceData, refusal: Refusal): TopicProduceResponse {
  return { name, partitionResponses: partitionData.map((data) => refused(data, refusal)) }
}

/** What was decided for the good batches is thrown away with the step, so nothing of it happens. */
function notAttempted({ name, partitionResponses }: TopicProduceResponse): TopicProduceResponse {
  const refusal: Refusal = { error: 'OPERATION_NOT_ATTEMPTED', message: null }
  return {
    name,
    partitionResponses: partitionResponses.map((response) => (response.error === 'NONE' ? refused(response, refusal) : response)),
  }
}
