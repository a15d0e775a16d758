import { describe, expect, it } from 'vitest'
import { jsonCharset, preferredType } from './content-type.ts'
import { toUtf8 } from './read-body.ts'

const charset = (headers: Record<string, string>) => jsonCharset(new Request('http://a.test', { method: 'POST', headers }))

describe('preferredType', () => {
  const ours = ['application/json', 'application/x-ndjson', 'text/event-stream']

  it.each([
    [null, 'application/json'],
    ['*/*', 'application/json'],
    ['text/event-stream', 'text/event-stream'],
    ['Text/Event-Stream; charset=utf-8', 'text/event-stream'],
    ['text/*', 'text/event-stream'],
    ['application/x-ndjson, application/json;q=0.5', 'application/x-ndjson'],
    ['application/json;q=0.2, */*;q=0.1', 'application/json'],
    ['*/*, application/json;q=0', 'application/x-ndjson'],
    ['text/html', null],
    ['*/*;q=0', null],
    ['', null],
    [',,;;q=', null],
  ])('reads %s', (accept, expected) => {
    expect(preferredType(accept, ours)).toBe(expected)
  })
})

describe('jsonCharset', () => {
  it('takes JSON, and nothing said for JSON', () => {
    expect(charset({})).toBe('utf-8')
    expect(charset({ 'Content-Type': 'Application/JSON ; Charset=UTF-8' })).toBe('utf-8')
    expect(charset({ 'Content-Type': 'application/json;charset="iso-8859-1"' })).toBe('iso-8859-1')
  })

  it('refuses the rest', () => {
    expect(() => charset({ 'Content-Type': 'application/jsonp' })).toThrow('HTTP 415')
    expect(() => charset({ 'Content-Type': 'application/json;charset=windows-1252' })).toThrow('charset')
    expect(() => charset({ 'Content-Encoding': 'br' })).toThrow('HTTP 415')
  })
})

describe('toUtf8', () => {
  it('reads all 256 characters of ISO-8859-1', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    expect(new TextDecoder().decode(toUtf8(bytes, 'iso-8859-1'))).toBe(String.fromCharCode(...bytes))
  })

  it('leaves UTF-8 as it is', () => {
    const bytes = new TextEncoder().encode('žluťoučký')
    expect(toUtf8(bytes, 'utf-8')).toBe(bytes)
  })
})
