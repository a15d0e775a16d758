// The lines of Kafka clients on the platform itself: what they cost while nothing happens, what survives the object's sleep, and what ends them.
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { standingOf } from '../schema/broker-line.ts'
import type { ToEdge, ToObject } from '../schema/broker-line.ts'
import type { KafkaApi, KafkaApis, RequestOf } from '../schema/kafka/requests/apis.ts'
import { CLOSE_PUT_BACK } from '../schema/close-codes.ts'
import { MAX_KAFKA_CONNECTIONS_PER_SANDBOX } from '../schema/limits.ts'
import { VOUCH_MS } from '../schema/protocol-limits.ts'
import { CALLER, createTopic, historyOf, makeSandbox, OWNER, produce } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import { connect } from '../test/support/socket-client.ts'
import type { Client } from '../test/support/socket-client.ts'

const BROKER = 1
const SESSION_MS = 45_000
/** As many as a client polls, beats and looks in some minutes. */
const QUIET_ROUNDS = 20

async function withTopic(): Promise<Opened> {
  const brokerConfigs = [['offsets.topic.replication.factor', '1']] as const
  const opened = await makeSandbox({ brokers: [{ brokerId: BROKER, rack: null }], brokerConfigs })
  await createTopic(opened.sandbox, 't')
  await ask<'FindCoordinator'>(opened, { api: 'FindCoordinator', request: { keyType: 'GROUP', coordinatorKeys: ['g'] } })
  return opened
}

function line(opened: Opened, brokerId = BROKER, keyId = OWNER.keyId): Promise<Client> {
  return connect(opened, `/kafka?keyId=${keyId}&broker=${brokerId}&connection=${crypto.randomUUID()}`)
}

async function ask<Api extends KafkaApi>({ sandbox }: Opened, request: RequestOf<Api>): Promise<KafkaApis[Api]['response']> {
  const answered = await sandbox.kafka(CALLER, request, BROKER)
  if (!answered.ok) throw new Error(answered.message)
  return answered.value.response
}

async function next(client: Client): Promise<ToEdge> {
  return JSON.parse(await client.text()) as ToEdge
}

/** What the object has spent so far: rows that it has written, and what it will wake for. */
function spent({ stub }: Opened): Promise<{ readonly rows: number; readonly alarmMs: number | null }> {
  return runInDurableObject(stub, async (_, { storage }) => {
    const { rows } = storage.sql.exec<{ rows: number }>('SELECT total_changes() AS rows').one()
    return { rows, alarmMs: await storage.getAlarm() }
  })
}

/** A fetch that finds nothing, and what the edge says after it. */
async function poll(opened: Opened, watch: number): Promise<ToObject> {
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }]
  const request = { maxBytes: 1_000, isolationLevel: 'read_uncommitted', topics: [{ topic: 't', topicId: null, partitions }] } as const
  const asked = { api: 'Fetch', request } as const
  return { type: 'watch', watch, of: 'poll', asked, told: standingOf(await ask<'Fetch'>(opened, asked)) }
}

/** A heartbeat of a KIP-848 member that joins with it when its epoch is 0. */
async function beat(opened: Opened, memberEpoch: number, watch: number): Promise<ToObject & { readonly memberEpoch: number }> {
  const said = { instanceId: null, rackId: null, subscribedTopicNames: ['t'], subscribedTopicRegex: null, serverAssignor: null }
  const member = { apiVersion: 1, groupId: 'g', memberId: 'm', clientId: 'c', clientHost: '/127.0.0.1' }
  const request = { ...member, ...said, memberEpoch, rebalanceTimeoutMs: 60_000, topicPartitions: [] }
  const asked = { api: 'ConsumerGroupHeartbeat', request } as const
  const response = await ask<'ConsumerGroupHeartbeat'>(opened, asked)
  expect(response.error).toBe('NONE')
  return { type: 'watch', watch, of: 'beat', asked, told: JSON.stringify(response), memberEpoch: response.memberEpoch }
}

async function look(opened: Opened, watch: number): Promise<ToObject> {
  const asked = { api: 'Metadata', request: { topics: ['t'], allowAutoTopicCreation: true } } as const
  return { type: 'watch', watch, of: 'look', asked, told: JSON.stringify(await ask<'Metadata'>(opened, asked)) }
}

describe('a client that waits', () => {
  it('costs neither a row nor an alarm, however often it would have asked', async () => {
    const opened = await withTopic()
    const client = await line(opened)
    client.send(await poll(opened, 1))
    client.send(await look(opened, 2))
    expect([await next(client), await next(client)]).toEqual([
      { type: 'held', of: 'poll', watch: 1 },
      { type: 'held', of: 'look', watch: 2 },
    ])
    const before = await spent(opened)
    expect(before.alarmMs).toBeNull()
    for (let round = 0; round < QUIET_ROUNDS; round++) client.send(await poll(opened, 10 + round))
    for (let round = 0; round < QUIET_ROUNDS; round++) expect(await next(client)).toMatchObject({ type: 'held', of: 'poll' })
    expect(await spent(opened)).toEqual(before)
  })

  it('hears once of what is written, also when the object was evicted meanwhile', async () => {
    const opened = await withTopic()
    const client = await line(opened)
    client.send(await poll(opened, 1))
    expect(await next(client)).toMatchObject({ type: 'held' })
    await evictDurableObject(opened.stub)
    await produce(opened.sandbox, 't', 'one')
    await produce(opened.sandbox, 't', 'two')
    expect(await next(client)).toEqual({ type: 'changed', of: 'poll' })
    client.send(await look(opened, 2))
    expect(await next(client)).toEqual({ type: 'held', of: 'look', watch: 2 })
  })

  it('and is a member of a group moves the alarm to the end of what it is vouched for, and there it stays when the object was evicted', async () => {
    const opened = await withTopic()
    const client = await line(opened)
    const { memberEpoch } = await beat(opened, 0, 0)
    const beganMs = Date.now()
    client.send(await beat(opened, memberEpoch, 1))
    expect(await next(client)).toEqual({ type: 'held', of: 'beat', watch: 1, sessionTimeoutMs: SESSION_MS })
    const { alarmMs } = await spent(opened)
    expect(alarmMs).toBeGreaterThanOrEqual(beganMs + VOUCH_MS + SESSION_MS)
    await evictDurableObject(opened.stub)
    expect((await opened.sandbox.state(CALLER)).ok).toBe(true)
    expect((await spent(opened)).alarmMs).toBeGreaterThanOrEqual(alarmMs ?? 0)
    client.send({ type: 'silent', agoMs: 5_000 } satisfies ToObject)
    client.send(await poll(opened, 2))
    expect(await next(client)).toMatchObject({ type: 'held', of: 'poll' })
    expect((await spent(opened)).alarmMs).toBeLessThan(Date.now() + SESSION_MS)
  })

  it('is missed when its line breaks while the object sleeps', async () => {
    const opened = await withTopic()
    const client = await line(opened)
    const { memberEpoch } = await beat(opened, 0, 0)
    client.send(await beat(opened, memberEpoch, 1))
    expect(await next(client)).toMatchObject({ type: 'held' })
    await evictDurableObject(opened.stub)
    client.close()
    await client.closed()
    const { alarmMs } = await spent(opened)
    expect(alarmMs).toBeGreaterThan(Date.now())
    expect(alarmMs).toBeLessThanOrEqual(Date.now() + SESSION_MS)
  })
})

describe('a line', () => {
  it('is closed by a broker that is killed, and refused until that is back', async () => {
    const opened = await makeSandbox()
    const [one, two] = [await line(opened, 1), await line(opened, 2)]
    await opened.sandbox.act(CALLER, { kind: 'node', nodeId: 1, action: 'pause' })
    await opened.sandbox.act(CALLER, { kind: 'node', nodeId: 2, action: 'kill' })
    expect(await two.closed()).toBe(4503)
    await expect(line(opened, 2)).rejects.toThrow('503')
    await expect(line(opened, 9)).rejects.toThrow('503')
    // A paused one still has its connections, and takes new ones.
    expect(one.closeCode).toBeNull()
    await line(opened, 1)
    await opened.sandbox.act(CALLER, { kind: 'node', nodeId: 2, action: 'start' })
    await line(opened, 2)
  })

  it('is closed when its key is revoked and when its sandbox goes', async () => {
    const opened = await withTopic()
    await opened.sandbox.addKey(CALLER, { ...OWNER, keyId: 'second' })
    const [second, owner] = [await line(opened, BROKER, 'second'), await line(opened)]
    await opened.sandbox.revokeKey(CALLER, 'second')
    expect(await second.closed()).toBe(4401)
    await opened.sandbox.deleteSandbox(CALLER)
    expect(await owner.closed()).toBe(4404)
  })

  it('is closed when the cluster is put back, and a new one reaches the cluster of then', async () => {
    const opened = await withTopic()
    const before = await line(opened)
    const { lastSequence } = await historyOf(opened.sandbox)
    await createTopic(opened.sandbox, 'later')
    await opened.sandbox.rewind(CALLER, lastSequence)
    expect(await before.closed()).toBe(CLOSE_PUT_BACK)
    const client = await line(opened)
    client.send(await look(opened, 1))
    expect(await next(client)).toEqual({ type: 'held', of: 'look', watch: 1 })
  })

  it('leaves what it does not understand alone', async () => {
    const opened = await withTopic()
    const client = await line(opened)
    for (const said of [{ type: 'from the future' }, { type: 'watch', of: 'the stars', watch: 1 }, {}]) client.send(said)
    client.send(await look(opened, 1))
    expect(await next(client)).toEqual({ type: 'held', of: 'look', watch: 1 })
  })

  it('is one of a share that leaves room for readers', async () => {
    const opened = await withTopic()
    await Promise.all(Array.from({ length: MAX_KAFKA_CONNECTIONS_PER_SANDBOX }, () => line(opened)))
    await expect(line(opened)).rejects.toThrow('429')
    await connect(opened, '/wait?keyId=owner-key&topic=t')
  })
})
