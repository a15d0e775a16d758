// How the connections of Kafka clients begin, wait and end on the real server: brokers that die or fall silent, keys that are revoked, clients that
// send nonsense, do not read, or leave.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { fetchMessages } from '../../schema/kafka/protocol/messages/fetch.ts'
import { metadataMessages } from '../../schema/kafka/protocol/messages/metadata.ts'
import { saslAuthenticateMessages } from '../../schema/kafka/protocol/messages/sasl-authenticate.ts'
import { saslHandshakeMessages } from '../../schema/kafka/protocol/messages/sasl-handshake.ts'
import { MAX_KAFKA_FRAME_BYTES } from '../../schema/protocol-limits.ts'
import { workerdBelow } from '../../bench/servers/workerd-usage.ts'
import { ask } from '../support/api-client.ts'
import { pollOf } from '../support/quiet-wire.ts'
import { RawKafka, sizedFrame } from '../support/raw-kafka.ts'
import { plainToken } from '../support/sasl.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { requestFrame } from '../support/wire.ts'

const HELLO = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
const LOOK = {
  topics: null,
  allowAutoTopicCreation: false,
  includeClusterAuthorizedOperations: false,
  includeTopicAuthorizedOperations: false,
}
const FETCH = [fetchMessages, 12] as const

let server: Server

beforeAll(async () => {
  server = await startServer()
  // Broker 1 leads and has it alone, so that who follows is nothing to these tests.
  await api('POST', `/v3/clusters/${server.sandbox.id}/topics`, {
    topic_name: 't',
    replicas_assignments: { 0: [1] },
  })
})

afterAll(() => server.stop())

async function api(method: string, path: string, json?: object, key = server.sandbox.ownerKey) {
  const answer = await ask(server.origin, method, path, { key, ...(json !== undefined && { json }) })
  expect([path, answer.status < 300]).toEqual([path, true])
  return answer.json
}

const sandboxPath = (rest: string): string => `/v1/sandboxes/${server.sandbox.id}${rest}`
const node = (nodeId: number, verb: string) => api('POST', sandboxPath(`/brokers/${nodeId}:${verb}`))
const produce = (value: string) => {
  return api('POST', `/v3/clusters/${server.sandbox.id}/topics/t/records`, { value: { type: 'STRING', data: value } })
}

function broker(nodeId: number): string {
  return server.brokers[nodeId - 1] ?? ''
}

/** A connection that a broker has answered on. */
async function connected(nodeId = 1): Promise<RawKafka> {
  const client = await RawKafka.open(broker(nodeId))
  client.send(apiVersionsMessages, 3, HELLO)
  expect(await client.next(apiVersionsMessages, 3)).toMatchObject({ errorCode: 0 })
  return client
}

describe('a broker that', () => {
  it('is killed closes its connections, also those that wait, and refuses new ones until it is back', async () => {
    const [idle, waiting, elsewhere] = [await connected(2), await connected(2), await connected(3)]
    waiting.send(...FETCH, pollOf({ maxWaitMs: 600_000 }))
    await node(2, 'kill')
    await Promise.all([idle.closed, waiting.closed])
    const refused = await RawKafka.open(broker(2))
    await refused.closed
    elsewhere.send(metadataMessages, 9, LOOK)
    expect(await elsewhere.next(metadataMessages, 9)).not.toBeNull()
    await node(2, 'start')
    const again = await connected(2)
    again.close()
    elsewhere.close()
  })

  it('is paused says nothing until it wakes, and then answers', async () => {
    const client = await connected(3)
    await node(3, 'pause')
    client.send(metadataMessages, 9, LOOK)
    // Something else that was asked later, of a broker that is awake, is answered before.
    const other = await connected(1)
    expect(client.answers).toBe(0)
    await node(3, 'resume')
    expect(await client.next(metadataMessages, 9)).not.toBeNull()
    for (const one of [client, other]) one.close()
  })

  it('is cut off is silent, and its connection ends when that heals', async () => {
    const client = await connected(3)
    const { id } = (await api('POST', sandboxPath('/faults'), { kind: 'link', from: 'clients', to: 3, cut: true })) as { id: number }
    client.send(metadataMessages, 9, LOOK)
    const other = await connected(1)
    expect(client.answers).toBe(0)
    expect(client.socket.closed).toBe(false)
    await api('DELETE', sandboxPath(`/faults/${id}`))
    await client.closed
    const again = await connected(3)
    for (const one of [other, again]) one.close()
  })

  it('loses an answer loses the connection with it', async () => {
    const client = await connected(3)
    await api('POST', sandboxPath('/faults'), { kind: 'drop_response', api: 'Metadata', broker: 3, count: 1 })
    client.send(metadataMessages, 9, LOOK)
    expect(await client.next(metadataMessages, 9)).toBeNull()
  })

  it('is polled answers when something is written', async () => {
    const client = await connected(1)
    client.send(...FETCH, pollOf({ maxWaitMs: 600_000 }))
    await produce('at last')
    const answer = await client.next(...FETCH)
    expect(answer?.responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(0)
    client.close()
  })
})

describe('a client that', () => {
  it.each([
    ['speaks HTTP', new TextEncoder().encode('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['announces a negative size', new Uint8Array([0xff, 0xff, 0xff, 0xff])],
    ['announces more than is taken', new Uint8Array(new Uint32Array([0xffffff7f]).buffer)],
    ['sends an empty frame', new Uint8Array(4)],
    ['asks for an API that nobody knows', sizedFrame(new Uint8Array([0x7f, 0xff, 0, 0, 0, 0, 0, 1, 0xff, 0xff]))],
    ['sends a frame that is cut short', sizedFrame(requestFrame(metadataMessages, 9, { ...LOOK, topics: [] }).subarray(0, -2))],
  ])('%s is disconnected without a word', async (_, bytes) => {
    const client = await RawKafka.open(broker(1))
    client.socket.write(bytes)
    await client.closed
    expect(client.answers).toBe(0)
  })

  it('sends half a frame and waits costs others nothing, and may go on', async () => {
    const frame = sizedFrame(requestFrame(apiVersionsMessages, 3, HELLO))
    const half = await RawKafka.open(broker(1))
    half.socket.write(frame.subarray(0, 7))
    const other = await connected(1)
    half.socket.write(frame.subarray(7))
    expect(await half.next(apiVersionsMessages, 3)).toMatchObject({ errorCode: 0 })
    for (const one of [half, other]) one.close()
  })

  it('leaves while its poll waits is not waited for', async () => {
    const leaving = await Promise.all(Array.from({ length: 20 }, () => connected(1)))
    for (const client of leaving) {
      client.send(...FETCH, pollOf({ offset: 1, maxWaitMs: 600_000 }))
      client.close()
    }
    const after = await connected(1)
    after.send(metadataMessages, 9, LOOK)
    expect(await after.next(metadataMessages, 9)).not.toBeNull()
    after.close()
  })

  it('never reads is not read from any more, and the server stays as it is', async () => {
    const usage = workerdBelow(server.pid)
    const before = usage.residentBytes() ?? 0
    const deaf = await RawKafka.open(broker(1))
    deaf.socket.pause()
    const requests = sizedFrame(requestFrame(metadataMessages, 9, LOOK))
    const many = Buffer.concat(Array.from({ length: 2_000 }, () => requests))
    // What the operating system takes for both is bounded; when it takes no more, nobody reads.
    let sentBytes = 0
    while (deaf.socket.writableLength < many.length && sentBytes < MAX_KAFKA_FRAME_BYTES * 8) {
      deaf.socket.write(many)
      sentBytes += many.length
      const other = await connected(1)
      other.close()
    }
    expect(deaf.socket.writableLength).toBeGreaterThan(0)
    expect((usage.residentBytes() ?? 0) - before).toBeLessThan(128 * 1024 ** 2)
    deaf.close()
  })
})

describe('the server', () => {
  it('ends a connection when the key is revoked that it authenticated with, and no other', async () => {
    const keys = sandboxPath('/keys')
    const { id, key } = (await api('POST', keys, { name: 'short-lived', scopes: ['admin'] })) as { id: string; key: string }
    const [revoked, other] = [await connected(1), await connected(1)]
    revoked.send(saslHandshakeMessages, 1, { mechanism: 'PLAIN' })
    expect(await revoked.next(saslHandshakeMessages, 1)).toMatchObject({ errorCode: 0 })
    revoked.send(saslAuthenticateMessages, 2, { authBytes: plainToken(id, key) })
    expect(await revoked.next(saslAuthenticateMessages, 2)).toMatchObject({ errorCode: 0 })
    await api('DELETE', `${keys}/${id}`)
    await revoked.closed
    other.send(metadataMessages, 9, LOOK)
    expect(await other.next(metadataMessages, 9)).not.toBeNull()
    other.close()
  })

  it('that is killed takes its connections with it, and the next one has what was written', async () => {
    const client = await connected(1)
    await produce('before')
    await server.kill('SIGKILL')
    await client.closed
    server = await startServer({ dataDir: server.dataDir })
    const again = await connected(1)
    again.send(...FETCH, pollOf({ maxWaitMs: 10_000 }))
    const answer = await again.next(...FETCH)
    expect(new TextDecoder().decode(answer?.responses[0]?.partitions[0]?.records ?? new Uint8Array(0))).toContain('before')
    again.close()
  })
})
