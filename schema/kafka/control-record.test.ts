import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeControlRecord, encodeControlBatch } from './control-record.ts'
import { decodeBatchHeader, isControl, isTransactional } from './record-batch.ts'
import { RecordCursor } from './record-cursor.ts'

const COMMIT_KEY = Uint8Array.of(0, 0, 0, 1)

describe('control batches', () => {
  it('come back as the marker they were', () => {
    const markers = fc.record({
      type: fc.constantFrom('COMMIT' as const, 'ABORT' as const),
      timestampMs: fc.nat(),
      producerId: fc.maxSafeInteger().map(Math.abs),
      producerEpoch: fc.nat(32767),
      coordinatorEpoch: fc.integer(),
    })
    fc.assert(
      fc.property(markers, (marker) => {
        const batch = encodeControlBatch(marker)
        const header = decodeBatchHeader(batch)
        expect([isControl(header.attributes), isTransactional(header.attributes)]).toEqual([true, true])
        expect(header).toMatchObject({
          producerId: marker.producerId,
          producerEpoch: marker.producerEpoch,
          baseSequence: -1,
          recordCount: 1,
        })
        const cursor = new RecordCursor(batch)
        expect([cursor.next(), cursor.timestamp]).toEqual([true, marker.timestampMs])
        const { type, coordinatorEpoch } = marker
        const controlRecord = { keyVersion: 0, type, valueVersion: 0, coordinatorEpoch }
        expect(decodeControlRecord(cursor.key, cursor.value)).toEqual({ ok: true, controlRecord })
      }),
    )
  })
})

describe('decodeControlRecord', () => {
  it('takes what it knows from a newer version with more bytes', () => {
    const decoded = decodeControlRecord(COMMIT_KEY, Uint8Array.of(0, 5, 0, 0, 0, 15, 9, 9, 9))
    expect(decoded).toEqual({ ok: true, controlRecord: { keyVersion: 0, type: 'COMMIT', valueVersion: 5, coordinatorEpoch: 15 } })
  })

  it('refuses negative versions and missing bytes', () => {
    const value = Uint8Array.of(0, 0, 0, 0, 0, 15)
    expect(decodeControlRecord(COMMIT_KEY, Uint8Array.of(255, 255, 0, 0, 0, 15))).toMatchObject({ ok: false, error: 'INVALID_RECORD' })
    expect(decodeControlRecord(Uint8Array.of(255, 255, 0, 1), value)).toMatchObject({ ok: false })
    expect(decodeControlRecord(COMMIT_KEY.subarray(0, 3), value)).toMatchObject({ ok: false })
    expect(decodeControlRecord(COMMIT_KEY, value.subarray(0, 5))).toMatchObject({ ok: false })
    expect(decodeControlRecord(null, value)).toMatchObject({ ok: false })
    expect(decodeControlRecord(COMMIT_KEY, null)).toMatchObject({ ok: false })
  })

  it('names the kinds that are no markers without looking at their value', () => {
    const decoded = decodeControlRecord(Uint8Array.of(0, 0, 0, 2), Uint8Array.of(1))
    expect(decoded).toMatchObject({ ok: true, controlRecord: { type: 'LEADER_CHANGE', coordinatorEpoch: null } })
    expect(decodeControlRecord(Uint8Array.of(0, 0, 0, 99), null)).toMatchObject({ controlRecord: { type: 'UNKNOWN' } })
  })
})
