// Who a client of the Kafka protocol is and what it may do, with a real client on the real ports.
import kafkajs from 'kafkajs'
import type { Kafka, SASLOptions } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, logLevel, ResourcePatternTypes } = kafkajs

type Key = { readonly id: string; readonly key: string }
type Mechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512'

const MECHANISMS: readonly Mechanism[] = ['plain', 'scram-sha-256', 'scram-sha-512']

let server: Server

beforeAll(async () => {
  server = await startServer()
  await post(`/v3/clusters/${server.sandbox.id}/topics`, { topic_name: 'lab.orders', partitions_count: 1 })
  await post(`/v3/clusters/${server.sandbox.id}/topics`, { topic_name: 'secret', partitions_count: 1 })
})

afterAll(() => server.stop())

async function post(path: string, json: object, key = server.sandbox.ownerKey): Promise<Response> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
  return fetch(`${server.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(json) })
}

async function makeKey(json: object, { id, ownerKey } = server.sandbox): Promise<Key> {
  return (await (await post(`/v1/sandboxes/${id}/keys`, json, ownerKey)).json()) as Key
}

function kafkaAs({ id: username, key: password }: Key, mechanism: Mechanism = 'scram-sha-256'): Kafka {
  const sasl = { mechanism, username, password } as SASLOptions
  return new kafkajs.Kafka({ brokers: [...server.brokers], sasl, logLevel: logLevel.NOTHING, retry: { retries: 0 } })
}

async function topicsSeenBy(kafka: Kafka): Promise<string[]> {
  const admin = kafka.admin()
  await admin.connect()
  try {
    return (await admin.listTopics()).toSorted()
  } finally {
    await admin.disconnect()
  }
}

describe.each(MECHANISMS)('a client that authenticates by %s', (mechanism) => {
  it('sees what its key may see', async () => {
    const all = await makeKey({ scopes: ['observe'] })
    const some = await makeKey({ scopes: ['observe'], topic_prefix: 'lab.' })
    expect(await topicsSeenBy(kafkaAs(all, mechanism))).toEqual(['lab.orders', 'secret'])
    expect(await topicsSeenBy(kafkaAs(some, mechanism))).toEqual(['lab.orders'])
  })

  it('is turned away with a wrong password', async () => {
    const { id } = await makeKey({ scopes: ['admin'] })
    const admin = kafkaAs({ id, key: 'guessed' }, mechanism).admin()
    await expect(admin.connect()).rejects.toThrow('Authentication failed')
  })
})

describe('a key over the Kafka protocol', () => {
  it('writes where it may write, and nowhere else', async () => {
    const producer = kafkaAs(await makeKey({ scopes: ['produce'], topic_prefix: 'lab.' })).producer()
    await producer.connect()
    const [written] = await producer.send({ topic: 'lab.orders', messages: [{ value: 'one' }] })
    expect(written).toMatchObject({ errorCode: 0 })
    await expect(producer.send({ topic: 'secret', messages: [{ value: 'one' }] })).rejects.toThrow('Topic authorization failed')
    await producer.disconnect()
  })

  it('leads to its own sandbox, when the server has more than one', async () => {
    const other = (await (await post('/v1/sandboxes', {})).json()) as { id: string; keys: { owner: string } }
    await post(`/v3/clusters/${other.id}/topics`, { topic_name: 'elsewhere', partitions_count: 1 }, other.keys.owner)
    const key = await makeKey({ scopes: ['observe'] }, { ...server.sandbox, id: other.id, ownerKey: other.keys.owner })
    expect(await topicsSeenBy(kafkaAs(key, 'plain'))).toEqual(['elsewhere'])
  })

  it('is held to ACLs that are made while it is connected', async () => {
    const key = await makeKey({ scopes: ['observe'] })
    const owner = new kafkajs.Kafka({ brokers: [...server.brokers], logLevel: logLevel.NOTHING }).admin()
    const admin = kafkaAs(key).admin()
    await Promise.all([owner.connect(), admin.connect()])
    expect(await admin.listTopics()).toContain('secret')
    const rule = { resourceName: 'secret', principal: `User:${key.id}`, host: '*', operation: AclOperationTypes.ALL }
    const about = { resourceType: AclResourceTypes.TOPIC, resourcePatternType: ResourcePatternTypes.LITERAL }
    await owner.createAcls({ acl: [{ ...rule, ...about, permissionType: AclPermissionTypes.DENY }] })
    await expect.poll(() => admin.listTopics()).not.toContain('secret')
    await Promise.all([owner.disconnect(), admin.disconnect()])
  })
})
