// Members of groups on the JSON socket, on the platform itself.
import { evictDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { CALLER, createTopic, makeSandbox, produce } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import { connect } from '../test/support/socket-client.ts'
import type { Client, Frame } from '../test/support/socket-client.ts'

const MEMBER = '/socket?keyId=owner-key&produce=1&read=1&consume=1'

async function withTopic(partitions: number, ...values: readonly string[]): Promise<Opened> {
  const opened = await makeSandbox({ brokerConfigs: [['group.initial.rebalance.delay.ms', '0']] })
  await createTopic(opened.sandbox, 't', partitions)
  for (const value of values) await produce(opened.sandbox, 't', value)
  return opened
}

async function member(opened: Opened, more: object = {}): Promise<Client> {
  const client = await connect(opened, MEMBER)
  client.send({ type: 'subscribe', id: 1, group: 'g', topic: 't', permits: 10, from: 'earliest', ...more })
  expect(await client.next()).toMatchObject({ type: 'subscribed', id: 1, subscription: 'g', group: 'g' })
  return client
}

const partitionsOf = (frame: Frame) => (frame['partitions'] as { partition_id: number }[]).map(({ partition_id }) => partition_id)
const offsetsOf = (frame: Frame) => (frame['records'] as { offset: number }[]).map(({ offset }) => offset)
const at = (offset: number) => ({ subscription: 'g', topic_name: 't', partition_id: 0, offset })

async function committed({ sandbox }: Opened): Promise<number[]> {
  const request = { groupId: 'g', topics: null, memberId: null, memberEpoch: -1, requireStable: false }
  const answer = await sandbox.kafka(CALLER, { api: 'OffsetFetch', request })
  if (!answer.ok) throw new Error(answer.reason)
  return answer.value.response.topics.flatMap(({ partitions }) => partitions.map(({ committedOffset }) => committedOffset))
}

describe('a member of a group on the JSON socket', () => {
  it('is told its partitions, is sent what its permits allow, and commits what it was sent', async () => {
    const opened = await withTopic(1, 'a', 'b', 'c')
    const client = await member(opened, { permits: 2 })
    expect(partitionsOf(await client.next())).toEqual([0])
    const records = await client.next()
    expect(records).toMatchObject({ type: 'records', subscription: 'g', permits: 0 })
    expect(offsetsOf(records)).toEqual([0, 1])
    client.send({ type: 'permit', subscription: 'g', permits: 5 })
    expect(offsetsOf(await client.next())).toEqual([2])
    await produce(opened.sandbox, 't', 'd')
    expect(offsetsOf(await client.next())).toEqual([3])
    client.send({ type: 'unsubscribe', id: 2, subscription: 'g' })
    expect(await client.next()).toMatchObject({ type: 'unsubscribed', id: 2 })
    expect(await committed(opened)).toEqual([4])
  })

  it('acknowledges by hand, and gets back what it sent back, with how often', async () => {
    const opened = await withTopic(1, 'a', 'b', 'c')
    const client = await member(opened, { acks: 'manual' })
    await client.next()
    expect(offsetsOf(await client.next())).toEqual([0, 1, 2])
    expect(await committed(opened)).toEqual([])
    client.send({ type: 'ack', id: 2, ...at(0) })
    expect(await client.next()).toEqual({ type: 'acked', id: 2, subscription: 'g' })
    expect(await committed(opened)).toEqual([1])
    for (const count of [1, 2]) {
      client.send({ type: 'nack', id: 3, ...at(1) })
      expect(await client.next()).toMatchObject({ type: 'nacked', redelivery_count: count })
      const again = await client.next()
      expect(offsetsOf(again)).toEqual([1, 2])
      expect(again['redelivered']).toEqual([{ topic_name: 't', partition_id: 0, offset: 1, redelivery_count: count }])
    }
    client.send({ type: 'commit', id: 4, subscription: 'g' })
    expect(await client.next()).toMatchObject({ type: 'committed', id: 4 })
    expect(await committed(opened)).toEqual([3])
  })

  it('pauses, resumes and seeks', async () => {
    const opened = await withTopic(1, 'a')
    const client = await member(opened)
    await client.next()
    await client.next()
    client.send({ type: 'pause', id: 2, subscription: 'g' })
    expect(await client.next()).toMatchObject({ type: 'paused', id: 2 })
    await produce(opened.sandbox, 't', 'b')
    client.send({ type: 'ping', id: 'nothing came' })
    expect(await client.next()).toMatchObject({ type: 'pong' })
    client.send({ type: 'resume', id: 3, subscription: 'g', partitions: [{ topic_name: 't', partition_id: 0 }] })
    expect(await client.next()).toMatchObject({ type: 'resumed', id: 3 })
    expect(offsetsOf(await client.next())).toEqual([1])
    client.send({ type: 'seek', id: 4, ...at(0) })
    expect(await client.next()).toMatchObject({ type: 'sought', id: 4 })
    expect(offsetsOf(await client.next())).toEqual([0, 1])
  })

  it('may commit before partitions go to another member, and leaves when its socket closes', async () => {
    const opened = await withTopic(2)
    const first = await member(opened, { acks: 'manual' })
    expect(partitionsOf(await first.next())).toEqual([0, 1])
    const second = await member(opened)
    const revoked = await first.next()
    expect(revoked).toMatchObject({ type: 'revoked', lost: false })
    expect(partitionsOf(revoked)).toEqual([0, 1])
    first.send({ type: 'commit', id: 2, subscription: 'g' })
    expect(await first.next()).toMatchObject({ type: 'committed', id: 2 })
    first.send({ type: 'released', subscription: 'g' })
    const shares = await Promise.all([first.next(), second.next()])
    expect(shares.flatMap(partitionsOf).toSorted()).toEqual([0, 1])
    first.close()
    let taken: Frame = await second.next()
    while (taken.type !== 'assigned') taken = await second.next()
    expect(partitionsOf(taken)).toEqual([0, 1])
  })

  it('goes on after the object slept', async () => {
    const opened = await withTopic(1, 'a')
    const client = await member(opened)
    await client.next()
    expect(offsetsOf(await client.next())).toEqual([0])
    await evictDurableObject(opened.stub)
    await produce(opened.sandbox, 't', 'b')
    expect(offsetsOf(await client.next())).toEqual([1])
  })

  it('remembers what fits with its socket, however much is sent back, and no more subscriptions than that', async () => {
    const opened = await makeSandbox({ brokerConfigs: [['group.initial.rebalance.delay.ms', '0']] })
    const topic = 'x'.repeat(249)
    await createTopic(opened.sandbox, topic, 1)
    await produce(opened.sandbox, topic, 'a')
    const client = await connect(opened, MEMBER)
    const codes: unknown[] = []
    for (let count = 0; codes.length === 0; count++) {
      const group = `${count}`.padEnd(256, '组')
      client.send({ type: 'subscribe', id: count, group, topic, permits: 1, from: 'earliest', acks: 'manual' })
      const answer = await client.next()
      if (answer.type === 'error') codes.push(answer['code'])
      else for (const type of ['assigned', 'records']) expect(await client.next()).toMatchObject({ type })
    }
    expect(codes).toEqual(['INVALID_REQUEST'])
    const place = { subscription: '0'.padEnd(256, '组'), topic_name: topic, partition_id: 0 }
    for (let offset = 0; offset < 50; offset++) {
      client.send({ type: 'nack', id: 'n', ...place, offset })
      expect(await client.next()).toMatchObject({ type: 'nacked', redelivery_count: 1 })
    }
    client.send({ type: 'nack', id: 'n', ...place, offset: 49 })
    expect(await client.next()).toMatchObject({ type: 'nacked', redelivery_count: 2 })
    client.send({ type: 'commit', id: 'c', subscription: place.subscription })
    expect(await client.next()).toMatchObject({ type: 'committed' })
  })

  it('needs the scope consume, and frames that make sense', async () => {
    const opened = await withTopic(1)
    const reader = await connect(opened)
    reader.send({ type: 'subscribe', id: 1, group: 'g', topic: 't' })
    expect(await reader.next()).toMatchObject({ type: 'error', id: 1, code: 'GROUP_AUTHORIZATION_FAILED' })
    const client = await member(opened)
    await client.next()
    client.send({ type: 'subscribe', id: 2, group: 'g', topic: 't' })
    expect(await client.next()).toMatchObject({ type: 'error', id: 2, code: 'INVALID_REQUEST' })
    client.send({ type: 'subscribe', id: 3, group: 'h' })
    expect(await client.next()).toMatchObject({ type: 'error', id: 3, detail: 'Give either topic or topics.' })
    client.send({ type: 'nack', id: 4, ...at(0), partition_id: 7 })
    expect(await client.next()).toMatchObject({ type: 'error', code: 'INVALID_REQUEST' })
    client.send({ type: 'ack', id: 5, subscription: 'nobody' })
    expect(await client.next()).toMatchObject({ type: 'error', id: 5, code: 'INVALID_REQUEST' })
  })
})
