// What a partition pays for knowing many producers: the memory of what it knows, and the time to find it out again from the headers of its batches.
// Every producer has written as many batches as are remembered, which is the dearest it can be.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BatchWrite } from '../../durable/engine/decision.ts'
import type { LogReader, StoredHeader } from '../../durable/engine/log/log-reader.ts'
import { AppendPlan } from '../../durable/engine/log/append.ts'
import { effectiveTopicConfigs } from '../../durable/engine/config/effective-configs.ts'
import { applyLogChange } from '../../durable/engine/log/log-change.ts'
import { emptyLog, type PartitionLog } from '../../durable/engine/log/partition-log.ts'
import { producerFactsOf, type ProducerStates } from '../../durable/engine/log/producer-state.ts'
import { copyLogUntil } from '../../durable/engine/log/truncate.ts'
import { decodeBatchHeader, RECORD_BATCH_HEADER_BYTES, stampBatch } from '../../schema/kafka/record-batch.ts'
import { idempotentBatch } from '../../test/support/records.ts'
import { median } from '../load/statistics.ts'

const PRODUCERS = 10_000
const BATCHES_EACH = 5
const START_MS = 1_700_000_000_000
const CONFIGS = effectiveTopicConfigs(new Map(), new Map())
/** Copies that are weighed together, so that what the collector happens to leave behind does not count. */
const WEIGHED_COPIES = 4

export type ProducerCost = {
  readonly producers: number
  readonly batches: number
  readonly heapBytes: number
  /** Median over the rounds. */
  readonly rebuildMs: number
}

/** Keeps the headers in one list, as they are asked for from the beginning of the one extent there is. */
class HeaderStore implements LogReader {
  readonly #headers: StoredHeader[] = []

  write({ bytes }: BatchWrite): void {
    this.#headers.push({ header: bytes.slice(0, RECORD_BATCH_HEADER_BYTES), sizeBytes: bytes.length })
  }

  read(): Uint8Array {
    return new Uint8Array()
  }

  firstReaching(): null {
    return null
  }

  headers(_extentId: number, fromOffset: number, untilOffset: number): Iterable<StoredHeader> {
    return this.#headers.slice(fromOffset, untilOffset)
  }
}

export function measureProducers({ rounds }: { readonly rounds: number }): ProducerCost {
  const store = new HeaderStore()
  const log = writtenLog(store)
  // The last batch is cut off, and everything before it is read.
  const rebuilds = Array.from({ length: rounds + 1 }, () => {
    const startMs = performance.now()
    const copy = copyLogUntil(log, store, log.logEndOffset - 1)
    const elapsedMs = performance.now() - startMs
    if (Object.keys(copy.producers).length !== PRODUCERS) throw new Error('Every producer is found again.')
    return elapsedMs
  })
  return {
    producers: PRODUCERS,
    batches: PRODUCERS * BATCHES_EACH,
    heapBytes: heapBytesOf(log.producers),
    rebuildMs: median(rebuilds.slice(1)),
  }
}

/** A log of one segment, so that there is no snapshot of its producers. */
function writtenLog(store: HeaderStore): PartitionLog {
  const log = emptyLog(START_MS)
  for (let baseSequence = 0; baseSequence < BATCHES_EACH; baseSequence++) {
    for (let producerId = 0; producerId < PRODUCERS; producerId++) append(log, store, producerId, baseSequence)
  }
  return log
}

function append(log: PartitionLog, store: HeaderStore, producerId: number, baseSequence: number): void {
  const bytes = idempotentBatch(START_MS, { producerId, baseSequence })
  const header = decodeBatchHeader(bytes)
  const plan = new AppendPlan(log, { configs: CONFIGS, nowMs: START_MS, nextExtentId: () => 0, nextRollJitterMs: () => 0 })
  const { lastOffsetDelta, maxTimestamp } = header
  const producer = producerFactsOf(header, () => bytes)
  const { baseOffset, place } = plan.append({ sizeBytes: bytes.length, lastOffsetDelta, maxTimestamp, leaderEpoch: 0, producer })
  stampBatch(bytes, baseOffset, 0)
  store.write({ ...place, maxTimestamp, bytes })
  for (const change of plan.changes) applyLogChange(log, change)
}

/** What an object that was just loaded has of them. */
function heapBytesOf(producers: ProducerStates): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const text = JSON.stringify(producers)
  collect()
  const before = process.memoryUsage().heapUsed
  const copies = Array.from({ length: WEIGHED_COPIES }, () => JSON.parse(text) as ProducerStates)
  collect()
  const heapBytes = process.memoryUsage().heapUsed - before
  return heapBytes / copies.length
}
