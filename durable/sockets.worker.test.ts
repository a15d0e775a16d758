// The JSON socket and the edge's waiting socket on the platform itself: permits, hibernation, errors that never close.
import { evictDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { CLOSE_PUT_BACK } from '../schema/close-codes.ts'
import { MAX_SOCKET_FRAME_BYTES } from '../schema/limits.ts'
import { encodeCursor } from '../schema/records/cursor.ts'
import { CALLER, createTopic, historyOf, makeSandbox, OWNER, produce } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import { connect } from '../test/support/socket-client.ts'
import type { Frame } from '../test/support/socket-client.ts'

const text = (data: string) => ({ value: { type: 'STRING', data } })

function valuesOf(frame: Frame): string[] {
  return (frame['records'] as { value: { data: string } }[]).map(({ value }) => value.data)
}

async function withTopic(partitions = 1): Promise<Opened> {
  const opened = await makeSandbox()
  await createTopic(opened.sandbox, 't', partitions)
  return opened
}

describe('the JSON socket', () => {
  it('acknowledges each record with its place, in order', async () => {
    const client = await connect(await withTopic())
    client.send({ type: 'produce', id: 'a', topic: 't', records: [text('one'), text('two')] })
    client.send({ type: 'produce', id: 2, topic: 't', records: [text('three')] })
    expect(await client.next()).toMatchObject({ type: 'ack', id: 'a', results: [{ partition_id: 0, offset: 0 }, { offset: 1 }] })
    expect(await client.next()).toMatchObject({ type: 'ack', id: 2, results: [{ offset: 2 }] })
  })

  it('finds the retry of a producer that counts, and tells one that counts wrongly what to send', async () => {
    const client = await connect(await withTopic())
    const produceAs = (id: string, seq: number, records: unknown[]) =>
      client.send({ type: 'produce', id, topic: 't', producer_id: 7, producer_epoch: 0, producer_seq: seq, records })
    produceAs('first', 0, [text('one'), text('two')])
    expect(await client.next()).toMatchObject({ id: 'first', results: [{ offset: 0 }, { offset: 1 }] })
    produceAs('again', 0, [text('one'), text('two')])
    expect(await client.next()).toMatchObject({
      id: 'again',
      results: [
        { offset: 0, duplicate: true },
        { offset: 1, duplicate: true },
      ],
    })
    produceAs('gap', 5, [text('six')])
    const gap = { code: 'OUT_OF_ORDER_SEQUENCE_NUMBER', producer_expected_seq: 2, producer_received_seq: 5, producer_epoch: 0 }
    expect(await client.next()).toMatchObject({ id: 'gap', results: [gap] })
    produceAs('broken', 2, [text('three'), { value: { type: 'STRING', data: 5 } }])
    expect(await client.next()).toMatchObject({ results: [{ code: 'OPERATION_NOT_ATTEMPTED' }, { code: 'INVALID_RECORD' }] })
    produceAs('next', 2, [text('three')])
    expect(await client.next()).toMatchObject({ id: 'next', results: [{ offset: 2 }] })
    client.send({ type: 'produce', id: 'nobody', topic: 't', transactional_id: 'tx', records: [text('x')] })
    expect(await client.next()).toMatchObject({ type: 'error', id: 'nobody', code: 'INVALID_TXN_STATE' })
  })

  it('carries a transaction from begin to commit in one go, also when the object slept in between', async () => {
    const opened = await withTopic()
    const client = await connect(opened)
    const transaction = { transactional_id: 'tx' }
    const offsets = [{ topic_name: 't', partition_id: 0, offset: 1 }]
    client.send({ type: 'begin', id: 1, ...transaction })
    client.send({ type: 'produce', id: 2, topic: 't', ...transaction, records: [text('one')] })
    client.send({ type: 'send_offsets', id: 3, group_id: 'g', offsets, ...transaction })
    client.send({ type: 'commit_transaction', id: 4, ...transaction })
    expect(await client.next()).toMatchObject({ type: 'begun', id: 1, producer_epoch: 0 })
    expect(await client.next()).toMatchObject({ type: 'ack', id: 2, results: [{ offset: 0 }] })
    expect(await client.next()).toMatchObject({ type: 'offsets_sent', id: 3, results: [{ topic_name: 't', partition_id: 0 }] })
    expect(await client.next()).toMatchObject({ type: 'committed', id: 4, producer_epoch: 1 })
    await evictDurableObject(opened.stub)
    client.send({ type: 'produce', id: 5, topic: 't', ...transaction, records: [text('two')] })
    expect(await client.next()).toMatchObject({ type: 'ack', id: 5, results: [{ offset: 2 }] })
    const other = await connect(opened)
    other.send({ type: 'begin', id: 6, ...transaction })
    expect(await other.next()).toMatchObject({ type: 'begun', id: 6 })
    client.send({ type: 'commit_transaction', id: 7, ...transaction })
    expect(await client.next()).toMatchObject({ type: 'error', id: 7, code: 'PRODUCER_FENCED', retriable: false })
  })

  it('never sends more records than there are permits, and says when everything was sent', async () => {
    const opened = await withTopic()
    for (const value of ['a', 'b', 'c']) await produce(opened.sandbox, 't', value)
    const client = await connect(opened)
    client.send({ type: 'subscribe', id: 1, topic: 't', permits: 2 })
    expect(await client.next()).toMatchObject({ type: 'subscribed', subscription: 't' })
    const first = await client.next()
    expect(first).toMatchObject({ type: 'records', permits: 0 })
    expect(valuesOf(first)).toEqual(['a', 'b'])
    client.send({ type: 'ping', id: 'nothing came in between' })
    expect(await client.next()).toMatchObject({ type: 'pong' })
    client.send({ type: 'permit', subscription: 't', permits: 5 })
    expect(valuesOf(await client.next())).toEqual(['c'])
    expect(await client.next()).toMatchObject({ type: 'caught_up' })
    await produce(opened.sandbox, 't', 'live')
    expect(valuesOf(await client.next())).toEqual(['live'])
  })

  it('goes on after the object was evicted, from where it was', async () => {
    const opened = await withTopic()
    await produce(opened.sandbox, 't', 'before')
    const client = await connect(opened)
    client.send({ type: 'subscribe', topic: 't', permits: 10 })
    expect((await client.next()).type).toBe('subscribed')
    expect(valuesOf(await client.next())).toEqual(['before'])
    expect((await client.next()).type).toBe('caught_up')
    await evictDurableObject(opened.stub)
    await produce(opened.sandbox, 't', 'after')
    const frame = await client.next()
    expect(valuesOf(frame)).toEqual(['after'])
    expect(frame['permits']).toBe(8)
    client.send({ type: 'produce', id: 1, topic: 't', records: [text('by the woken object')] })
    const types = [(await client.next()).type, (await client.next()).type]
    expect(types.toSorted()).toEqual(['ack', 'caught_up'])
  })

  it('resumes on another socket from the cursor that the client kept', async () => {
    const opened = await withTopic(2)
    for (const value of ['a', 'b', 'c']) await produce(opened.sandbox, 't', value)
    const first = await connect(opened)
    first.send({ type: 'subscribe', topic: 't', permits: 2 })
    await first.next()
    const { cursor } = await first.next()
    const second = await connect(opened)
    second.send({ type: 'subscribe', topic: 't', permits: 9, cursor })
    await second.next()
    expect(valuesOf(await second.next())).toEqual(['c'])
  })

  it('answers what it does not understand with an error and stays open', async () => {
    const client = await connect(await withTopic())
    const frames = [
      '',
      'nonsense',
      '[]',
      '{"type":1}',
      '{"type":"dance","id":"x"}',
      '{"type":"produce","type":"produce"}',
      '{"type":"produce","id":3}',
      '{"type":"produce","id":3,"topic":"t","records":[]}',
      '{"type":"produce","id":3,"topic":"t","records":{}}',
      '{"type":"permit","subscription":"none","permits":1}',
      '{"type":"subscribe","topic":"t","permits":-1}',
      '{"type":"subscribe","topic":"t","permits":1e99}',
      '{"type":"subscribe","topic":"t","cursor":"?"}',
      '{"type":"subscribe","topic":"none"}',
      '{"__proto__":{"type":"produce"}}',
      '{"type":"produce","topic":"t","records":[{"value":{"type":"STRING","data":"\\ud800"}}]}',
      `{"type":"${'['.repeat(100_000)}`,
      'x'.repeat(MAX_SOCKET_FRAME_BYTES + 1),
      new ArrayBuffer(16),
    ]
    for (const frame of frames) {
      client.send(frame)
      const answer = await client.next()
      expect(answer.type, `after ${String(frame).slice(0, 60)}`).toBe('error')
      expect(answer['detail']).toMatch(/^[A-Z].*\.$|^[a-z_]+ is .*\.$/s)
    }
    client.send({ type: 'produce', id: 'still here', topic: 't', records: [text('v')] })
    expect(await client.next()).toMatchObject({ type: 'ack', id: 'still here' })
  })

  it('reports a record that cannot be stored beside those that can', async () => {
    const client = await connect(await withTopic())
    const records = [text('good'), { value: { type: 'AVRO', data: 1 } }, { partition_id: 7 }]
    client.send({ type: 'produce', id: 1, topic: 't', records })
    const { results } = await client.next()
    expect(results).toMatchObject([{ offset: 0 }, { code: 'INVALID_RECORD', retriable: false }, { code: 'INVALID_RECORD' }])
  })

  it('keeps to what its key may do', async () => {
    const opened = await withTopic()
    const reader = await connect(opened, '/socket?keyId=owner-key&read=1')
    reader.send({ type: 'produce', id: 1, topic: 't', records: [text('v')] })
    expect(await reader.next()).toMatchObject({ type: 'error', id: 1, code: 'TOPIC_AUTHORIZATION_FAILED' })
    const writer = await connect(opened, '/socket?keyId=owner-key&produce=1&prefix=other-')
    writer.send({ type: 'subscribe', id: 2, topic: 't' })
    expect(await writer.next()).toMatchObject({ type: 'error', id: 2, code: 'TOPIC_AUTHORIZATION_FAILED' })
    writer.send({ type: 'produce', id: 3, topic: 't', records: [text('v')] })
    expect(await writer.next()).toMatchObject({ type: 'error', id: 3, code: 'TOPIC_AUTHORIZATION_FAILED' })
  })

  it('closes when its key is revoked and when its sandbox goes', async () => {
    const opened = await withTopic()
    await opened.sandbox.addKey(CALLER, { ...OWNER, keyId: 'second' })
    const second = await connect(opened, '/socket?keyId=second&read=1')
    const owner = await connect(opened)
    await opened.sandbox.revokeKey(CALLER, 'second')
    expect(await second.closed()).toBe(4401)
    await opened.sandbox.deleteSandbox(CALLER)
    expect(await owner.closed()).toBe(4404)
  })

  it('closes when the cluster is put back, and says where its events go on', async () => {
    const opened = await withTopic()
    const clients = [await connect(opened), await connect(opened, '/wait?keyId=owner-key&events=1')]
    const history = await historyOf(opened.sandbox)
    const rewound = await opened.sandbox.rewind(CALLER, history.firstSequence)
    expect(rewound).toMatchObject({ ok: true, value: { isKept: true, value: { sequence: history.firstSequence + 1, generation: 1 } } })
    for (const client of clients) expect(await client.closed()).toBe(CLOSE_PUT_BACK)
    const again = await connect(opened)
    expect(await opened.sandbox.reset(CALLER)).toMatchObject({ ok: true, value: { generation: 2 } })
    expect(await again.closed()).toBe(CLOSE_PUT_BACK)
  })

  it('ends a subscription whose topic was deleted, with a reason', async () => {
    const opened = await withTopic()
    const client = await connect(opened)
    client.send({ type: 'subscribe', topic: 't', permits: 1 })
    await client.next()
    expect((await client.next()).type).toBe('caught_up')
    await opened.sandbox.kafka(CALLER, { api: 'DeleteTopics', request: { topicNames: ['t'] } })
    expect(await client.next()).toMatchObject({ type: 'error', subscription: 't', code: 'UNKNOWN_TOPIC_ID' })
  })
})

describe('the waiting socket', () => {
  const wait = '/wait?keyId=owner-key&topic=t'
  const cursorAt = async ({ sandbox }: Opened, ...nextOffsets: number[]): Promise<string> => {
    const metadata = await sandbox.kafka(CALLER, { api: 'Metadata', request: { topics: ['t'], allowAutoTopicCreation: false } })
    const topicId = metadata.ok ? (metadata.value.response.topics[0]?.topicId ?? '') : ''
    return encodeCursor({ topicId, nextOffsets, deliveredRecords: 0, deliveredBytes: 0 })
  }

  it('is told at once of what is there already', async () => {
    const opened = await withTopic()
    await produce(opened.sandbox, 't', 'v')
    const waiter = await connect(opened, wait)
    waiter.send(await cursorAt(opened, 0))
    expect(await waiter.text()).toBe('more')
  })

  it('is told once of what comes, also when the object was evicted meanwhile', async () => {
    const opened = await withTopic()
    const waiter = await connect(opened, wait)
    waiter.send(await cursorAt(opened, 0))
    await evictDurableObject(opened.stub)
    await produce(opened.sandbox, 't', 'one')
    await produce(opened.sandbox, 't', 'two')
    expect(await waiter.text()).toBe('more')
    waiter.send(await cursorAt(opened, 2))
    await produce(opened.sandbox, 't', 'three')
    expect(await waiter.text()).toBe('more')
  })

  it('hears only of its own partition, and of the end of its topic', async () => {
    const opened = await withTopic(2)
    const waiter = await connect(opened, `${wait}&partition=1`)
    waiter.send(await cursorAt(opened, 0, 0))
    await produce(opened.sandbox, 't', 'to partition 0')
    waiter.send(await cursorAt(opened, 0, 0))
    await opened.sandbox.kafka(CALLER, { api: 'DeleteTopics', request: { topicNames: ['t'] } })
    expect(await waiter.text()).toBe('more')
  })
})
