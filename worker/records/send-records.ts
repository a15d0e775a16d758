// Sending parsed records of one topic: what the edge remembers of the topic may be out of date, so a refusal that smells of it is tried once
// more with fresh facts. Nothing is sent twice: the retry only happens when every batch was refused.
import { clusterNowMs } from '../../schema/kafka/cluster-clock.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { ProduceResponse } from '../../schema/kafka/requests/produce.ts'
import { MAX_REMEMBERED_TOPICS } from '../../schema/limits.ts'
import { StickyPartitioner } from '../../schema/records/partitioner.ts'
import { responsesOf, TopicCall } from '../../schema/records/produce-call.ts'
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import { PARTITION_NOT_FOUND } from '../../schema/records/produce-record.ts'
import type { ParsedProduce } from '../../schema/records/produce-record.ts'
import { refuseSpread, requestFieldsOf, targetFieldsOf } from '../../schema/records/sender.ts'
import type { Sender } from '../../schema/records/sender.ts'
import { RestError } from '../http/rest-error.ts'
import { ask } from '../kafka/ask.ts'
import type { ProduceOptions } from './produce-options.ts'
import { forgetTopic } from '../kafka/topic-memory.ts'
import { findTopic } from './topic-facts.ts'
import type { Asker } from '../kafka/ask.ts'

export type Sending = Asker & {
  readonly options: ProduceOptions
  readonly sender: Sender
  readonly waitUntil: (promise: Promise<unknown>) => void
}

export type Sent = { readonly outcomes: readonly RecordOutcome[]; readonly sequence: number | null }

/** The records that go to one topic. */
export type TopicRecords = { readonly topic: string; readonly parsed: readonly ParsedProduce[] }

const STALE: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>(['UNKNOWN_TOPIC_ID', 'UNKNOWN_TOPIC_OR_PARTITION', 'MESSAGE_TOO_LARGE'])

/** Sends records of several topics in one request; outcomes are by topic, in the order given. With `atomic` all are written or none. */
export async function sendRecords(
  sending: Sending,
  topics: readonly TopicRecords[],
  atomic: boolean,
): Promise<{ readonly outcomes: readonly (readonly RecordOutcome[])[]; readonly sequence: number | null }> {
  const first = await trySending(sending, topics, atomic)
  if (!first.looksStale) return first
  for (const { topic } of topics) forgetTopic(sending.sandboxId, topic)
  return trySending(sending, topics, atomic)
}

/** Sends records of one topic. */
export async function sendTopicRecords(sending: Sending, topic: string, parsed: readonly ParsedProduce[]): Promise<Sent> {
  const { outcomes, sequence } = await sendRecords(sending, [{ topic, parsed }], false)
  return { outcomes: outcomes[0] ?? [], sequence }
}

type Attempt = { readonly outcomes: readonly (readonly RecordOutcome[])[]; readonly sequence: number | null; readonly looksStale: boolean }
type Prepared = { readonly call: TopicCall | null; readonly error: KafkaErrorName; readonly parsed: readonly ParsedProduce[] }

async function trySending(sending: Sending, topics: readonly TopicRecords[], atomic: boolean): Promise<Attempt> {
  const prepared = await Promise.all(topics.map((records) => prepare(sending, records)))
  const calls = prepared.flatMap(({ call }) => (call === null || call.isEmpty ? [] : [call]))
  const isBlocked = atomic && prepared.some(({ call }) => call === null || call.hasRefusal)
  if (calls.length === 0 || isBlocked) return unsent(prepared, isBlocked)
  const spread = refuseSpread(sending.sender, calls)
  if (spread !== null) throw new RestError({ status: spread.errorCode, code: 'INVALID_REQUEST', message: spread.message })
  const { acks, timeoutMs, brokerId } = sending.options
  const request = { ...requestFieldsOf(sending.sender), acks, timeoutMs, atomic, topicData: calls.map(({ topicData }) => topicData) }
  const answering = ask(sending, { api: 'Produce', request }, brokerId)
  if (acks === 0) {
    sending.waitUntil(answering)
    return { outcomes: prepared.map((one) => outcomesOf(one, null)), sequence: null, looksStale: false }
  }
  const { response, sequence } = await answering
  if (sending.sender.idempotencyKey !== null) refuseOtherLayout(calls, response)
  return { outcomes: outcomesByTopic(prepared, response), sequence, looksStale: wasStale(prepared, response) }
}

async function prepare(sending: Sending, { topic, parsed }: TopicRecords): Promise<Prepared> {
  const found = await findTopic(sending, topic, true)
  if (!found.ok) return { call: null, error: found.error, parsed }
  const { topicId, partitionCount, maxMessageBytes, clock } = found.facts
  const ofSender = targetFieldsOf(sending.sender, stickyOf(sending.sandboxId, topic), maxMessageBytes)
  const target = { topic, topicId, partitionCount, maxMessageBytes, nowMs: clusterNowMs(clock, Date.now()), ...ofSender }
  return { call: new TopicCall(parsed, target), error: 'NONE', parsed }
}

/** The first answer to a key tells of batches; which records are in them is only known as long as the same batches would be made again. */
function refuseOtherLayout(calls: readonly TopicCall[], response: ProduceResponse): void {
  const isAlike = calls.every(({ partitions }, index) => {
    const answered = responsesOf(response, index)
    return answered.length === partitions.length && answered.every((one, at) => one.index === partitions[at])
  })
  if (isAlike) return
  const message = 'The request was carried out before the topic was altered, so its records went to other partitions than they would now.'
  throw new RestError({ status: 409, code: 'POLICY_VIOLATION', message })
}

function outcomesByTopic(prepared: readonly Prepared[], response: ProduceResponse): RecordOutcome[][] {
  let sent = 0
  return prepared.map((one) => outcomesOf(one, one.call === null || one.call.isEmpty ? [] : responsesOf(response, sent++)))
}

function outcomesOf({ call, error, parsed }: Prepared, responses: Parameters<TopicCall['outcomes']>[0]): RecordOutcome[] {
  if (call !== null) return call.outcomes(responses)
  return parsed.map((one) =>
    one.ok ? { kind: 'failed', error, message: null } : { kind: 'refused', errorCode: one.errorCode, message: one.message },
  )
}

/** Nothing was sent: every record was refused here, or one was and all or none is wanted. */
function unsent(prepared: readonly Prepared[], isBlocked: boolean): Attempt {
  const outcomes = prepared.map((one) => {
    // Whatever could have been sent was not tried, because something else could not.
    if (isBlocked && one.call !== null) return one.call.unattempted()
    return outcomesOf(one, [])
  })
  const looksStale = outcomes.some((of) => of.some((outcome) => outcome.kind === 'refused' && outcome.errorCode === PARTITION_NOT_FOUND))
  return { outcomes, sequence: null, looksStale }
}

/** Partitions may have been added, the topic made again, or its batches allowed to be larger since the edge last asked. */
function wasStale(prepared: readonly Prepared[], response: ProduceResponse): boolean {
  const answers = response.responses.flatMap(({ partitionResponses }) => partitionResponses)
  return prepared.every(({ call }) => call !== null) && answers.length > 0 && answers.every(({ error }) => STALE.has(error))
}

const stickies = new Map<string, StickyPartitioner>()

/** Records without a key stay with a partition until about a batch is full, over all requests that this instance of the Worker serves. */
function stickyOf(sandboxId: string, topic: string): StickyPartitioner {
  const key = `${sandboxId}/${topic}`
  const known = stickies.get(key)
  if (known !== undefined) return known
  if (stickies.size >= MAX_REMEMBERED_TOPICS) stickies.clear()
  const sticky = new StickyPartitioner(Math.random)
  stickies.set(key, sticky)
  return sticky
}
