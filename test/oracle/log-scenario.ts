// Plays the steps of the oracle's log scenarios on our own log: the functions that decide, the one that applies, and bytes in memory.
// A step that the log does not know yet is answered with a reason, so that a scenario fails honestly instead of passing by omission.
import { moveLogStart, removeSegmentsBeforeStart } from '../../durable/engine/log/log-start.ts'
import { AppendPlan } from '../../durable/engine/log/append.ts'
import type { AppendSettings } from '../../durable/engine/log/append.ts'
import { applyLogChange } from '../../durable/engine/log/log-change.ts'
import type { LogChange } from '../../durable/engine/log/log-change.ts'
import { findOffset } from '../../durable/engine/log/offsets-by-time.ts'
import { emptyLog } from '../../durable/engine/log/partition-log.ts'
import type { PartitionLog } from '../../durable/engine/log/partition-log.ts'
import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { encodeControlBatch } from '../../schema/kafka/control-record.ts'
import { decodeBatchHeader, stampBatch, stampLogAppendTime } from '../../schema/kafka/record-batch.ts'
import { checkTopicConfigs } from '../../schema/kafka/topic-configs.ts'
import type { TopicConfigs } from '../../schema/kafka/topic-configs.ts'
import { MemoryStore } from '../support/memory-store.ts'
import { difference } from './case-result.ts'

/** Kafka's mock clock starts here. */
const START_MS = 1_700_000_000_000

export type LogStep = { readonly op: string; readonly expected: unknown } & Readonly<Record<string, unknown>>
export type LogScenarioCase = {
  readonly id: string
  readonly config?: Readonly<Record<string, string>>
  readonly steps: readonly LogStep[]
}

type ScenarioRecord = { readonly k?: string | null; readonly v?: string | null; readonly ts?: number }

const encoder = new TextEncoder()

/** Null when every step answers what Kafka answers, else the first difference. */
export function playLogScenario(scenario: LogScenarioCase): string | null {
  const player = new LogPlayer(scenario.config ?? {})
  for (const [index, step] of scenario.steps.entries()) {
    const actual = player.play(step)
    const found = difference(step.expected, actual)
    if (found !== null) return `step ${index} (${step.op}): ${found}`
  }
  return null
}

class LogPlayer {
  readonly #store = new MemoryStore()
  #log: PartitionLog = emptyLog(START_MS)
  #configs: TopicConfigs
  #nowMs = START_MS
  #nextExtentId = 0

  constructor(config: Readonly<Record<string, string>>) {
    this.#configs = configsOf(config)
  }

  play(step: LogStep): unknown {
    switch (step.op) {
      case 'append':
        return this.#append(step['records'] as ScenarioRecord[], (step['leaderEpoch'] as number | undefined) ?? this.#leaderEpoch, step)
      case 'marker':
        return this.#marker(step)
      case 'assignEpoch':
        return this.#startEpoch(step['epoch'] as number)
      case 'hw':
        this.#apply([{ kind: 'highWatermark.moved', highWatermark: (step['offset'] as number | undefined) ?? this.#log.logEndOffset }])
        return { highWatermark: this.#log.highWatermark }
      case 'sleep':
        this.#nowMs += step['ms'] as number
        return { now: this.#nowMs }
      case 'roll':
        return this.#roll()
      case 'deleteRecords':
        return this.#deleteRecords(step['offset'] as number)
      case 'deleteOldSegments':
        return this.#deleteOldSegments()
      case 'listOffsets':
        return findOffset(this.#log, this.#store, step['timestamp'] as number) ?? { none: true }
      case 'setConfig':
        this.#configs = configsOf(step['config'] as Record<string, string>)
        return { ok: true }
      case 'reload':
        this.#log = JSON.parse(JSON.stringify(this.#log)) as PartitionLog
        return this.#state()
      case 'state':
        return this.#state()
      default:
        return { notPlayed: step.op }
    }
  }

  get #leaderEpoch(): number {
    return this.#log.leaderEpochs.at(-1)?.epoch ?? 0
  }

  get #settings(): AppendSettings {
    return { configs: this.#configs, nowMs: this.#nowMs, nextExtentId: () => this.#nextExtentId++, nextRollJitterMs: () => 0 }
  }

  #apply(changes: readonly LogChange[]): void {
    for (const change of changes) applyLogChange(this.#log, change)
  }

  #append(records: readonly ScenarioRecord[], leaderEpoch: number, step: LogStep): unknown {
    const builder = new RecordBatchBuilder()
    for (const { k, v, ts } of records) builder.append(ts ?? this.#nowMs, bytesOf(k), bytesOf(v), [])
    const isTransactional = step['txn'] === true
    const producer =
      typeof step['pid'] === 'number'
        ? { producerId: step['pid'], producerEpoch: step['pepoch'] as number, baseSequence: step['seq'] as number }
        : {}
    return { ...this.#write(builder.build({ ...producer, isTransactional }), leaderEpoch), duplicate: false }
  }

  #marker(step: LogStep): unknown {
    const batch = encodeControlBatch({
      type: step['type'] as 'COMMIT' | 'ABORT',
      timestampMs: this.#nowMs,
      producerId: step['pid'] as number,
      producerEpoch: step['pepoch'] as number,
      coordinatorEpoch: (step['coordinatorEpoch'] as number | undefined) ?? 0,
    })
    return { offset: this.#write(batch, this.#leaderEpoch).baseOffset }
  }

  #write(bytes: Uint8Array, leaderEpoch: number): { baseOffset: number; lastOffset: number } {
    if (this.#configs.messageTimestampType === 'LogAppendTime') stampLogAppendTime(bytes, this.#nowMs)
    const { lastOffsetDelta, maxTimestamp } = decodeBatchHeader(bytes)
    const plan = new AppendPlan(this.#log, this.#settings)
    const { baseOffset, place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch })
    stampBatch(bytes, baseOffset, leaderEpoch)
    this.#store.write({ ...place, maxTimestamp, bytes })
    this.#apply(plan.changes)
    return { baseOffset, lastOffset: baseOffset + lastOffsetDelta }
  }

  #startEpoch(epoch: number): unknown {
    const extent = { extentId: this.#nextExtentId++, startOffset: this.#log.logEndOffset }
    this.#apply([
      { kind: 'epoch.started', epoch, startOffset: this.#log.logEndOffset },
      { kind: 'extent.opened', ...extent },
    ])
    return { ok: true }
  }

  #roll(): unknown {
    const plan = new AppendPlan(this.#log, this.#settings)
    plan.roll()
    this.#apply(plan.changes)
    return {
      ok: true,
      segmentBaseOffsets: this.#log.segments.map(({ baseOffset }) => baseOffset),
      baseOffset: this.#log.segments.at(-1)?.baseOffset,
    }
  }

  #deleteRecords(offset: number): unknown {
    const before = this.#log.logStartOffset
    const changes = moveLogStart(this.#log, offset)
    if (changes === null) return { error: 'OFFSET_OUT_OF_RANGE' }
    this.#apply(changes)
    return { changed: this.#log.logStartOffset !== before, logStartOffset: this.#log.logStartOffset }
  }

  #deleteOldSegments(): unknown {
    const before = this.#log.segments.length
    this.#apply(removeSegmentsBeforeStart(this.#log))
    return { deletedSegments: before - this.#log.segments.length, logStartOffset: this.#log.logStartOffset }
  }

  #state(): object {
    const { logStartOffset, logEndOffset, highWatermark, segments, leaderEpochs } = this.#log
    return {
      logStartOffset,
      logEndOffset,
      highWatermark,
      lastStableOffset: highWatermark,
      firstUnstableOffset: null,
      segmentBaseOffsets: segments.map(({ baseOffset }) => baseOffset),
      size: segments.reduce((size, { sizeBytes }) => size + sizeBytes, 0),
      leaderEpochs: leaderEpochs.map(({ epoch, startOffset }) => [epoch, startOffset]),
      producers: [],
    }
  }
}

function bytesOf(text: string | null | undefined): Uint8Array | null {
  return text === null || text === undefined ? null : encoder.encode(text)
}

function configsOf(config: Readonly<Record<string, string>>): TopicConfigs {
  const checked = checkTopicConfigs(new Map(Object.entries(config)))
  if (!checked.ok) throw new Error(checked.message)
  return checked.effective
}
