import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highestVersion } from '../message/message-definition.ts'
import type { FieldDefinition } from '../message/message-definition.ts'
import { MalformedMessageError } from '../message/message-reader.ts'
import { uuidText } from '../message/uuid.ts'
import { decodeMetadataRecord, encodeMetadataRecord, METADATA_RECORDS } from './metadata-record.ts'
import type { MetadataRecord } from './metadata-record.ts'

type Vector = { readonly record: MetadataRecord; readonly hex: string }
const { vectors } = JSON.parse(readFileSync(join(import.meta.dirname, 'kafka-vectors.json'), 'utf8'), bytesFromBase64) as {
  vectors: Vector[]
}

/** JSON has no bytes; the only fields of metadata records that are bytes are these three. */
function bytesFromBase64(key: string, value: unknown): unknown {
  return ['salt', 'storedKey', 'serverKey'].includes(key) ? new Uint8Array(Buffer.from(value as string, 'base64')) : value
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))

const topicId = uuidText(bytesOf('000102030405060708090a0b0c0d0e0f'), 0)
const directory = uuidText(bytesOf('101112131415161718191a1b1c1d1e1f'), 0)

describe('the bytes of a metadata record, worked out by hand', () => {
  it('are frame version, type, version and fields', () => {
    const record: MetadataRecord = { type: 'TopicRecord', name: 'orders', topicId }
    const topic = ['01 02 00', '07 6f7264657273', '000102030405060708090a0b0c0d0e0f', '00']
    expect(hexOf(encodeMetadataRecord(record))).toBe(topic.join('').replaceAll(' ', ''))
    expect(hexOf(encodeMetadataRecord({ type: 'NoOpRecord' }))).toBe('01140000')
  })

  it('hold only what a partition change changes, in the order of its tags', () => {
    const isr = '00 09 03 00000001 00000002'
    const leader = '01 04 00000002'
    const directories = '08 01 01'
    const change = ['01 05 02', '00000002', '000102030405060708090a0b0c0d0e0f', '03', isr, leader, directories]
    const record: MetadataRecord = { type: 'PartitionChangeRecord', partitionId: 2, topicId, isr: [1, 2], leader: 2, directories: [] }
    expect(hexOf(encodeMetadataRecord(record))).toBe(change.join('').replaceAll(' ', ''))
  })

  it('hold a whole partition with its ELR as a tagged field', () => {
    const replicas = '03 00000001 00000002'
    const [isr, removing, adding] = ['02 00000001', '01', '01']
    const leaderAndEpochs = '00000001 00000003 00000004'
    const directories = '02 101112131415161718191a1b1c1d1e1f'
    const tags = '01 01 05 02 00000002'
    const id = '00000002 000102030405060708090a0b0c0d0e0f'
    const expected = ['01 03 02', id, replicas, isr, removing, adding, leaderAndEpochs, directories, tags]
    const record: MetadataRecord = {
      type: 'PartitionRecord',
      partitionId: 2,
      topicId,
      replicas: [1, 2],
      isr: [1],
      removingReplicas: [],
      addingReplicas: [],
      leader: 1,
      leaderEpoch: 3,
      partitionEpoch: 4,
      directories: [directory],
      eligibleLeaderReplicas: [2],
    }
    expect(hexOf(encodeMetadataRecord(record))).toBe(expected.join('').replaceAll(' ', ''))
  })
})

describe('the version of a record that says none', () => {
  const versionOf = (record: MetadataRecord): number => decodeMetadataRecord(encodeMetadataRecord(record)).version

  it('is the newest', () => {
    expect(versionOf({ type: 'PartitionChangeRecord', partitionId: 0, topicId })).toBe(2)
  })

  // As handleBrokerFenced, handleBrokerInControlledShutdown, handleDirectoriesOffline and handleDirectoriesCordoned of Kafka 4.3.0 do.
  it('is the oldest that can say it when a registration changes', () => {
    const change = { type: 'BrokerRegistrationChangeRecord', brokerId: 1, brokerEpoch: 5 } as const
    expect(versionOf({ ...change, fenced: 1 })).toBe(0)
    expect(versionOf({ ...change, inControlledShutdown: 1 })).toBe(1)
    expect(versionOf({ ...change, logDirs: [directory] })).toBe(2)
    expect(versionOf({ ...change, cordonedLogDirs: [] })).toBe(3)
  })
})

describe('against Apache Kafka', () => {
  it('there is a vector for every kind in every version', () => {
    const wanted = METADATA_RECORDS.reduce((sum, [, definition]) => sum + highestVersion(definition) + 1, 0)
    expect(new Set(vectors.map(({ record }) => `${record.type} ${record.version}`)).size).toBe(wanted)
  })

  it.each(vectors)('$record.type version $record.version has the same bytes and comes back', ({ record, hex }) => {
    expect(hexOf(encodeMetadataRecord(record))).toBe(hex)
    const decoded = decodeMetadataRecord(bytesOf(hex))
    expect(decoded).toMatchObject(record)
    expect(hexOf(encodeMetadataRecord(decoded))).toBe(hex)
  })
})

/** Any value of a field; versions below the newest are covered by the vectors. */
function anyValue(field: FieldDefinition): fc.Arbitrary<unknown> {
  const values = field.type.startsWith('[]') ? fc.array(anyElement(field), { maxLength: 4 }) : anyElement(field)
  return field.nullableVersions === undefined ? values : fc.option(values)
}

function anyElement(field: FieldDefinition): fc.Arbitrary<unknown> {
  switch (field.type.replace('[]', '')) {
    case 'struct':
      return anyStruct(field.fields ?? [])
    case 'bool':
      return fc.boolean()
    case 'int8':
      return fc.integer({ min: -128, max: 127 })
    case 'int16':
      return fc.integer({ min: -32768, max: 32767 })
    case 'uint16':
      return fc.integer({ min: 0, max: 65535 })
    case 'int32':
      return fc.integer()
    case 'int64':
      return fc.maxSafeInteger()
    case 'float64':
      return fc.double({ noNaN: true })
    case 'string':
      return fc.string({ unit: 'binary', maxLength: 30 })
    case 'uuid':
      return fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => uuidText(bytes, 0))
    default:
      return fc.uint8Array({ maxLength: 200 })
  }
}

function anyStruct(fields: readonly FieldDefinition[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, anyValue(field)])))
}

describe('every kind of metadata record', () => {
  it.each(METADATA_RECORDS.map(([apiKey, definition]) => ({ apiKey, definition })))(
    'with the type $apiKey, $definition.name, comes back whatever it holds',
    ({ definition }) => {
      const version = highestVersion(definition)
      fc.assert(
        fc.property(anyStruct(definition.fields), (fields) => {
          const record = { type: definition.name, version, ...fields } as unknown as MetadataRecord
          expect(decodeMetadataRecord(encodeMetadataRecord(record))).toEqual(record)
        }),
        { seed: 20261121, numRuns: 50 },
      )
    },
  )
})

describe('bytes that are no metadata record', () => {
  const refusals: readonly (readonly [string, string])[] = [
    ['', 'an unsigned varint is cut off'],
    ['00', 'the frame version 0 is not 1'],
    ['02140000', 'the frame version 2 is not 1'],
    ['01060000', 'no metadata record has the type 6'],
    ['01140100', 'NoOpRecord has no version 1'],
    ['0180800400', 'the type 65536 is too large'],
    ['0114000000', '1 bytes are left over behind NoOpRecord'],
    ['010200ff', 'an unsigned varint is cut off'],
    ['0102000a6f', '9 bytes are announced where only 1 are left'],
  ]
  it.each(refusals)('such as %s are refused: %s', (hex, message) => {
    const read = (): unknown => decodeMetadataRecord(bytesOf(hex))
    expect(read).toThrow(MalformedMessageError)
    expect(read).toThrow(message)
  })

  it('end in that one error at every truncation of a real one', () => {
    for (const { hex } of vectors) {
      for (let length = 0; length < hex.length; length += 2) {
        expect(() => decodeMetadataRecord(bytesOf(hex.slice(0, length)))).toThrow(MalformedMessageError)
      }
    }
  })
})
