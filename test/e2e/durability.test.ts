// What is acknowledged survives SIGKILL: produce over HTTP and over the socket at once, kill the whole server after a random number of
// acknowledgements, start it again on the same data, and look for every acknowledged record exactly where it was acknowledged.
import { afterEach, expect, it } from 'vitest'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const KILLS = 20
const PARTITIONS = 3
const TOPIC = 'orders'

type Acknowledged = { readonly partition: number; readonly offset: number; readonly value: string }

let running: Server | null = null
afterEach(async () => {
  await running?.kill('SIGKILL')
  running = null
})

it(`keeps every acknowledged record over ${KILLS} SIGKILLs`, async () => {
  const seed = Number(process.env['SEED'] ?? 20_261_121)
  console.log(`replay with SEED=${seed}`)
  const random = mulberry32(seed)
  const acknowledged: Acknowledged[] = []
  running = await startServer()
  await createTopic(running)
  for (let kill = 0; kill < KILLS; kill++) {
    const server: Server = running
    const counter = new AckCounter(20 + Math.floor(random() * 200), acknowledged)
    const producers = [
      produceOverHttp(server, `${kill}-http-a`, counter),
      produceOverHttp(server, `${kill}-http-b`, counter),
      produceOverSocket(server, `${kill}-socket`, counter),
    ]
    await counter.reached
    await server.kill('SIGKILL')
    await Promise.all(producers)
    running = await startServer({ dataDir: server.dataDir })
    await expectAllStored(running, acknowledged)
  }
  expect(acknowledged.length).toBeGreaterThan(KILLS * 20)
}, 600_000)

/** Collects acknowledgements and says when there are enough to kill. Those that still arrive afterwards count as much. */
class AckCounter {
  readonly reached: Promise<void>
  readonly #all: Acknowledged[]
  #left: number
  #reach: () => void = () => undefined

  constructor(target: number, all: Acknowledged[]) {
    this.#left = target
    this.#all = all
    this.reached = new Promise((resolve) => {
      this.#reach = resolve
    })
  }

  add(acknowledged: Acknowledged): void {
    this.#all.push(acknowledged)
    if (--this.#left === 0) this.#reach()
  }
}

function topicUrl(server: Server): string {
  return `${server.origin}/v3/clusters/${server.sandbox.id}/topics/${TOPIC}`
}

function headers(server: Server): Record<string, string> {
  return { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' }
}

async function createTopic(server: Server): Promise<void> {
  const url = `${server.origin}/v3/clusters/${server.sandbox.id}/topics`
  const body = JSON.stringify({ topic_name: TOPIC, partitions_count: PARTITIONS, replication_factor: 3 })
  const response = await fetch(url, { method: 'POST', headers: headers(server), body })
  expect(response.status).toBe(201)
}

/** One request after another until the server dies. */
async function produceOverHttp(server: Server, name: string, counter: AckCounter): Promise<void> {
  for (let number = 0; ; number++) {
    const values = Array.from({ length: 1 + (number % 3) }, (_, index) => `${name}-${number}-${index}`)
    const body = values.map((data) => JSON.stringify({ key: { type: 'STRING', data }, value: { type: 'STRING', data } })).join('\n')
    const answer = await answerOrDeath(fetch(`${topicUrl(server)}/records`, { method: 'POST', headers: headers(server), body }))
    if (answer === null) return
    for (const [index, report] of reportsOf(answer).entries()) {
      expect(report.error_code).toBe(200)
      counter.add({ partition: report.partition_id, offset: report.offset, value: values[index] ?? '' })
    }
  }
}

/** The text of an answer, or null when the server died under it. An answer that is cut short acknowledges nothing that it does not say. */
async function answerOrDeath(response: Promise<Response>): Promise<string | null> {
  try {
    return await (await response).text()
  } catch {
    return null
  }
}

type Report = { error_code: number; partition_id: number; offset: number }

function reportsOf(text: string): Report[] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Report)
}

/** Keeps 16 produce frames in flight until the socket dies. */
async function produceOverSocket(server: Server, name: string, counter: AckCounter): Promise<void> {
  const { id, ownerKey } = server.sandbox
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/v1/sandboxes/${id}/socket?key=${encodeURIComponent(ownerKey)}`)
  let sent = 0
  const send = (): void => {
    const data = `${name}-${sent}`
    socket.send(JSON.stringify({ type: 'produce', id: data, topic: TOPIC, records: [{ value: { type: 'STRING', data } }] }))
    sent++
  }
  await new Promise<void>((resolve) => {
    socket.addEventListener('open', () => {
      for (let inFlight = 0; inFlight < 16; inFlight++) send()
    })
    socket.addEventListener('message', ({ data }) => {
      const frame = JSON.parse(String(data)) as { type: string; id: string; results: Report[] }
      expect(frame.type).toBe('ack')
      const [result] = frame.results
      if (result !== undefined) counter.add({ partition: result.partition_id, offset: result.offset, value: frame.id })
      send()
    })
    socket.addEventListener('close', () => resolve())
    socket.addEventListener('error', () => resolve())
  })
}

type StoredRecord = { partition_id: number; offset: number; value: { data: string } }

async function expectAllStored(server: Server, acknowledged: readonly Acknowledged[]): Promise<void> {
  const response = await fetch(`${topicUrl(server)}/records`, { headers: { ...headers(server), Accept: 'application/x-ndjson' } })
  expect(response.status).toBe(200)
  const stored = (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StoredRecord)
  const byPlace = new Map(stored.map((record) => [`${record.partition_id}@${record.offset}`, record.value.data]))
  expect(byPlace.size, 'no offset holds two records').toBe(stored.length)
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const offsets = stored.filter((record) => record.partition_id === partition).map((record) => record.offset)
    expect(offsets, 'offsets are dense and in order').toEqual(offsets.map((_, index) => index))
  }
  const missing = acknowledged.filter(({ partition, offset, value }) => byPlace.get(`${partition}@${offset}`) !== value)
  expect(missing, 'every acknowledged record is where it was acknowledged').toEqual([])
}

/** A small generator so that the moments of the kills can be replayed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
