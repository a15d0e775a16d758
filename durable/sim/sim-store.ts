// The bytes of the simulated cluster, in memory, and stricter than a database: a place is written once, and what is stored can be listed, so
// that an invariant can compare it with what the logs need.
import type { BatchRemoval, BatchWrite } from '../engine/decision.ts'
import type { LogStore } from '../engine/engine.ts'
import { assert } from '../engine/assert.ts'
import type { StoredHeader } from '../engine/log/log-reader.ts'
import { concatenate } from '../../schema/kafka/concatenate.ts'
import { decodeBatchHeader, RECORD_BATCH_HEADER_BYTES } from '../../schema/kafka/record-batch.ts'

/** A batch with its place: offsets relative to the extent's origin, both included. */
export type StoredBatch = {
  readonly extentId: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly bytes: Uint8Array
}

export class SimStore implements LogStore {
  /** By extent, in the order of their offsets. */
  readonly #extents = new Map<number, StoredBatch[]>()

  write({ extentId, relativeOffset, maxTimestamp, bytes }: BatchWrite): void {
    const batches = this.#extents.get(extentId) ?? []
    const lastOffset = relativeOffset + decodeBatchHeader(bytes).lastOffsetDelta
    const isTaken = batches.some((other) => other.firstOffset <= lastOffset && relativeOffset <= other.lastOffset)
    assert(!isTaken, `offset ${relativeOffset} of extent ${extentId} is written once`)
    // Copied, because the bytes of a request belong to whoever sent it once the step is over.
    batches.push({ extentId, firstOffset: relativeOffset, lastOffset, maxTimestamp, bytes: bytes.slice() })
    batches.sort((one, other) => one.firstOffset - other.firstOffset)
    this.#extents.set(extentId, batches)
  }

  discard({ extentId, fromOffset, untilOffset }: BatchRemoval): void {
    const isGone = (offset: number): boolean => offset >= fromOffset && (untilOffset === null || offset < untilOffset)
    const left = (this.#extents.get(extentId) ?? []).filter(({ firstOffset }) => !isGone(firstOffset))
    if (left.length === 0) this.#extents.delete(extentId)
    else this.#extents.set(extentId, left)
  }

  *all(): Generator<StoredBatch, void, undefined> {
    for (const batches of this.#extents.values()) yield* batches
  }

  between(extentId: number, fromOffset: number, untilOffset: number): StoredBatch[] {
    const batches = this.#extents.get(extentId) ?? []
    return batches.filter(({ firstOffset, lastOffset }) => lastOffset >= fromOffset && firstOffset < untilOffset)
  }

  read(extentId: number, fromOffset: number, untilOffset: number, maxBytes: number, atLeastOne: boolean): Uint8Array {
    const pieces: Uint8Array[] = []
    let sizeBytes = 0
    for (const { bytes } of this.between(extentId, fromOffset, untilOffset)) {
      if (sizeBytes + bytes.length > maxBytes && !(atLeastOne && pieces.length === 0)) break
      pieces.push(bytes)
      sizeBytes += bytes.length
    }
    return concatenate(pieces, sizeBytes)
  }

  firstReaching(extentId: number, fromOffset: number, untilOffset: number, timestampMs: number): Uint8Array | null {
    return this.between(extentId, fromOffset, untilOffset).find(({ maxTimestamp }) => maxTimestamp >= timestampMs)?.bytes ?? null
  }

  headers(extentId: number, fromOffset: number, untilOffset: number): Iterable<StoredHeader> {
    return this.between(extentId, fromOffset, untilOffset).map(({ bytes }) => {
      return { header: bytes.slice(0, RECORD_BATCH_HEADER_BYTES), sizeBytes: bytes.length }
    })
  }
}
