// The sentences about a port that cannot be had.

import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { waitForFreePort } from './port.ts'

const wanted = { host: '127.0.0.1', otherwise: 'KAFKA_PORT=19092' }

describe('waitForFreePort', () => {
  it('is content with any port, and with a port that is free', async () => {
    expect(await waitForFreePort({ ...wanted, port: 0 })).toBeNull()
  })

  it('names the busy port and the way out', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    expect(await waitForFreePort({ ...wanted, port, waitMs: 0 })).toBe(
      `Port ${port} is already in use. Choose another one: KAFKA_PORT=19092 npm start`,
    )
    holder.close()
  })

  it('takes a port that becomes free while it waits', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const waiting = waitForFreePort({ ...wanted, port, waitMs: 60_000 })
    holder.close()
    expect(await waiting).toBeNull()
  })

  it('says that an address does not belong to this machine', async () => {
    expect(await waitForFreePort({ ...wanted, host: '192.0.2.1', port: 8787 })).toBe('HOST 192.0.2.1 is not an address of this machine.')
  })
})
