// Going back in a real sandbox: produce, break, look at the past, rewind, read; with the server killed in between.
import { afterEach, expect, it } from 'vitest'
import { ask } from '../support/api-client.ts'
import type { Answer } from '../support/api-client.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let running: Server | null = null
afterEach(async () => {
  await running?.kill('SIGKILL')
  running = null
})

const at = (path: string): string => `/v1/sandboxes/${sandboxOf().id}${path}`
const inKafka = (path: string): string => `/v3/clusters/${sandboxOf().id}${path}`

function sandboxOf(): Server['sandbox'] {
  if (running === null) throw new Error('A server runs.')
  return running.sandbox
}

async function call(method: string, path: string, json?: object): Promise<Answer> {
  if (running === null) throw new Error('A server runs.')
  return ask(running.origin, method, path, { key: sandboxOf().ownerKey, ...(json === undefined ? {} : { json }) })
}

async function lastSequence(): Promise<number> {
  return Number((await call('GET', at('/history'))).json['last_sequence'])
}

async function produce(value: string): Promise<void> {
  const record = { partition_id: 0, value: { type: 'STRING', data: value } }
  const answer = await call('POST', inKafka('/topics/orders/records'), record)
  expect(answer.json).toMatchObject({ error_code: 200 })
}

async function values(): Promise<string[]> {
  const answer = await call('GET', inKafka('/topics/orders/records?partition_id=0&from=earliest'))
  const { records } = answer.json as { records: { value: { data: string } }[] }
  return records.map(({ value }) => value.data)
}

async function leader(): Promise<number> {
  const { json } = await call('GET', at('/state'))
  const { topics } = json as { topics: { name: string; partitions: { leader: number }[] }[] }
  return topics.find(({ name }) => name === 'orders')?.partitions[0]?.leader ?? -1
}

async function killAndStartAgain(): Promise<void> {
  const { dataDir } = running ?? { dataDir: '' }
  await running?.kill('SIGKILL')
  running = await startServer({ dataDir })
}

it('goes back to before a topic was lost, over a SIGKILL, and on from there', async () => {
  running = await startServer()
  await call('POST', inKafka('/topics'), { topic_name: 'orders', partitions_count: 1, replication_factor: 3 })
  for (const value of ['one', 'two']) await produce(value)
  const moment = await lastSequence()
  const led = await leader()
  await call('POST', at(`/brokers/${led}:kill`))
  await call('POST', at('/clock'), { advance_ms: 60_000 })
  expect(await leader()).not.toBe(led)
  await produce('three')
  await call('DELETE', inKafka('/topics/orders'))
  await killAndStartAgain()

  const past = await call('GET', at(`/state?at=${moment}&internal=false`))
  expect(past.json).toMatchObject({ sequence: moment, topics: [{ name: 'orders', partitions: [{ leader: led }] }] })
  expect((await call('GET', at('/state?at=1'))).json).toMatchObject({
    status: 410,
    code: 'OFFSET_OUT_OF_RANGE',
    first_kept: expect.any(Number),
  })
  expect((await call('GET', at('/state?at=1000000'))).status).toBe(422)

  const rewound = await call('POST', at(':rewind'), { to_sequence: moment })
  expect(rewound).toMatchObject({ status: 200, json: { sequence: moment + 1, generation: 1 } })
  expect(await values()).toEqual(['one', 'two'])
  expect(await leader()).toBe(led)
  await killAndStartAgain()
  expect(await values()).toEqual(['one', 'two'])
  await produce('another three')
  expect(await values()).toEqual(['one', 'two', 'another three'])
  const { events } = (await call('GET', at(`/events?from=${moment + 1}&count=1&lang=en`))).json as { events: object[] }
  expect(events).toMatchObject([
    { kind: 'clock.changed', trigger: { kind: 'action', action: 'rewind' }, why: expect.stringContaining('rewound') },
  ])
})

it('begins again as it was made, and tells the generation', async () => {
  running = await startServer()
  const { first_sequence: first } = (await call('GET', at('/history'))).json
  await call('POST', inKafka('/topics'), { topic_name: 'orders', partitions_count: 1 })
  const before = await call('GET', at('/state'))
  expect(await call('POST', at(':reset'))).toMatchObject({ status: 200, json: { sequence: first, generation: 1 } })
  await killAndStartAgain()
  expect((await call('GET', at('/history'))).json).toMatchObject({ first_sequence: first, last_sequence: first, generation: 1 })
  await call('POST', inKafka('/topics'), { topic_name: 'orders', partitions_count: 1 })
  const topicIds = ({ json }: Answer) => (json as { topics: { topic_id: string }[] }).topics.map(({ topic_id: id }) => id)
  expect(topicIds(await call('GET', at('/state')))).toEqual(topicIds(before))
})
