// Writes one step's records to the end of the metadata log: metadata records gather in a batch, a new leader of the quorum ends it and
// begins with a control batch of its own in its own epoch. Everything is planned here; the step carries it out.
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import type { KRaftControlRecord } from '../../../schema/kafka/metadata/kraft-control-record.ts'
import { encodeKRaftControlBatch } from '../../../schema/kafka/metadata/metadata-batch.ts'
import { encodeMetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import type { MetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import { decodeBatchHeader, stampBatch } from '../../../schema/kafka/record-batch.ts'
import { METADATA_BATCH_BYTES, METADATA_LOG_SEGMENT_BYTES } from '../../../schema/limits.ts'
import { effectiveTopicConfigs } from '../config/effective-configs.ts'
import { AppendPlan } from '../log/append.ts'
import type { LogChange } from '../log/log-change.ts'
import type { Step } from '../step.ts'

const CONFIGS = effectiveTopicConfigs(new Map(), new Map([['segment.bytes', String(METADATA_LOG_SEGMENT_BYTES)]]))
const NO_JITTER_MS = 0

export class MetadataWriter {
  readonly #step: Step
  readonly #plan: AppendPlan
  readonly #builder = new RecordBatchBuilder()
  #leaderEpoch: number

  /** `leaderEpoch` is that of the quorum's leader before the step. */
  constructor(step: Step, leaderEpoch: number) {
    this.#step = step
    this.#leaderEpoch = leaderEpoch
    const { metadataLog } = step.cluster
    const { nextExtentId, nowMs } = step
    this.#plan = new AppendPlan(metadataLog, { configs: CONFIGS, nowMs, nextExtentId, nextRollJitterMs: () => NO_JITTER_MS })
  }

  /** The offset that the next record gets. */
  get nextOffset(): number {
    return this.#plan.logEndOffset + this.#builder.count
  }

  /** Kafka's followers see all of a batch or none; only what no batch can hold is spread over several. */
  add(record: MetadataRecord): void {
    const value = encodeMetadataRecord(record)
    if (this.#builder.sizeBytes + value.length > METADATA_BATCH_BYTES) this.#endBatch()
    this.#builder.append(this.#step.nowMs, null, value, [])
  }

  /** A new leader of the quorum: what it writes carries its epoch. */
  addLeader(message: KRaftControlRecord, leaderEpoch: number): void {
    this.#endBatch()
    this.#leaderEpoch = leaderEpoch
    this.#append(encodeKRaftControlBatch([message], this.#step.nowMs))
  }

  /** The changes of the log, once everything was added. */
  finish(): readonly LogChange[] {
    this.#endBatch()
    return this.#plan.changes
  }

  #endBatch(): void {
    if (this.#builder.count === 0) return
    this.#append(this.#builder.build())
    this.#builder.reset()
  }

  #append(batch: Uint8Array): void {
    const { lastOffsetDelta, maxTimestamp } = decodeBatchHeader(batch)
    const leaderEpoch = this.#leaderEpoch
    const { baseOffset, place } = this.#plan.append({ sizeBytes: batch.length, lastOffsetDelta, maxTimestamp, leaderEpoch })
    stampBatch(batch, baseOffset, leaderEpoch)
    this.#step.write({ ...place, maxTimestamp, bytes: batch })
  }
}
