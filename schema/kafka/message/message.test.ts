import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_ELEMENTS_PER_MESSAGE } from '../../protocol-limits.ts'
import { defineFields, defineMessage, highestVersion, isInRange, versionRange } from './message-definition.ts'
import { MalformedMessageError, MessageReader } from './message-reader.ts'
import { MessageWriter, UnwritableMessageError } from './message-writer.ts'
import { decodeMessage, readMessage } from './read-message.ts'
import { encodeMessage, writeMessage } from './write-message.ts'
import { ZERO_UUID } from './uuid.ts'

/** A message with every type and every rule: version 0 is inflexible, 1 is flexible, 2 has tags. */
const everything = defineMessage({
  name: 'Everything',
  validVersions: '0-2',
  flexibleVersions: '1+',
  fields: [
    { name: 'flag', type: 'bool', versions: '0+' },
    { name: 'tiny', type: 'int8', versions: '0+' },
    { name: 'short', type: 'int16', versions: '0+' },
    { name: 'port', type: 'uint16', versions: '0+' },
    { name: 'count', type: 'int32', versions: '0+' },
    { name: 'mask', type: 'uint32', versions: '0+' },
    { name: 'offset', type: 'int64', versions: '0+' },
    { name: 'ratio', type: 'float64', versions: '0+' },
    { name: 'text', type: 'string', versions: '0+', nullableVersions: '1+' },
    { name: 'id', type: 'uuid', versions: '0+' },
    { name: 'blob', type: 'bytes', versions: '0+', nullableVersions: '0+' },
    { name: 'records', type: 'records', versions: '0+', nullableVersions: '0+' },
    { name: 'names', type: '[]string', versions: '0+', nullableVersions: '0+' },
    {
      name: 'parts',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'index', type: 'int32', versions: '0+' },
        { name: 'epoch', type: 'int32', versions: '1+', default: -1, ignorable: true },
        { name: 'label', type: 'string', versions: '2+', nullableVersions: '2+', taggedVersions: '2+', tag: 0, default: null },
      ],
    },
    {
      name: 'cursor',
      type: 'struct',
      versions: '0+',
      nullableVersions: '0+',
      default: null,
      fields: [{ name: 'at', type: 'int64', versions: '0+' }],
    },
    { name: 'limit', type: 'int32', versions: '2+', taggedVersions: '2+', tag: 9, default: 100 },
    { name: 'extra', type: '[]int16', versions: '2+', taggedVersions: '2+', tag: 3 },
    { name: 'older', type: 'int8', versions: '0-1', default: 7 },
  ],
})

const text = fc.string({ unit: 'binary', maxLength: 40 })
const bytes = fc.uint8Array({ maxLength: 200 })
const part = fc.record({ index: fc.integer(), epoch: fc.integer(), label: fc.option(text) })

const messages = fc.record({
  flag: fc.boolean(),
  tiny: fc.integer({ min: -128, max: 127 }),
  short: fc.integer({ min: -32768, max: 32767 }),
  port: fc.integer({ min: 0, max: 65535 }),
  count: fc.integer(),
  mask: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  offset: fc.maxSafeInteger(),
  ratio: fc.double({ noNaN: true }),
  text: fc.option(text),
  id: fc.constantFrom<string[]>(ZERO_UUID, 'AAECAwQFBgcICQoLDA0ODw', '_____________________w'),
  blob: fc.option(bytes),
  records: fc.option(bytes),
  names: fc.option(fc.array(text, { maxLength: 5 })),
  parts: fc.array(part, { maxLength: 5 }),
  cursor: fc.option(fc.record({ at: fc.maxSafeInteger() })),
  limit: fc.integer(),
  extra: fc.array(fc.integer({ min: -32768, max: 32767 })),
})

describe('a version range', () => {
  it('is one version, several, open or none', () => {
    expect([versionRange('3'), versionRange('1-3')]).toEqual([
      { lowest: 3, highest: 3 },
      { lowest: 1, highest: 3 },
    ])
    expect([isInRange(1, versionRange('2+')), isInRange(99, versionRange('2+'))]).toEqual([false, true])
    expect([isInRange(0, versionRange('none')), isInRange(0, versionRange(undefined))]).toEqual([false, false])
    expect(highestVersion(everything)).toBe(2)
  })
})

describe('a message', () => {
  it('comes back as it was written in its newest version', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeMessage(everything, 2, encodeMessage(everything, 2, message))).toEqual({ ...message, older: 7 })
      }),
      { seed: 20261121 },
    )
  })

  it('comes back from an older version with defaults where that version has no field', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const old = { ...message, text: message.text ?? '', limit: 100, extra: [], older: 1 }
        const parts = message.parts.map(({ index }) => ({ index, epoch: 5, label: null }))
        const read = decodeMessage(everything, 0, encodeMessage(everything, 0, { ...old, parts }))
        expect(read).toEqual({ ...old, parts: parts.map((each) => ({ ...each, epoch: -1 })) })
      }),
      { seed: 20261121 },
    )
  })

  it('carries large bytes between small fields, and in tagged ones', () => {
    const fields = defineFields([
      { name: 'before', type: 'int16', versions: '0+' },
      { name: 'records', type: 'records', versions: '0+', nullableVersions: '0+' },
      { name: 'after', type: 'string', versions: '0+' },
      { name: 'tagged', type: 'bytes', versions: '0+', taggedVersions: '0+', tag: 0 },
    ])
    const inner = { name: 'parts', type: '[]struct', versions: '0+', fields } as const
    const carrier = defineMessage({ name: 'Carrier', validVersions: '0', flexibleVersions: '0+', fields: [inner] })
    const large = fc.uint8Array({ minLength: 1000, maxLength: 3000 })
    const piece = fc.record({ before: fc.integer({ min: 0, max: 99 }), records: fc.option(large), after: fc.string(), tagged: large })
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (parts) => {
        const after = parts.map((each) => ({ ...each, after: each.after.replaceAll(/[^ -~]/g, '') }))
        expect(decodeMessage(carrier, 0, encodeMessage(carrier, 0, { parts: after }))).toEqual({ parts: after })
      }),
    )
  })

  it('can follow another in the same bytes', () => {
    const header = defineMessage({
      name: 'Header',
      validVersions: '2',
      flexibleVersions: '2+',
      fields: [{ name: 'clientId', type: 'string', versions: '2+', nullableVersions: '2+', flexibleVersions: 'none' }],
    })
    const body = defineMessage({
      name: 'Body',
      validVersions: '0',
      flexibleVersions: '0+',
      fields: [{ name: 'n', type: 'int8', versions: '0+' }],
    })
    const writer = new MessageWriter()
    writeMessage(header, 2, { clientId: 'me' }, writer)
    writeMessage(body, 0, { n: 5 }, writer)
    // The client id keeps its int16 length in a flexible header.
    expect([...writer.finish()]).toEqual([0, 2, 0x6d, 0x65, 0, 5, 0])
    const reader = new MessageReader(writer.finish())
    expect([readMessage(header, 2, reader), readMessage(body, 0, reader)]).toEqual([{ clientId: 'me' }, { n: 5 }])
  })

  // Bytes of ConsumerGroupMemberMetadataValue as Kafka 4.3.0 writes them.
  it('marks a tagged struct as null in another way than an untagged one', () => {
    const fields = defineFields([{ name: 'sessionTimeoutMs', type: 'int32', versions: '0+' }])
    const member = defineMessage({
      name: 'Member',
      validVersions: '0',
      flexibleVersions: '0+',
      fields: [
        { name: 'classic', type: 'struct', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 0, fields },
        { name: 'endpoint', type: 'struct', versions: '0+', nullableVersions: '0+', fields },
      ],
    })
    const hex = (message: Parameters<typeof encodeMessage<typeof member>>[2]): string =>
      Buffer.from(encodeMessage(member, 0, message)).toString('hex')
    expect(hex({ classic: null, endpoint: null })).toBe('ff01000100')
    expect(hex({ classic: { sessionTimeoutMs: 5 }, endpoint: null })).toBe('ff010006010000000500')
    expect(hex({ classic: { sessionTimeoutMs: 0 }, endpoint: { sessionTimeoutMs: 1 } })).toBe('01000000010000')
    expect(decodeMessage(member, 0, encodeMessage(member, 0, { classic: null, endpoint: null }))).toEqual({ classic: null, endpoint: null })
  })
})

describe('writing refuses', () => {
  const message = fc.sample(messages, { seed: 1, numRuns: 1 })[0]!
  const written = (version: number, changed: Partial<typeof message> | { older: number }): (() => Uint8Array) => {
    const plain = { ...message, text: 'x', parts: [], limit: 100, extra: [] }
    return () => encodeMessage(everything, version, { ...plain, ...changed })
  }

  it('a version that the message does not have', () => {
    expect(written(3, {})).toThrow(new UnwritableMessageError('Everything has no version 3'))
  })

  it('a value that the version cannot carry, unless it is the default or ignorable', () => {
    expect(written(0, {})).not.toThrow()
    expect(written(0, { limit: 99 })).toThrow('this version has no field limit, and its value is not the default')
    expect(written(0, { text: null })).toThrow('the field text cannot be null in this version')
    expect(written(2, { older: 8 })).toThrow('this version has no field older')
    expect(written(0, { parts: [{ index: 1, epoch: 3, label: null }] })).not.toThrow()
    expect(written(0, { parts: [{ index: 1, epoch: 3, label: 'x' }] })).toThrow('no field label')
  })

  it('numbers, uuids and strings that do not fit their type', () => {
    for (const changed of [
      { tiny: 128 },
      { short: -32769 },
      { port: -1 },
      { count: 2 ** 31 },
      { mask: -1 },
      { offset: 0.5 },
      { tiny: NaN },
    ]) {
      expect(written(1, changed)).toThrow(/is no whole number from/)
    }
    expect(written(1, { id: 'short' })).toThrow('the field id is no uuid: short')
    expect(written(1, { text: 'x'.repeat(0x7fff) })).not.toThrow()
    expect(written(1, { text: 'x'.repeat(0x8000) })).toThrow('takes 32768 bytes')
  })
})

describe('reading hostile bytes', () => {
  const list = defineMessage({
    name: 'List',
    validVersions: '0-1',
    flexibleVersions: '1+',
    fields: [
      {
        name: 'items',
        type: '[]struct',
        versions: '0+',
        fields: [
          { name: 'id', type: 'uuid', versions: '0+' },
          { name: 'name', type: 'string', versions: '0+' },
        ],
      },
      { name: 'empty', type: '[]struct', versions: '0', fields: [] },
      { name: 'tagged', type: 'int32', versions: '1', taggedVersions: '1+', tag: 1 },
    ],
  })
  const read =
    (version: number, ...given: number[]): (() => unknown) =>
    () =>
      decodeMessage(list, version, Uint8Array.from(given))

  it('ends in a clear error for every truncation and never in a wrong answer', () => {
    const whole = encodeMessage(list, 1, { items: [{ id: ZERO_UUID, name: 'abc' }], empty: [], tagged: 5 })
    expect(decodeMessage(list, 1, whole)).toEqual({ items: [{ id: ZERO_UUID, name: 'abc' }], empty: [], tagged: 5 })
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeMessage(list, 1, whole.subarray(0, length))).toThrow(MalformedMessageError)
    }
    expect(read(1, ...whole, 0)).toThrow('1 bytes are left over behind List')
  })

  it('is never led to allocate by a length', () => {
    expect(read(0, 0x7f, 0xff, 0xff, 0xff)).toThrow('an array of 2147483647 elements is announced where only 0 bytes are left')
    expect(read(1, 0xff, 0xff, 0xff, 0xff, 0x0f)).toThrow('an array of 4294967294 elements')
    // Elements of no bytes at all could be announced without end.
    expect(read(0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff)).toThrow(`hold more than ${MAX_ELEMENTS_PER_MESSAGE} elements`)
    expect(read(1, 0x80)).toThrow('an unsigned varint is cut off or longer than five bytes')
  })

  it('takes null only where it may be', () => {
    expect(read(1, 0, 0)).toThrow('the field items is null, which it cannot be in this version')
    expect(read(0, 0xff, 0xff, 0xff, 0xff)).toThrow('the field items is null')
    expect(read(2)).toThrow('List has no version 2')
  })

  it('steps over tags that nobody knows and believes no size of those it knows', () => {
    expect(read(1, 1, 2, 0, 3, 9, 9, 9, 1, 4, 0, 0, 0, 6)()).toMatchObject({ tagged: 6 })
    expect(read(1, 1, 1, 0, 200, 1)).toThrow('200 bytes are announced')
    expect(read(1, 1, 1, 1, 5, 0, 0, 0, 6, 0)).toThrow('the tagged field tagged is 1 bytes longer than its value')
    expect(read(1, 1, 1, 1, 3, 0, 0, 6, 0)).toThrow('4 bytes are announced where only 3 are left')
    expect(read(1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f)).toThrow(MalformedMessageError)
  })

  it('answers random bytes with a message or with its one error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 2 }), (given, version) => {
        try {
          decodeMessage(everything, version, given)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedMessageError)
        }
      }),
      { seed: 20261121, numRuns: 2000 },
    )
  })
})
