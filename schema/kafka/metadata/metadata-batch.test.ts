import { describe, expect, it } from 'vitest'
import { decodeBatchHeader, computeBatchCrc, stampBatch } from '../record-batch.ts'
import { decodeRecords } from '../record-cursor.ts'
import { MalformedMessageError } from '../message/message-reader.ts'
import { UnwritableMessageError } from '../message/message-writer.ts'
import { ZERO_UUID } from '../message/uuid.ts'
import { decodeKRaftControlRecord, encodeKRaftControlRecord } from './kraft-control-record.ts'
import type { KRaftControlRecord } from './kraft-control-record.ts'
import { encodeKRaftControlBatch, encodeMetadataBatch } from './metadata-batch.ts'
import { decodeMetadataRecord } from './metadata-record.ts'
import type { MetadataRecord } from './metadata-record.ts'

const NOW_MS = 1_700_000_000_000

const stampedHex = (record: KRaftControlRecord, offset: number): string => {
  const batch = encodeKRaftControlBatch([record], NOW_MS)
  stampBatch(batch, offset, 5)
  return Buffer.from(batch).toString('hex')
}

const leaderChange: KRaftControlRecord = {
  type: 'LeaderChangeMessage',
  version: 0,
  leaderId: 1,
  voters: [
    { voterId: 1, voterDirectoryId: ZERO_UUID },
    { voterId: 2, voterDirectoryId: ZERO_UUID },
  ],
  grantingVoters: [{ voterId: 1, voterDirectoryId: ZERO_UUID }],
}

// The expected bytes were written by MemoryRecords.withLeaderChangeMessage and its kin of Apache Kafka 4.3.0.
describe('a control batch of KRaft is that of Apache Kafka', () => {
  it('for the message of a new leader', () => {
    expect(stampedHex(leaderChange, 7)).toBe(
      '0000000000000007000000540000000502725319f00020000000000000018bcfe568000000018bcfe56800ffffffffffffffffffffffffffff' +
        '000000014400000008000000023000000000000103000000010000000002000200000001000000',
    )
  })

  it('for the head of a snapshot', () => {
    const header: KRaftControlRecord = { type: 'SnapshotHeaderRecord', version: 0, lastContainedLogTimestamp: 1_699_999_999_999 }
    expect(stampedHex(header, 0)).toBe(
      '0000000000000000000000470000000502b9ed88800020000000000000018bcfe568000000018bcfe56800ffffffffffffffffffffffffffff' +
        '000000012a00000008000000031600000000018bcfe567ff0000',
    )
  })

  it('for the finalized kraft.version', () => {
    expect(stampedHex({ type: 'KRaftVersionRecord', version: 0, kRaftVersion: 1 }, 0)).toBe(
      '0000000000000000000000410000000502a89c55860020000000000000018bcfe568000000018bcfe56800ffffffffffffffffffffffffffff' +
        '000000011e00000008000000050a000000010000',
    )
  })
})

describe('a control record of KRaft', () => {
  it('comes back from key and value', () => {
    const voters: KRaftControlRecord = {
      type: 'VotersRecord',
      version: 0,
      voters: [
        {
          voterId: 3,
          voterDirectoryId: 'AAECAwQFBgcICQoLDA0ODw',
          endpoints: [{ name: 'CONTROLLER', host: 'localhost', port: 9093 }],
          kRaftVersionFeature: { minSupportedVersion: 0, maxSupportedVersion: 1 },
        },
      ],
    }
    const footer: KRaftControlRecord = { type: 'SnapshotFooterRecord', version: 0 }
    for (const record of [leaderChange, voters, footer]) {
      const { key, value } = encodeKRaftControlRecord(record)
      expect(decodeKRaftControlRecord(key, value)).toEqual(record)
    }
  })

  it('names directories only in a version that has them', () => {
    const withDirectory = { ...leaderChange, grantingVoters: [{ voterId: 1, voterDirectoryId: 'AAECAwQFBgcICQoLDA0ODw' }] }
    expect(() => encodeKRaftControlRecord(withDirectory)).toThrow(UnwritableMessageError)
    const { key, value } = encodeKRaftControlRecord({ ...withDirectory, version: 1 })
    expect(decodeKRaftControlRecord(key, value)).toEqual({ ...withDirectory, version: 1 })
  })

  it('is refused when it is none of KRaft', () => {
    const { key, value } = encodeKRaftControlRecord({ type: 'SnapshotFooterRecord', version: 0 })
    const refused = (badKey: Uint8Array | null, badValue: Uint8Array | null): void =>
      expect(() => decodeKRaftControlRecord(badKey, badValue)).toThrow(MalformedMessageError)
    refused(null, value)
    refused(key.subarray(1), value)
    refused(Uint8Array.of(0, 0, 0, 1), value)
    refused(key, null)
    refused(key, Uint8Array.of(0))
    refused(key, Uint8Array.of(0, 9, 0))
    refused(key, Uint8Array.of(...value, 0))
  })
})

describe('a batch of metadata records', () => {
  it('has null keys and one time, and is no control batch', () => {
    const records: MetadataRecord[] = [
      { type: 'FeatureLevelRecord', name: 'metadata.version', featureLevel: 30 },
      { type: 'ConfigRecord', resourceType: 2, resourceName: 'orders', name: 'cleanup.policy', value: 'compact' },
    ]
    const batch = encodeMetadataBatch(records, NOW_MS)
    stampBatch(batch, 40, 6)
    const header = decodeBatchHeader(batch)
    expect(header).toMatchObject({ baseOffset: 40, partitionLeaderEpoch: 6, attributes: 0, producerId: -1, baseTimestamp: NOW_MS })
    expect(header.crc).toBe(computeBatchCrc(batch))
    const decoded = decodeRecords(batch, 1_000_000)
    expect(decoded.ok && decoded.records.map(({ offset, timestamp, key, headers }) => [offset, timestamp, key, headers.length])).toEqual([
      [40, NOW_MS, null, 0],
      [41, NOW_MS, null, 0],
    ])
    expect(decoded.ok && decoded.records.map(({ value }) => decodeMetadataRecord(value!))).toEqual(
      records.map((record) => ({ ...record, version: 0 })),
    )
  })
})
