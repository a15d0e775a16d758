// One produce call: parsed records become one Produce request, and its answer becomes one outcome a record, in the order of the records.
// The edge and the JSON socket both produce through here.
import type { KafkaErrorName } from '../kafka/errors.ts'
import type { PartitionProduceResponse, ProduceResponse, RefusedProducer, TopicProduceData } from '../kafka/requests/produce.ts'
import { accumulate } from './accumulate.ts'
import type { Accumulated, Placement, SequencedProducer } from './accumulate.ts'
import type { Delivery } from './delivery-report.ts'
import type { KeylessPartitioner } from './partitioner.ts'
import type { ParsedProduce, ProduceRecord } from './produce-record.ts'

/** What became of a record: stored, refused before it was sent, or refused by the cluster. */
export type RecordOutcome =
  | ({ readonly kind: 'stored' } & Delivery)
  | { readonly kind: 'refused'; readonly errorCode: number; readonly message: string }
  | {
      readonly kind: 'failed'
      readonly error: KafkaErrorName
      readonly message: string | null
      readonly producer?: RefusedSequence | undefined
    }

/** What a leader knows of a producer that it refuses, and what the producer said. */
export type RefusedSequence = RefusedProducer & { readonly receivedSequence: number }

export type ProduceTarget = {
  readonly topic: string
  readonly topicId: string
  readonly partitionCount: number
  readonly maxMessageBytes: number
  readonly keyless: KeylessPartitioner
  readonly nowMs: number
  readonly batchBytes?: number
  readonly producer?: SequencedProducer | null
  readonly isTransactional?: boolean
}

type Placed = Extract<Placement, { ok: true }>
type StoredAt = Pick<PartitionProduceResponse, 'baseOffset' | 'duplicate'>

/** What is known of a record whose answer nobody waits for. */
const NOWHERE: StoredAt = { baseOffset: -1 }

/** What a batch says that nobody numbered. */
const NO_SEQUENCE = -1

/** The records of one topic on their way. */
export class TopicCall {
  readonly topicData: TopicProduceData
  readonly #parsed: readonly ParsedProduce[]
  readonly #accumulated: Accumulated
  readonly #baseSequence: number

  constructor(parsed: readonly ParsedProduce[], target: ProduceTarget) {
    this.#parsed = parsed
    const records: ProduceRecord[] = []
    for (const one of parsed) if (one.ok) records.push(one.record)
    this.#accumulated = accumulate(records, target)
    this.#baseSequence = target.producer?.baseSequence ?? NO_SEQUENCE
    const partitionData = this.#accumulated.batches.map(({ partitionIndex, bytes, facts }) => ({
      index: partitionIndex,
      records: bytes,
      facts,
    }))
    this.topicData = { name: target.topic, topicId: target.topicId, partitionData }
  }

  /** Whether there is anything to send: refused records alone need no request. */
  get isEmpty(): boolean {
    return this.#accumulated.batches.length === 0
  }

  /** The partitions that the batches go to, one entry a batch. */
  get partitions(): readonly number[] {
    return this.#accumulated.batches.map(({ partitionIndex }) => partitionIndex)
  }

  /** True when some record can not even be sent, which ends a call that wants all or nothing. */
  get hasRefusal(): boolean {
    return this.#parsed.some(({ ok }) => !ok) || this.#accumulated.placements.some(({ ok }) => !ok)
  }

  /** One outcome a record. `responses` are those of this topic, one a batch, or null when no answer is waited for (acks=0). */
  outcomes(responses: readonly PartitionProduceResponse[] | null): RecordOutcome[] {
    let placed = 0
    return this.#parsed.map((one): RecordOutcome => {
      if (!one.ok) return { kind: 'refused', errorCode: one.errorCode, message: one.message }
      const placement = this.#accumulated.placements[placed++]
      if (placement === undefined) throw new Error('every record was placed')
      return this.#outcome(one.record, placement, responses)
    })
  }

  /** The outcomes of a call that was not sent, because something that belongs to it could not be. */
  unattempted(): RecordOutcome[] {
    return this.outcomes(null).map((outcome) =>
      outcome.kind === 'stored' ? { kind: 'failed', error: 'OPERATION_NOT_ATTEMPTED', message: null } : outcome,
    )
  }

  #outcome(record: ProduceRecord, placement: Placement, responses: readonly PartitionProduceResponse[] | null): RecordOutcome {
    if (!placement.ok) return { kind: 'refused', errorCode: placement.errorCode, message: placement.message }
    const response = responses?.[placement.batch] ?? null
    if (response === null) {
      if (responses !== null) throw new Error('every batch is answered')
      return this.#stored(record, placement, NOWHERE, placement.timestampMs)
    }
    if (response.error !== 'NONE') return this.#failed(response)
    return this.#stored(record, placement, response, timestampOf(record, placement.timestampMs, response))
  }

  #failed({ error, errorMessage: message, producer }: PartitionProduceResponse): RecordOutcome {
    if (producer === undefined) return { kind: 'failed', error, message }
    return { kind: 'failed', error, message, producer: { ...producer, receivedSequence: this.#baseSequence } }
  }

  /** One object, written out: this is made for every record of every call. */
  #stored(record: ProduceRecord, placement: Placed, { baseOffset, duplicate }: StoredAt, timestampMs: number): RecordOutcome {
    return {
      kind: 'stored',
      partitionId: this.#accumulated.batches[placement.batch]?.partitionIndex ?? -1,
      offset: baseOffset < 0 ? baseOffset : baseOffset + placement.indexInBatch,
      timestampMs,
      keyType: record.keyType,
      keySizeBytes: placement.keySizeBytes,
      valueType: record.valueType,
      valueSizeBytes: placement.valueSizeBytes,
      isDuplicate: duplicate !== undefined,
    }
  }
}

/** A retry is told the time of the first try: a record that brought none then got that of its whole batch. */
function timestampOf(record: ProduceRecord, placedMs: number, { logAppendTimeMs, duplicate }: PartitionProduceResponse): number {
  if (logAppendTimeMs >= 0) return logAppendTimeMs
  return duplicate === undefined ? placedMs : (record.timestampMs ?? duplicate.maxTimestampMs)
}

/** The answers to one topic of a request. */
export function responsesOf(response: ProduceResponse, index: number): readonly PartitionProduceResponse[] {
  return response.responses[index]?.partitionResponses ?? []
}
