// `samsa connect` between kafkajs and the real server: what a person meets beside the stories of the clients. Servers come and go, clients never
// read, and there is a proxy in between.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { residentBytes, workerdBelow } from '../../bench/servers/workerd-usage.ts'
import { FrameCutter } from '../../schema/kafka/protocol/frame-cutter.ts'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { fetchMessages } from '../../schema/kafka/protocol/messages/fetch.ts'
import { ask } from '../support/api-client.ts'
import { bridgeForTest, type RunningBridge } from '../support/bridge.ts'
import { connectProxy } from '../support/connect-proxy.ts'
import { startServer, type Server } from '../support/server.ts'
import { requestFrame } from '../support/wire.ts'

const MIB = 1024 * 1024

/** Without the wait that a new group has in Kafka for more members. */
const CLUSTER = { SAMSA_CLUSTER: '{"configs":{"group.initial.rebalance.delay.ms":"0"}}' }

let server: Server
let topicCount = 0
let topic = ''

beforeAll(async () => {
  server = await startServer({ env: CLUSTER })
})
afterAll(() => server.stop())

beforeEach(async () => {
  topic = `topic-${++topicCount}`
  await api('POST', `/v3/clusters/${server.sandbox.id}/topics`, { topic_name: topic, replicas_assignments: { 0: [1, 2, 3] } })
})

async function api(method: string, path: string, json?: object): Promise<void> {
  const answer = await ask(server.origin, method, path, { key: server.sandbox.ownerKey, json })
  expect(answer.status, answer.text).toBeLessThan(300)
}

function broker(brokerId: number, verb: 'kill' | 'start'): Promise<void> {
  return api('POST', `/v1/sandboxes/${server.sandbox.id}/brokers/${brokerId}:${verb}`)
}

function openBridge(environment: Readonly<Record<string, string>> = {}): Promise<RunningBridge> {
  return bridgeForTest({ SAMSA_URL: server.origin, SAMSA_KEY: server.sandbox.ownerKey, ...environment })
}

function kafka({ brokers }: RunningBridge): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 30, maxRetryTime: 1000 } })
}

async function producer(bridge: RunningBridge): Promise<kafkajs.Producer> {
  const opened = kafka(bridge).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  await opened.connect()
  onTestFinished(() => opened.disconnect())
  return opened
}

/** The first values of the topic, as a new group reads them. */
async function valuesIn(bridge: RunningBridge, count: number): Promise<string[]> {
  const consumer = kafka(bridge).consumer({ groupId: `group-${topic}`, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  const values: string[] = []
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message }: kafkajs.EachMessagePayload): Promise<void> => {
      values.push(String(message.value))
      if (values.length === count) resolve()
      return Promise.resolve()
    }
    consumer.run({ eachMessage }).catch(reject)
  })
  await consumer.disconnect()
  return values
}

function send(from: kafkajs.Producer, ...values: string[]): Promise<kafkajs.RecordMetadata[]> {
  return from.send({ topic, messages: values.map((value) => ({ value })) })
}

function rawClient({ brokers }: RunningBridge, brokerId: number): Socket {
  const [host = '', port] = brokers[brokerId - 1]?.split(':') ?? []
  return connect(Number(port), host)
}

/** How a connection ends: the code of its error, or null when it ended in order. */
function endOf(socket: Socket): Promise<string | null> {
  let code: string | null = null
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? error.message))
  return new Promise((resolve) => void socket.once('close', () => resolve(code)).resume())
}

describe('samsa connect', () => {
  it('carries records both ways', async () => {
    const bridge = await openBridge()
    await send(await producer(bridge), 'one', 'two')
    expect(await valuesIn(bridge, 2)).toEqual(['one', 'two'])
  })

  it('ends with exit code 0 on Ctrl-C, even while clients are connected', async () => {
    const bridge = await openBridge()
    const client = rawClient(bridge, 1)
    await once(client, 'connect')
    const ended = endOf(client)
    await bridge.stop('SIGINT')
    expect(await bridge.exited).toBe(0)
    await ended
  })

  it('closes the connections of a broker that is killed, refuses new ones, and has it again when it is started', async () => {
    const bridge = await openBridge()
    const from = await producer(bridge)
    await send(from, 'before')
    const client = rawClient(bridge, 2)
    await once(client, 'connect')
    // Its WebSocket stands when the broker has answered it.
    client.write(sized(requestFrame(apiVersionsMessages, 0, { clientSoftwareName: '', clientSoftwareVersion: '' })))
    await once(client, 'data')
    const ended = endOf(client)
    await broker(2, 'kill')
    expect(await ended).toBeNull()
    expect(await endOf(rawClient(bridge, 2))).toBe('ECONNRESET')
    await bridge.hasTold(/Broker 2 takes no connections: The broker is down/)
    await send(from, 'meanwhile')
    await broker(2, 'start')
    const again = rawClient(bridge, 2)
    await bridge.hasTold(/Broker 2 takes connections again/)
    again.destroy()
    expect(await valuesIn(bridge, 2)).toEqual(['before', 'meanwhile'])
  })

  it('outlives the server, which finds it there when it is started again', async () => {
    const bridge = await openBridge()
    const from = await producer(bridge)
    await send(from, 'before')
    await server.kill('SIGKILL')
    const sending = send(from, 'across')
    await bridge.hasTold(/ECONNREFUSED/)
    server = await startServer({ dataDir: server.dataDir, env: CLUSTER, port: Number(new URL(server.origin).port) })
    await sending
    expect(await valuesIn(bridge, 2)).toEqual(['before', 'across'])
  })

  it('waits for a server that is not there yet', async () => {
    const { origin, dataDir, sandbox } = server
    await server.stop()
    const opening = bridgeForTest({ SAMSA_URL: origin, SAMSA_KEY: sandbox.ownerKey })
    server = await startServer({ dataDir, env: CLUSTER, port: Number(new URL(origin).port) })
    const bridge = await opening
    await send(await producer(bridge), 'early')
    expect(await valuesIn(bridge, 1)).toEqual(['early'])
  })

  it('ends when the sandbox is deleted: nothing will ever be there again', async () => {
    const made = await ask(server.origin, 'POST', '/v1/sandboxes')
    const { id, keys } = made.json as { id: string; keys: { owner: string } }
    const bridge = await openBridge({ SAMSA_KEY: keys.owner })
    await ask(server.origin, 'DELETE', `/v1/sandboxes/${id}`, { key: keys.owner })
    await endOf(rawClient(bridge, 1))
    expect(await bridge.exited).toBe(1)
    expect(bridge.told()).toMatch(/^samsa: The server answered 404: .*\n$/m)
  })

  it('goes through a proxy, even to a name that only the proxy knows', async () => {
    const proxy = await connectProxy(Number(new URL(server.origin).port))
    const bridge = await openBridge({ SAMSA_URL: 'http://samsa.invalid:8787', HTTP_PROXY: proxy.url })
    await send(await producer(bridge), 'through')
    expect(await valuesIn(bridge, 1)).toEqual(['through'])
    expect(new Set(proxy.asked)).toEqual(new Set(['samsa.invalid:8787']))
    // The description of the sandbox, and a connection of each client at least.
    expect(proxy.asked.length).toBeGreaterThan(2)
  })
})

describe('a client that never reads', () => {
  const FETCHES = 200
  const RECORD_BYTES = 900_000

  it('costs neither the bridge nor the server more than a few windows, and gets everything when it reads', async () => {
    const bridge = await openBridge()
    const from = await producer(bridge)
    await from.send({ topic, messages: [{ value: Buffer.alloc(RECORD_BYTES) }] })
    const workerd = workerdBelow(server.pid)
    const before = [residentBytes(bridge.pid), workerd.residentBytes()]
    const client = rawClient(bridge, 1)
    for (let correlationId = 1; correlationId <= FETCHES; correlationId++) client.write(sized(fetchFromStart(correlationId)))
    client.pause()
    for (let round = 0; round < 50; round++) await send(from, `round ${round}`)
    const after = [residentBytes(bridge.pid), workerd.residentBytes()]
    const [ofBridge, ofWorkerd] = after.map((bytes, index) => (bytes ?? 0) - (before[index] ?? 0))
    console.log(
      `Unread: the bridge grew by ${((ofBridge ?? 0) / MIB).toFixed(0)} MiB, workerd by ${((ofWorkerd ?? 0) / MIB).toFixed(0)} MiB.`,
    )
    // All the answers would be 172 MiB. On a system without /proc both are 0.
    expect(ofBridge).toBeLessThan(64 * MIB)
    expect(ofWorkerd).toBeLessThan(96 * MIB)
    const cutter = new FrameCutter(8 * MIB)
    let answers = 0
    for await (const piece of client) {
      for (const frame of cutter.cut(piece as Buffer)) if (frame.length > RECORD_BYTES) answers++
      if (answers === FETCHES) break
    }
    expect(answers).toBe(FETCHES)
  })
})

function fetchFromStart(correlationId: number): Uint8Array {
  const partition = { partition: 0, fetchOffset: 0, partitionMaxBytes: MIB }
  const topics = [{ topic, topicId: '', partitions: [partition] }]
  const message = { maxWaitMs: 100, minBytes: 1, maxBytes: MIB, sessionEpoch: -1, topics, forgottenTopicsData: [] }
  return requestFrame(fetchMessages, 11, message, { correlationId })
}

function sized(frame: Uint8Array): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(frame.length)
  return Buffer.concat([size, frame])
}
