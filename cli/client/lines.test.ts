import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventsOf } from './event-stream.ts'
import { linesOf, LineTooLongError } from './lines.ts'

async function linesIn(pieces: readonly (Buffer | string)[], maxBytes = 1000): Promise<string[]> {
  const lines: string[] = []
  for await (const line of linesOf(stream(pieces), maxBytes)) lines.push(line.toString('latin1'))
  return lines
}

// oxlint-disable-next-line typescript/require-await -- a stream is asynchronous, whatever is in it
async function* stream(pieces: readonly unknown[]): AsyncGenerator {
  yield* pieces
}

/** A text in pieces that end anywhere. */
function cut(text: string, at: readonly number[]): string[] {
  const places = [0, ...at.map((place) => place % (text.length + 1)), text.length].toSorted((left, right) => left - right)
  return places.slice(1).map((end, index) => text.slice(places[index], end))
}

describe('lines', () => {
  it('end with LF or CR LF, and the last one need not', async () => {
    expect(await linesIn(['a\nb\r\n\nc'])).toEqual(['a', 'b', '', 'c'])
    expect(await linesIn(['a\n'])).toEqual(['a'])
    expect(await linesIn([])).toEqual([])
    expect(await linesIn(['\r\n'])).toEqual([''])
  })

  it('are the same wherever the pieces end', async () => {
    const text = fc.array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\r')).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat()), async (whole, at) => {
        expect(await linesIn(cut(whole, at))).toEqual(await linesIn([whole]))
      }),
    )
  })

  it('keep bytes that are no text', async () => {
    expect(await linesIn([Buffer.from([0xff, 0x00]), Buffer.from([0xfe, 0x0a])])).toEqual(['\u00ff\u0000\u00fe'])
  })

  it('have a bound, so that nobody is buried by one that never ends', async () => {
    expect(await linesIn(['x'.repeat(10), '\n'], 10)).toEqual(['x'.repeat(10)])
    await expect(linesIn(['x'.repeat(11)], 10)).rejects.toThrow(LineTooLongError)
    await expect(linesIn([`${'x'.repeat(11)}\n`], 10)).rejects.toThrow(LineTooLongError)
    await expect(linesIn(['x'.repeat(6), 'x'.repeat(6)], 10)).rejects.toThrow(LineTooLongError)
  })
})

describe('server-sent events', () => {
  it('have a name, data and an id', async () => {
    const text = 'event: record\nid: c1\ndata: {"a":": "}\n\nevent: ping\ndata: {}\n\n: a comment\n\ndata:x\n\nevent: cut off'
    const events = []
    for await (const event of eventsOf(stream(cut(text, [3, 17, 40])))) events.push(event)
    expect(events).toEqual([
      { name: 'record', data: '{"a":": "}', id: 'c1' },
      { name: 'ping', data: '{}', id: '' },
      { name: 'message', data: 'x', id: '' },
    ])
  })
})
