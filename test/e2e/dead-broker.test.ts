// What a Kafka client meets at the TCP port of a broker that is down. Nobody listens at the port of a dead process; ours always listens, so it
// resets whoever comes.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { ask } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { requestFrame } from '../support/wire.ts'

let server: Server

beforeAll(async () => {
  server = await startServer()
})

afterAll(() => server.stop())

async function node(brokerId: number, verb: 'kill' | 'start'): Promise<void> {
  const { ownerKey: key, id } = server.sandbox
  expect((await ask(server.origin, 'POST', `/v1/sandboxes/${id}/brokers/${brokerId}:${verb}`, { key })).status).toBe(200)
}

/** A client that asks for the versions of the first broker, once it is connected and `before` is over: how its connection ends, or 'answered'. */
async function meet(before: () => Promise<unknown>): Promise<string> {
  const [host = '', port = ''] = (server.brokers[0] ?? '').split(':')
  const socket = connect(Number(port), host)
  const end = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.on('end', () => resolve('end'))
    socket.on('data', () => resolve('answered'))
  })
  await once(socket, 'connect')
  await before()
  const frame = requestFrame(apiVersionsMessages, 4, { clientSoftwareName: 'test', clientSoftwareVersion: '1' })
  const size = Buffer.alloc(4)
  size.writeInt32BE(frame.length)
  socket.write(Buffer.concat([size, frame]))
  const met = await end
  socket.destroy()
  return met
}

it('resets whoever comes while it is down, whether they speak at once or later, and answers when it is back', async () => {
  const atOnce = async (): Promise<void> => undefined
  // By then the door has long heard that nobody is behind it.
  const later = () => ask(server.origin, 'GET', `/v3/clusters/${server.sandbox.id}`, { key: server.sandbox.ownerKey })
  expect(await meet(later)).toBe('answered')
  await node(1, 'kill')
  expect(await meet(atOnce)).toBe('ECONNRESET')
  expect(await meet(later)).toBe('ECONNRESET')
  await node(1, 'start')
  expect(await meet(atOnce)).toBe('answered')
})
