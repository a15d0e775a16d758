import { describe, expect, it } from 'vitest'
import { clientHostOf, clientHostOfSocket } from './client-host.ts'

describe('the host of a client', () => {
  it('is written as Java writes addresses', () => {
    expect(clientHostOf('10.1.2.3')).toBe('/10.1.2.3')
    expect(clientHostOf('::1')).toBe('/0:0:0:0:0:0:0:1')
    expect(clientHostOf('2001:0DB8::00a1:0')).toBe('/2001:db8:0:0:0:0:a1:0')
    expect(clientHostOf('1:2:3:4:5:6:7:8')).toBe('/1:2:3:4:5:6:7:8')
    expect(clientHostOf('::ffff:127.0.0.1')).toBe('/127.0.0.1')
  })

  it('is found in the address of a socket', () => {
    expect(clientHostOfSocket('127.0.0.1:53124')).toBe('/127.0.0.1')
    expect(clientHostOfSocket('[::1]:53124')).toBe('/0:0:0:0:0:0:0:1')
  })
})
