// The parts of workerd's configuration that depend on what a person may write.

import { describe, expect, it } from 'vitest'
import { workerdConfig } from './workerd-config.ts'

const input = { host: '127.0.0.1', port: 0, compatibilityDate: '2026-10-01', objectsDirectory: '/a', d1Directory: '/b' }

describe('workerdConfig', () => {
  it('escapes quotes and backslashes of a path', () => {
    expect(workerdConfig({ ...input, objectsDirectory: '/my "data"\\x' })).toContain(String.raw`disk = (path = "/my \"data\"\\x"`)
  })

  it('asserts that no path breaks out of its line', () => {
    expect(() => workerdConfig({ ...input, d1Directory: '/a\n/b' })).toThrow('control characters')
  })

  it('puts an IPv6 address in brackets', () => {
    expect(workerdConfig({ ...input, host: '::1', port: 8787 })).toContain('address = "[::1]:8787"')
  })
})
