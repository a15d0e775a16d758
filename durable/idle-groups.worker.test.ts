// What groups cost an object while nothing happens in them: signs of life come by the thousand, and none of them may cost a row or move the alarm.
import { runInDurableObject } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeConsumerProtocolSubscription } from '../schema/kafka/consumer-protocol.ts'
import type { KafkaApi, KafkaApis, RequestOf } from '../schema/kafka/requests/apis.ts'
import type { ConsumerCall } from './shell/consumers/consumer-call.ts'
import { CALLER, createTopic, makeSandbox } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'

const TIMEOUT_MS = 300_000
/** As many as there are in a session, and more. */
const SIGNS_OF_LIFE = 20

let opened: Opened

/** Rows that the object has written so far, and what it has set its alarm to. */
function spent(): Promise<{ rows: number; alarmMs: number | null }> {
  return runInDurableObject(opened.stub, async (_, { storage }) => {
    const { rows } = storage.sql.exec<{ rows: number }>('SELECT total_changes() AS rows').one()
    return { rows, alarmMs: await storage.getAlarm() }
  })
}

async function kafka<Api extends KafkaApi>(request: RequestOf<Api>): Promise<KafkaApis[Api]['response']> {
  const answered = await opened.sandbox.kafka(CALLER, request)
  if (!answered.ok) throw new Error(answered.message)
  return answered.value.response
}

beforeEach(async () => {
  opened = await makeSandbox({ brokerConfigs: [['group.initial.rebalance.delay.ms', '0']] })
  await createTopic(opened.sandbox, 't')
})

describe('a hosted consumer that is polled and finds nothing', () => {
  const NAMED = { groupId: 'g', name: 'c', topicPrefix: '' }

  async function call(asked: ConsumerCall) {
    const answered = await opened.sandbox.callConsumer(CALLER, NAMED, asked)
    if (!answered.ok || !answered.value.done) throw new Error(JSON.stringify(answered))
    return answered.value
  }

  const poll = () => call({ kind: 'poll', waitMs: 0, joinWaitMs: 10_000, maxRecords: 100, maxBytes: 1_000_000, runsCallbacks: false })

  it('writes no row, and wakes the object no earlier than when it expires itself', async () => {
    const beganMs = Date.now()
    const spec = { ...NAMED, door: 'rest', options: {}, timeoutMs: TIMEOUT_MS, configs: [['group.id', 'g']] } as const
    await opened.sandbox.createConsumer(CALLER, spec)
    await call({ kind: 'subscribe', topics: ['t'] })
    await poll()
    const { view } = await call({ kind: 'describe' })
    expect(view?.partitions).toMatchObject([{ topic: 't', position: 0 }])
    const before = await spent()
    expect(before.rows).toBeGreaterThan(0)
    expect(before.alarmMs).toBeGreaterThanOrEqual(beganMs + TIMEOUT_MS)
    for (let polls = 0; polls < SIGNS_OF_LIFE; polls++) expect((await poll()).records).toEqual([])
    expect(await spent()).toEqual(before)
  })
})

describe('heartbeats that change nothing', () => {
  it('cost a classic group neither a row nor another alarm', async () => {
    const metadata = encodeConsumerProtocolSubscription({
      topics: ['t'],
      userData: null,
      ownedPartitions: [],
      generationId: -1,
      rackId: null,
    })
    const client = { clientId: 'c', clientHost: '/127.0.0.1', groupInstanceId: null }
    const timeouts = { sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 60_000 }
    const asked = { groupId: 'g', ...client, ...timeouts, protocolType: 'consumer', protocols: [{ name: 'range', metadata }], reason: null }
    const join = (memberId: string) => kafka<'JoinGroup'>({ api: 'JoinGroup', request: { apiVersion: 9, memberId, ...asked } })
    const { memberId } = await join('')
    const { error, generationId } = await join(memberId)
    expect(error).toBe('NONE')
    const member = { groupId: 'g', memberId, generationId, groupInstanceId: null }
    const assignments = [{ memberId, assignment: new Uint8Array(1) }]
    const sync = { ...member, apiVersion: 5, protocolType: 'consumer', protocolName: 'range', assignments }
    expect(await kafka<'SyncGroup'>({ api: 'SyncGroup', request: sync })).toMatchObject({ error: 'NONE' })
    const before = await spent()
    for (let beats = 0; beats < SIGNS_OF_LIFE; beats++) {
      expect(await kafka<'Heartbeat'>({ api: 'Heartbeat', request: member })).toMatchObject({ error: 'NONE' })
    }
    expect(await spent()).toEqual(before)
  })

  it('cost a KIP-848 group neither a row nor another alarm', async () => {
    const unchanged = { instanceId: null, rackId: null, subscribedTopicRegex: null, serverAssignor: null }
    const client = { apiVersion: 1, groupId: 'g', memberId: 'm', clientId: 'c', clientHost: '/127.0.0.1' }
    const joining = { memberEpoch: 0, rebalanceTimeoutMs: 60_000, subscribedTopicNames: ['t'], topicPartitions: [] }
    const beat = (request: typeof joining | Beat) => {
      return kafka<'ConsumerGroupHeartbeat'>({ api: 'ConsumerGroupHeartbeat', request: { ...client, ...unchanged, ...request } })
    }
    type Beat = { memberEpoch: number; rebalanceTimeoutMs: number; subscribedTopicNames: null; topicPartitions: null }
    const { error, memberEpoch } = await beat(joining)
    expect(error).toBe('NONE')
    const before = await spent()
    for (let beats = 0; beats < SIGNS_OF_LIFE; beats++) {
      const answer = await beat({ memberEpoch, rebalanceTimeoutMs: -1, subscribedTopicNames: null, topicPartitions: null })
      expect(answer).toMatchObject({ error: 'NONE', memberEpoch })
    }
    expect(await spent()).toEqual(before)
  })
})
