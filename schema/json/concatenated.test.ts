import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConcatenatedJson } from './concatenated.ts'
import { utf8Bytes } from './utf8.ts'

function split(bytes: Uint8Array, chunkBytes: number[], maxObjectBytes = 10_000): { objects: string[]; failure: string | null } {
  const stream = new ConcatenatedJson({ maxObjectBytes })
  const objects: string[] = []
  let position = 0
  for (let turn = 0; position < bytes.length; turn++) {
    const size = Math.max(1, chunkBytes[turn % Math.max(1, chunkBytes.length)] ?? bytes.length)
    // Each chunk is wiped after its objects were read, as a network buffer would be.
    const chunk = bytes.slice(position, position + size)
    objects.push(...stream.push(chunk).objects.map((object) => new TextDecoder().decode(object)))
    chunk.fill(0)
    position += size
  }
  return { objects, failure: stream.end()?.message ?? null }
}

describe('ConcatenatedJson', () => {
  it('cuts objects with and without whitespace between them', () => {
    const text = '{"a":1}{"b":[{}]}\n {"c":"}{"}\r\n'
    expect(split(utf8Bytes(text), [])).toEqual({ objects: ['{"a":1}', '{"b":[{}]}', '{"c":"}{"}'], failure: null })
  })

  it('gives the same objects whatever the chunks', () => {
    const separator = fc.constantFrom('', '\n', '\r\n', ' \t ')
    const object = fc.tuple(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), fc.constantFrom(0, 2))
    const stream = fc.array(fc.tuple(object, separator), { maxLength: 6 })
    fc.assert(
      fc.property(stream, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }), (parts, chunkBytes) => {
        const objects = parts.map(([[value, indent]]) => JSON.stringify(value, null, indent))
        const text = parts.map(([, between], index) => objects[index] + between).join('')
        expect(split(utf8Bytes(text), chunkBytes, 1_000_000)).toEqual({ objects, failure: null })
      }),
    )
  })

  it('ends at the first broken structure and keeps the objects before it', () => {
    const cases: [string, string][] = [
      ['{"a":1} x', "unexpected 'x' where a JSON object was expected at byte 8"],
      ['{"a":1},{"b":2}', "unexpected ',' where a JSON object was expected at byte 7"],
      ['[{"a":1}]', "unexpected '[' where a JSON object was expected at byte 0"],
      ['{"a":1{"b":2}', "unexpected '{' at byte 6"],
      ['{"a":"x\n{"b":2}', 'a control character must be escaped in a string at byte 7'],
      ['{"a":[1}', "unexpected '}' at byte 7"],
      ['{"a" 1}', "unexpected '1' at byte 5"],
      ['{"a":1,}', "unexpected '}' at byte 7"],
      ['{"a":1', 'the body ends inside a JSON object at byte 6'],
      ['{"a":"\\', 'the body ends inside a JSON object at byte 7'],
    ]
    for (const [text, message] of cases) {
      for (const chunkBytes of [[], [1], [3]]) expect(split(utf8Bytes(text), chunkBytes).failure, text).toBe(message)
    }
    expect(split(utf8Bytes('{"a":1} x {"b":1}'), []).objects).toEqual(['{"a":1}'])
  })

  it('ignores what comes after a failure', () => {
    const stream = new ConcatenatedJson()
    stream.push(utf8Bytes('x'))
    expect(stream.push(utf8Bytes('{}')).objects).toEqual([])
  })

  it('refuses an object over its limit, whether it comes whole or in pieces', () => {
    const text = `{"a":"${'x'.repeat(100)}"}`
    for (const chunkBytes of [[], [1], [40]]) {
      const stream = new ConcatenatedJson({ maxObjectBytes: 64 })
      const bytes = utf8Bytes(text)
      let kind: string | undefined
      const size = chunkBytes[0] ?? bytes.length
      for (let position = 0; position < bytes.length; position += size)
        kind ??= stream.push(bytes.subarray(position, position + size)).failure?.kind
      expect(kind).toBe('too-large')
    }
    expect(split(utf8Bytes(text.repeat(3)), [1], text.length).objects).toHaveLength(3)
  })

  it('refuses endless nesting', () => {
    expect(split(utf8Bytes(`{"a":${'['.repeat(2000)}`), []).failure).toBe('nested deeper than 1004 levels at byte 1008')
  })

  it('looks at each byte once, also when they come one by one', () => {
    const stream = new ConcatenatedJson()
    const byte = utf8Bytes('x')
    stream.push(utf8Bytes('{"a":"'))
    for (let count = 0; count < 300_000; count++) stream.push(byte)
    expect(stream.push(utf8Bytes('"}')).objects[0]).toHaveLength(300_008)
  })
})
