// Journal entries as text and back. What every produce writes (an append, followers that fetch, a high watermark that moves) and the offsets of
// every commit are written as short lists without field names: a row of them is a third as long, which makes commits cheaper and checkpoints rarer. Everything else is
// written as it is. An entry of the first kind is a list; earlier versions stored objects, and those are read as well.
import type { KafkaApi } from '../../schema/kafka/requests/apis.ts'
import type { JournalEntry, Trigger } from '../engine/event.ts'
import type { LogChange } from '../engine/log/log-change.ts'
import type { ProducerFacts } from '../engine/log/producer-state.ts'
import type { ClusterRecord, RecordOf } from '../engine/record.ts'
import { longOffsets, shortOffsets } from './offsets-text.ts'
import type { ShortOffsets } from './offsets-text.ts'

type Appended = Extract<LogChange, { kind: 'batch.appended' }>
type Fetched = RecordOf<'replica.fetched'>

type LogChanged = RecordOf<'log.changed'>

/**
 * Fields that a short form has no place for: a record that has one of them is written as it is. A field that is added to these records does
 * not compile until it is thought of here.
 */
const RARE_LOG_FIELDS = namesOf<Exclude<keyof LogChanged, 'kind' | 'topic' | 'partitionIndex' | 'change'>>({ brokerId: true, reason: true })
type ShortAppendField = 'kind' | 'baseOffset' | 'lastOffset' | 'maxTimestamp' | 'sizeBytes' | 'nowMs' | 'indexed' | 'producer'
const RARE_APPEND_FIELDS = namesOf<Exclude<keyof Appended, ShortAppendField>>({})
type ShortProducerField = 'producerId' | 'producerEpoch' | 'baseSequence' | 'isTransactional'
const RARE_PRODUCER_FIELDS = namesOf<Exclude<keyof ProducerFacts, ShortProducerField>>({ marker: true })
type ShortFetchField = 'kind' | 'topic' | 'partitionIndex' | 'brokerIds' | 'logEndOffset' | 'highWatermark' | 'logStartOffset'
const RARE_FETCH_FIELDS = namesOf<Exclude<keyof Fetched, ShortFetchField>>({})

function namesOf<Name extends string>(fields: Record<Name, true>): readonly Name[] {
  return Object.keys(fields) as Name[]
}

function hasAny<Name extends string>(value: { readonly [Key in Name]?: unknown }, names: readonly Name[]): boolean {
  for (const name of names) if (value[name] !== undefined) return true
  return false
}

/** 0 stands for the topic of the record before. */
type Place = 0 | string
type ShortProducer = [producerId: number, producerEpoch: number, baseSequence: number, transactional: 0 | 1]
type Short =
  | readonly [
      'b',
      topic: Place,
      partition: number,
      baseOffset: number,
      records: number,
      maxTimestamp: number,
      sizeBytes: number,
      nowMs: number,
      indexed: 0 | 1,
      ...producer: ShortProducer | [],
    ]
  | readonly ['h', topic: Place, partition: number, highWatermark: number]
  | readonly [
      'f',
      topic: Place,
      partition: number,
      brokerIds: readonly number[],
      logEndOffset: number,
      highWatermark: number,
      logStartOffset: number,
    ]
  | ShortOffsets
type StoredRecord = Short | ClusterRecord
type StoredTrigger = Trigger | readonly [api: KafkaApi, brokerId: number | null]
type StoredEntry = readonly [nowMs: number, trigger: StoredTrigger, causes: readonly number[], records: readonly StoredRecord[], goesOn?: 1]

export function encodeEntries(entries: readonly JournalEntry[]): string {
  return JSON.stringify(entries.map(shorten))
}

export function decodeEntries(text: string): JournalEntry[] {
  return (JSON.parse(text) as (StoredEntry | JournalEntry)[]).map((stored) => ('records' in stored ? stored : expand(stored)))
}

function shorten({ nowMs, trigger, causes, records, goesOn }: JournalEntry): StoredEntry {
  let topic = ''
  const short = records.map((record): StoredRecord => {
    if (!('partitionIndex' in record)) return record
    const place = record.topic === topic ? 0 : record.topic
    topic = record.topic
    return shortForm(record, place, nowMs)
  })
  const shortTrigger = trigger.kind === 'request' ? ([trigger.api, trigger.brokerId] as const) : trigger
  return goesOn === true ? [nowMs, shortTrigger, causes, short, 1] : [nowMs, shortTrigger, causes, short]
}

type PartitionRecord = Extract<ClusterRecord, { partitionIndex: number }>

function shortForm(record: PartitionRecord, topic: Place, nowMs: number): StoredRecord {
  const { partitionIndex } = record
  if (record.kind === 'replica.fetched' && !hasAny(record, RARE_FETCH_FIELDS)) {
    return ['f', topic, partitionIndex, record.brokerIds, record.logEndOffset, record.highWatermark, record.logStartOffset]
  }
  if (record.kind === 'offsets.appended') return shortOffsets(record, topic, nowMs) ?? record
  if (record.kind !== 'log.changed' || hasAny(record, RARE_LOG_FIELDS)) return record
  const { change } = record
  if (change.kind === 'highWatermark.moved') return ['h', topic, partitionIndex, change.highWatermark]
  if (change.kind !== 'batch.appended' || hasAny(change, RARE_APPEND_FIELDS)) return record
  const { baseOffset, lastOffset, maxTimestamp, sizeBytes, indexed, producer } = change
  if (producer !== undefined && hasAny(producer, RARE_PRODUCER_FIELDS)) return record
  const records = lastOffset - baseOffset
  const changedMs = change.nowMs - nowMs
  const ofProducer: ShortProducer | [] = producer === undefined ? [] : shortProducer(producer)
  return [
    'b',
    topic,
    partitionIndex,
    baseOffset,
    records,
    maxTimestamp - nowMs,
    sizeBytes,
    changedMs,
    indexed === true ? 1 : 0,
    ...ofProducer,
  ]
}

function shortProducer({ producerId, producerEpoch, baseSequence, isTransactional }: ProducerFacts): ShortProducer {
  return [producerId, producerEpoch, baseSequence, isTransactional === true ? 1 : 0]
}

function longProducer([producerId, producerEpoch, baseSequence, transactional]: ShortProducer): ProducerFacts {
  const numbers = { producerId, producerEpoch, baseSequence }
  return transactional === 1 ? { ...numbers, isTransactional: true } : numbers
}

function expand([nowMs, trigger, causes, stored, goesOn]: StoredEntry): JournalEntry {
  let topic = ''
  const records = stored.map((record): ClusterRecord => {
    const whole = Array.isArray(record) ? longForm(record as Short, topic, nowMs) : (record as ClusterRecord)
    if ('partitionIndex' in whole) topic = whole.topic
    return whole
  })
  const entry = { nowMs, trigger: isShortTrigger(trigger) ? requestTrigger(trigger) : trigger, causes, records }
  return goesOn === 1 ? { ...entry, goesOn: true } : entry
}

function isShortTrigger(trigger: StoredTrigger): trigger is readonly [KafkaApi, number | null] {
  return Array.isArray(trigger)
}

function requestTrigger([api, brokerId]: readonly [api: KafkaApi, brokerId: number | null]): Trigger {
  return { kind: 'request', api, brokerId }
}

function longForm(short: Short, previousTopic: string, nowMs: number): ClusterRecord {
  const topic = short[1] === 0 ? previousTopic : short[1]
  const partitionIndex = short[2]
  switch (short[0]) {
    case 'f':
      return {
        kind: 'replica.fetched',
        topic,
        partitionIndex,
        brokerIds: short[3],
        logEndOffset: short[4],
        highWatermark: short[5],
        logStartOffset: short[6],
      }
    case 'o':
      return longOffsets(short, topic, nowMs)
    case 'h':
      return { kind: 'log.changed', topic, partitionIndex, change: { kind: 'highWatermark.moved', highWatermark: short[3] } }
    case 'b': {
      const [, , , baseOffset, count, maxTimestamp, sizeBytes, changedMs, indexed, ...producer] = short
      const change: Appended = {
        kind: 'batch.appended',
        baseOffset,
        lastOffset: baseOffset + count,
        maxTimestamp: maxTimestamp + nowMs,
        sizeBytes,
        nowMs: changedMs + nowMs,
        ...(indexed === 1 ? { indexed: true } : {}),
        ...(producer.length === 0 ? {} : { producer: longProducer(producer) }),
      }
      return { kind: 'log.changed', topic, partitionIndex, change }
    }
  }
}
