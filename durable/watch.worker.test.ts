// Watching a cluster's events on the JSON socket: live, out of history, after an eviction, and with a client that does not keep up.
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { expect, it } from 'vitest'
import { MAX_UNCONFIRMED_BYTES } from '../schema/limits.ts'
import { CALLER, createTopic, makeSandbox, produce } from '../test/support/object.ts'
import type { Opened } from '../test/support/object.ts'
import { connect } from '../test/support/socket-client.ts'
import type { Client, Frame } from '../test/support/socket-client.ts'
import { recall, remember } from './shell/sockets/session.ts'
import type { JsonSession, Watch } from './shell/sockets/session.ts'

async function sequenceOf({ sandbox }: Opened): Promise<number> {
  const state = await sandbox.state(CALLER)
  if (!state.ok) throw new Error(state.message)
  return state.value.sequence
}

/** The events up to a sequence, which must come without a gap. */
async function eventsUntil(client: Client, last: number): Promise<Frame[]> {
  const events: Frame[] = []
  for (let sequence: unknown = 0; sequence !== last; sequence = events.at(-1)?.['sequence']) {
    const event = await client.next()
    expect(event.type).toBe('event')
    if (events.length > 0) expect(event['sequence']).toBe(Number(events.at(-1)?.['sequence']) + 1)
    events.push(event)
  }
  return events
}

it('tells what happens from now on, with its cause in both languages', async () => {
  const opened = await makeSandbox()
  await createTopic(opened.sandbox, 't', 1, 3)
  const client = await connect(opened)
  client.send({ type: 'watch', id: 1 })
  const before = await sequenceOf(opened)
  expect(await client.next()).toEqual({ type: 'watching', id: 1, sequence: before })
  await opened.sandbox.act(CALLER, { kind: 'node', nodeId: 1, action: 'kill' })
  const [first] = await eventsUntil(client, await sequenceOf(opened))
  expect(first).toMatchObject({
    sequence: before + 1,
    kind: 'process.changed',
    trigger: { kind: 'action', action: 'kill', node_id: 1 },
    caused_by: null,
    facts: { node_id: 1, process: 'down' },
  })
  expect(first?.['why']).toEqual({ en: expect.any(String) as string, 'zh-CN': expect.any(String) as string })
  client.send({ type: 'unwatch', id: 2 })
  expect(await client.next()).toEqual({ type: 'unwatched', id: 2, sequence: await sequenceOf(opened) })
  await createTopic(opened.sandbox, 'silent', 1, 1)
  client.send({ type: 'ping', id: 3 })
  expect(await client.next()).toEqual({ type: 'pong', id: 3 })
})

it('catches up from history, goes on after an eviction, and resumes on another socket', async () => {
  const opened = await makeSandbox()
  await createTopic(opened.sandbox, 't', 1, 3)
  const client = await connect(opened)
  client.send({ type: 'watch', id: 1, from: 1 })
  expect(await client.next()).toEqual({ type: 'watching', id: 1, sequence: 0 })
  const history = await eventsUntil(client, await sequenceOf(opened))
  expect(history[0]).toMatchObject({ sequence: 1, kind: 'cluster.created' })
  await evictDurableObject(opened.stub)
  await produce(opened.sandbox, 't', 'v')
  const after = await eventsUntil(client, await sequenceOf(opened))
  expect(after[0]?.['sequence']).toBe(history.length + 1)
  const second = await connect(opened)
  second.send({ type: 'watch', id: 2, from: history.length + 1 })
  expect((await second.next()).type).toBe('watching')
  expect(await eventsUntil(second, await sequenceOf(opened))).toEqual(after)
})

it('stops before a client that says nothing, and goes on when it has seen', async () => {
  const opened = await makeSandbox()
  await createTopic(opened.sandbox, 't')
  const client = await connect(opened)
  // As if so much had been sent already.
  client.send({ type: 'watch', id: 1 })
  const { sequence } = await client.next()
  await runInDurableObject(opened.stub, (_, state) => {
    for (const socket of state.getWebSockets()) {
      const session = recall(socket) as JsonSession
      remember(socket, { ...session, watch: { ...(session.watch as Watch), unconfirmedBytes: MAX_UNCONFIRMED_BYTES } })
    }
  })
  await evictDurableObject(opened.stub)
  await createTopic(opened.sandbox, 'one')
  await createTopic(opened.sandbox, 'two')
  expect(await client.next()).toEqual({ type: 'lagging', sequence })
  client.send({ type: 'seen', sequence: Number(sequence) + 1 })
  expect(await client.next()).toMatchObject({ type: 'error', code: 'INVALID_REQUEST' })
  client.send({ type: 'unwatch' })
  await client.next()
  client.send({ type: 'watch', from: Number(sequence) + 1 })
  await client.next()
  const events = await eventsUntil(client, await sequenceOf(opened))
  client.send({ type: 'seen', sequence: events.at(-1)?.['sequence'] })
  await createTopic(opened.sandbox, 'three')
  expect((await eventsUntil(client, await sequenceOf(opened))).length).toBeGreaterThan(0)
})

it('refuses what it cannot do and stays open', async () => {
  const opened = await makeSandbox()
  const client = await connect(opened)
  const last = await sequenceOf(opened)
  const refusals: [object, string][] = [
    [{ type: 'watch', from: 0 }, 'INVALID_REQUEST'],
    [{ type: 'watch', from: 'yesterday' }, 'INVALID_REQUEST'],
    [{ type: 'watch', from: last + 2 }, 'OFFSET_OUT_OF_RANGE'],
    [{ type: 'seen', sequence: 1 }, 'INVALID_REQUEST'],
    [{ type: 'unwatch' }, 'INVALID_REQUEST'],
  ]
  for (const [frame, code] of refusals) {
    client.send({ ...frame, id: 'x' })
    expect(await client.next()).toMatchObject({ type: 'error', id: 'x', code })
  }
  const writer = await connect(opened, '/socket?keyId=owner-key&produce=1')
  writer.send({ type: 'watch' })
  expect(await writer.next()).toMatchObject({ type: 'error', code: 'CLUSTER_AUTHORIZATION_FAILED' })
  client.send({ type: 'watch', from: last + 1 })
  expect(await client.next()).toMatchObject({ type: 'watching', sequence: last })
  client.send({ type: 'watch' })
  expect(await client.next()).toMatchObject({ type: 'error', code: 'INVALID_REQUEST' })
})

it('says where history begins to whoever asks for what is gone', async () => {
  const opened = await makeSandbox()
  await createTopic(opened.sandbox, 't')
  // As if the ring had come round: the first commits are written over.
  const firstKept = await runInDurableObject(opened.stub, (_, { storage: { sql } }) => {
    sql.exec('DELETE FROM journal WHERE number = 1')
    return sql.exec<{ first: number }>('SELECT min(first_sequence) AS first FROM journal').one().first
  })
  const client = await connect(opened)
  client.send({ type: 'watch', id: 1, from: 1 })
  expect(await client.next()).toMatchObject({ type: 'error', id: 1, code: 'OFFSET_OUT_OF_RANGE', first_kept_sequence: firstKept })
  client.send({ type: 'watch', id: 2, from: firstKept })
  expect(await client.next()).toMatchObject({ type: 'watching', id: 2, sequence: firstKept - 1 })
  expect(await client.next()).toMatchObject({ type: 'event', sequence: firstKept })
  expect(await opened.sandbox.events(CALLER, 1, 1)).toMatchObject({
    value: { firstKeptSequence: firstKept, events: [{ sequence: firstKept }] },
  })
})

it('tells a key with a topic prefix only of its own topics', async () => {
  const opened = await makeSandbox()
  const client = await connect(opened, '/socket?keyId=owner-key&read=1&prefix=mine-')
  client.send({ type: 'watch' })
  await client.next()
  await createTopic(opened.sandbox, 'other')
  await createTopic(opened.sandbox, 'mine-1')
  const about = async (): Promise<unknown> => {
    for (;;) {
      const { kind, facts } = (await client.next()) as { kind?: string; facts?: Record<string, unknown> } & Frame
      if (kind === 'topic.created') return facts?.['name']
    }
  }
  expect(await about()).toBe('mine-1')
})
