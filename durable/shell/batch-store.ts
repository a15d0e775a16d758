// The bytes: record batches in SQLite, written as they came and read back as the engine's LogReader.
import { concatenate } from '../../schema/kafka/concatenate.ts'
import { readInt32 } from '../../schema/kafka/int64.ts'
import { BATCH_FIELD, RECORD_BATCH_HEADER_BYTES } from '../../schema/kafka/record-batch.ts'
import type { BatchRemoval, BatchWrite } from '../engine/decision.ts'
import type { LogReader, StoredHeader } from '../engine/log/log-reader.ts'
import type { Garbage } from './garbage.ts'
import { placeOf } from './place.ts'

/** Headers that are held at once while a log is walked, some hundred bytes each. */
const HEADERS_PER_PAGE = 512

export class BatchStore implements LogReader {
  readonly #sql: SqlStorage
  readonly #garbage: Garbage

  constructor(sql: SqlStorage, garbage: Garbage) {
    this.#sql = sql
    this.#garbage = garbage
  }

  write(batch: BatchWrite): void {
    const place = placeOf(batch.extentId, batch.relativeOffset)
    this.#sql.exec('INSERT INTO batches (place, max_timestamp, bytes) VALUES (?, ?, ?)', place, batch.maxTimestamp, batch.bytes)
  }

  read(extentId: number, fromOffset: number, untilOffset: number, maxBytes: number, atLeastOne: boolean): Uint8Array {
    const rows = this.#sql.exec<{ bytes: ArrayBuffer }>(
      'SELECT bytes FROM batches WHERE place >= ? AND place < ? ORDER BY place',
      this.#firstPlace(extentId, fromOffset),
      placeOf(extentId, untilOffset),
    )
    const pieces: Uint8Array[] = []
    let sizeBytes = 0
    for (const { bytes } of rows) {
      const fits = sizeBytes + bytes.byteLength <= maxBytes
      if (!fits && !(atLeastOne && pieces.length === 0)) break
      pieces.push(new Uint8Array(bytes))
      sizeBytes += bytes.byteLength
      if (!fits) break
    }
    return concatenate(pieces, sizeBytes)
  }

  firstReaching(extentId: number, fromOffset: number, untilOffset: number, timestampMs: number): Uint8Array | null {
    const [row] = this.#sql
      .exec<{ bytes: ArrayBuffer }>(
        'SELECT bytes FROM batches WHERE place >= ? AND place < ? AND max_timestamp >= ? ORDER BY place LIMIT 1',
        this.#firstPlace(extentId, fromOffset),
        placeOf(extentId, untilOffset),
        timestampMs,
      )
      .toArray()
    return row === undefined ? null : new Uint8Array(row.bytes)
  }

  /** Page by page, so that no cursor stays open while the engine reads something else, and growing, since many callers want only one. */
  *headers(extentId: number, fromOffset: number, untilOffset: number): Generator<StoredHeader, void, undefined> {
    let place = this.#firstPlace(extentId, fromOffset)
    for (let limit = 8; ; limit = Math.min(limit * 4, HEADERS_PER_PAGE)) {
      const rows = this.#sql
        .exec<{ place: number; header: ArrayBuffer; size_bytes: number }>(
          `SELECT place, substr(bytes, 1, ${RECORD_BATCH_HEADER_BYTES}) AS header, length(bytes) AS size_bytes
           FROM batches WHERE place >= ? AND place < ? ORDER BY place LIMIT ?`,
          place,
          placeOf(extentId, untilOffset),
          limit,
        )
        .toArray()
      for (const { header, size_bytes: sizeBytes } of rows) yield { header: new Uint8Array(header), sizeBytes }
      if (rows.length < limit) return
      place = (rows.at(-1)?.place ?? place) + 1
    }
  }

  /**
   * The place of the batch that holds an offset: the last one that starts at or below it, when it reaches so far. After compaction it may
   * not, and then nothing holds the offset and the next batch counts.
   */
  #firstPlace(extentId: number, offset: number): number {
    const wanted = placeOf(extentId, offset)
    const [row] = this.#sql
      .exec<{ place: number; last_offset_delta: ArrayBuffer }>(
        `SELECT place, substr(bytes, ${BATCH_FIELD.lastOffsetDelta + 1}, 4) AS last_offset_delta
         FROM batches WHERE place <= ? AND place >= ? ORDER BY place DESC LIMIT 1`,
        wanted,
        placeOf(extentId, 0),
      )
      .toArray()
    if (row === undefined) return wanted
    const lastPlace = row.place + readInt32(new Uint8Array(row.last_offset_delta), 0)
    return lastPlace >= wanted ? row.place : wanted
  }

  /** Remembers what may go. As long as the kept history needs them the rows stay. */
  discard(removal: BatchRemoval, sequence: number): void {
    this.#garbage.discard(removal, sequence)
  }

  clear(): void {
    this.#sql.exec('DELETE FROM batches')
  }
}
