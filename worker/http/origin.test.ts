import { describe, expect, it } from 'vitest'
import { originOf } from './origin.ts'

function origin(headers: Record<string, string>, publicOrigin?: string): string {
  return originOf(new Request('http://127.0.0.1:8787/v1/sandboxes?key=a', { headers }), publicOrigin)
}

describe('originOf', () => {
  it('is the address of the request', () => {
    expect(origin({})).toBe('http://127.0.0.1:8787')
  })

  it('believes a proxy about scheme and host', () => {
    expect(origin({ 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'samsa.test:8443, inner' })).toBe('https://samsa.test:8443')
    expect(origin({ 'X-Forwarded-Host': '[::1]:80' })).toBe('http://[::1]:80')
  })

  it('ignores what could break out of a link or a command line', () => {
    for (const host of ["a'; rm -rf ~; '", 'a/b', 'a b', '$(id)', '', 'a:b', '-a', 'a..'.repeat(200)]) {
      expect(origin({ 'X-Forwarded-Host': host })).toBe('http://127.0.0.1:8787')
    }
    expect(origin({ 'X-Forwarded-Proto': 'javascript' })).toBe('http://127.0.0.1:8787')
  })

  it('is what was configured, if something was', () => {
    expect(origin({ 'X-Forwarded-Host': 'other.test' }, 'https://samsa.test/')).toBe('https://samsa.test')
  })
})
