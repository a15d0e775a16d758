// Patterns of the trade: applications that do something with what they read, each with all its records counted to their end.
import { expect } from 'vitest'
import type { Story, StorySandbox } from './story.ts'

type Header = { readonly name: string; readonly value: string }

type Handled = {
  readonly processed: number
  readonly skipped: number
  readonly dropped: number
  readonly dead_lettered: number
  readonly retried: number
  readonly delayed: number
  readonly delivered: number
  readonly routed: number
  readonly looped: number
  readonly audit: {
    readonly sources: readonly { readonly counted: number; readonly missing: number; readonly duplicates: number }[]
  } | null
  readonly traces: readonly { readonly topic: string; readonly hops: readonly string[] }[]
}

type Partition = { readonly topic: string; readonly committed: number | null; readonly position: number | null }
type Shown = { readonly handled: Handled; readonly consumer: { readonly partitions: readonly Partition[] } | null }

/** The group waits for a member that died: session.timeout.ms, or twice that where the server was started again meanwhile. */
const SESSION_MS = 100_000

const AUDIT = { kind: 'audit', header: 'id' }
const IDS: Header = { name: 'id', value: 'order-{{sequence}}' }

/** The first application: ten records a second to t, each with its number. */
async function write(kafka: StorySandbox, count: number, ...headers: readonly Header[]): Promise<void> {
  const workload = { records_per_second: 10, count, value: 'v{{sequence}}', headers: [IDS, ...headers] }
  await kafka.v1('POST', '/apps', 201, { topic: 't', workload })
  await kafka.advance(count * 100 + 1_000)
}

/** The second application, and with a handler its producer as the third. */
async function handle(kafka: StorySandbox, consumer: Readonly<Record<string, unknown>>, groupId = 'g'): Promise<void> {
  const configs = { 'group.id': groupId, 'auto.offset.reset': 'earliest' }
  await kafka.v1('POST', '/apps', 201, { name: groupId, configs, consumer: { topics: ['t'], on_consume: [AUDIT], ...consumer } })
}

async function shown(kafka: StorySandbox, appId = 2): Promise<Shown> {
  return (await kafka.v1('GET', `/apps/${appId}`, 200)).json as unknown as Shown
}

async function handled(kafka: StorySandbox, appId = 2): Promise<Handled> {
  return (await shown(kafka, appId)).handled
}

/** Every record has come to an end, none is missing, and the group has committed all of it. */
async function allEnded(kafka: StorySandbox, count: number, appId = 2): Promise<void> {
  const { handled: ends, consumer } = await shown(kafka, appId)
  const { processed, skipped, dropped, dead_lettered, delivered, routed, looped } = ends
  expect(processed + skipped + dropped + dead_lettered + delivered + routed + looped).toBe(count)
  expect(ends.audit?.sources).toMatchObject([{ counted: count, missing: 0, duplicates: 0 }])
  for (const { committed, position } of consumer?.partitions ?? []) expect(committed).toBe(position === 0 ? null : position)
}

async function createTopics(kafka: StorySandbox, ...topics: readonly string[]): Promise<void> {
  for (const topic of ['t', ...topics]) await kafka.createTopic([1, 2, 3], {}, topic)
}

async function countIn(kafka: StorySandbox, topic: string): Promise<number> {
  return (await kafka.records(undefined, topic)).length
}

export const deadLetters: Story = {
  title: 'a dead-letter topic takes what fails three times, and everything else is processed',
  steps: [
    {
      does: 'twenty records, of which two cannot be processed',
      run: async (kafka) => {
        await createTopics(kafka, 'dead')
        await write(kafka, 20)
        await handle(kafka, { failure: { value_contains: '7' }, handler: { kind: 'dead_letter', topic: 'dead' } })
      },
    },
    {
      does: 'two are dead letters after three attempts each, eighteen are processed, and none is left',
      run: async (kafka) => {
        await kafka.advance(30_000)
        expect(await handled(kafka)).toMatchObject({ processed: 18, dead_lettered: 2 })
        await allEnded(kafka, 20)
        expect(await kafka.records(undefined, 'dead')).toEqual([
          [0, 'v7'],
          [1, 'v17'],
        ])
        const { json } = await kafka.v1('GET', '/apps/2', 200)
        expect(json['counters']).toMatchObject({ failures: 6 })
      },
    },
    {
      does: 'a dead letter says where it came from and what was thrown',
      run: async (kafka) => {
        expect(await headersOf(kafka, 'dead')).toMatchObject({
          'x-original-topic': 't',
          'x-original-offset': '6',
          'x-attempt': '3',
          'x-exception': 'The handler throws: attempt 3',
        })
      },
    },
  ],
}

/** Of the first record of a topic. */
async function headersOf(kafka: StorySandbox, topic: string): Promise<Record<string, string>> {
  const { json } = await kafka.v3('GET', `/topics/${topic}/partitions/0/records?offset=earliest&count=1`, 200)
  const [record] = json['records'] as readonly { readonly headers: readonly { readonly name: string; readonly value: string }[] }[]
  return Object.fromEntries((record?.headers ?? []).map(({ name, value }) => [name, textOf(value)]))
}

/** The API shows values of headers in base64. */
function textOf(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}

const RETRY = {
  kind: 'retry',
  levels: [
    { topic: 'retry-1', delay_ms: 2_000 },
    { topic: 'retry-2', delay_ms: 20_000 },
  ],
  dead_letter_topic: 'dead',
}

export const retryLevels: Story = {
  title: 'retry topics with rising delay: what fails waits elsewhere, and those behind it do not wait for it',
  steps: [
    {
      does: 'twenty records, two of which fail twice',
      run: async (kafka) => {
        await createTopics(kafka, 'retry-1', 'retry-2', 'dead')
        await write(kafka, 20)
        const failure = { value_contains: '7', attempts: 2 }
        await handle(kafka, { topics: ['t', 'retry-1', 'retry-2'], failure, handler: RETRY })
      },
    },
    {
      does: 'eighteen are processed at once, the two are on the second level by then',
      run: async (kafka) => {
        await kafka.advance(10_000)
        expect(await handled(kafka)).toMatchObject({ processed: 18, retried: 4, dead_lettered: 0 })
        expect([await countIn(kafka, 'retry-1'), await countIn(kafka, 'retry-2')]).toEqual([2, 2])
      },
    },
    {
      does: 'the third attempt succeeds',
      run: async (kafka) => {
        await kafka.advance(20_000)
        expect(await handled(kafka)).toMatchObject({ processed: 20, retried: 4, dead_lettered: 0 })
        await allEnded(kafka, 20)
      },
    },
    {
      does: 'what fails on every level is a dead letter',
      run: async (kafka) => {
        await kafka.v1('PATCH', '/apps/2', 200, { consumer: { failure: { value_contains: 'poison' } } })
        await kafka.store('poison', 20)
        await kafka.advance(60_000)
        expect(await handled(kafka)).toMatchObject({ processed: 20, retried: 6, dead_lettered: 1 })
        expect(await kafka.records(undefined, 'dead')).toEqual([[0, 'poison']])
      },
    },
  ],
}

/** In this story the reader is made before the writer. */
const READER_FIRST = 1

export const delayLevels: Story = {
  title: 'a delay queue by level topics: a record comes out when it asked to, or a little later, and never earlier',
  steps: [
    {
      does: 'ten records that ask for eight seconds, with levels of five and ten',
      run: async (kafka) => {
        await createTopics(kafka, 'delay-5', 'delay-10', 'target')
        const levels = [
          { topic: 'delay-5', delay_ms: 5_000 },
          { topic: 'delay-10', delay_ms: 10_000 },
        ]
        await handle(kafka, { topics: ['t', 'delay-5', 'delay-10'], handler: { kind: 'delay_levels', levels, target_topic: 'target' } })
        await kafka.advance(10_000)
        const workload = { records_per_second: 50, count: 10, headers: [IDS, { name: 'delay-ms', value: '8000' }] }
        await kafka.v1('POST', '/apps', 201, { topic: 't', workload })
      },
    },
    {
      does: 'nothing is delivered before',
      run: async (kafka) => {
        await kafka.advance(8_000)
        expect(await handled(kafka, READER_FIRST)).toMatchObject({ delayed: 10, delivered: 0 })
        expect(await countIn(kafka, 'target')).toBe(0)
      },
    },
    {
      does: 'all is delivered when the level is over',
      run: async (kafka) => {
        await kafka.advance(3_000)
        expect(await handled(kafka, READER_FIRST)).toMatchObject({ delayed: 10, delivered: 10 })
        expect(await countIn(kafka, 'target')).toBe(10)
        await allEnded(kafka, 10, READER_FIRST)
      },
    },
  ],
}

export const timingWheel: Story = {
  title: 'a delay queue by timing wheel: any delay, and what the wheel holds survives a crash because it is not committed',
  steps: [
    {
      does: 'twenty records that ask for one to thirty seconds are in the wheel or delivered',
      run: async (kafka) => {
        await createTopics(kafka, 'target')
        await write(kafka, 20, { name: 'delay-ms', value: '{{random:29000}}' })
        await handle(kafka, { handler: { kind: 'timing_wheel', tick_ms: 50, target_topic: 'target' } })
        await kafka.advance(5_000)
        const { delivered } = await handled(kafka)
        const { json } = await kafka.v1('GET', '/apps/2', 200)
        expect(json['consumer']).toMatchObject({ handling: { leaving: 0, held: 20 - delivered } })
        expect(delivered).toBeLessThan(20)
      },
    },
    {
      does: 'the process dies, and another one begins at what was committed',
      run: async (kafka) => {
        await kafka.v1('POST', '/apps/2:kill', 200)
        await kafka.v1('POST', '/apps/2:start', 200)
        await kafka.advance(SESSION_MS)
      },
    },
    {
      does: 'every record is delivered; those that were delivered from behind the first one in the wheel are delivered twice',
      run: async (kafka) => {
        const { delivered, audit } = await handled(kafka)
        expect(audit?.sources).toMatchObject([{ missing: 0, duplicates: delivered - 20 }])
        const values = (await kafka.records(undefined, 'target')).map(([, value]) => value)
        expect([values.length, new Set(values).size]).toEqual([delivered, 20])
        expect((await shown(kafka)).consumer?.partitions).toMatchObject([{ topic: 't', position: 20, committed: 20 }])
      },
    },
  ],
}

export const timeToLive: Story = {
  title: 'a time to live in a header: an interceptor drops what came too late, and counts it',
  steps: [
    {
      does: 'ten records that live for five seconds, and nobody reads them',
      run: async (kafka) => {
        await createTopics(kafka)
        await write(kafka, 10, { name: 'ttl-ms', value: '5000' })
        await kafka.advance(10_000)
      },
    },
    {
      does: 'a reader that comes late drops them, and takes the next ten',
      run: async (kafka) => {
        await handle(kafka, { on_consume: [{ kind: 'time_to_live', header: 'ttl-ms', meaning: 'duration' }, AUDIT], commit: 'after_batch' })
        await kafka.advance(10_000)
        expect(await handled(kafka)).toMatchObject({ processed: 0, dropped: 10 })
        await kafka.v1('POST', '/apps/1:start', 200)
        await kafka.advance(5_000)
      },
    },
    {
      does: 'twenty records: ten were dropped, ten processed',
      run: async (kafka) => {
        expect(await handled(kafka)).toMatchObject({ processed: 10, dropped: 10 })
        await allEnded(kafka, 20)
      },
    },
  ],
}

export const routing: Story = {
  title: 'routing by header: each record goes where its header says, and the rest is processed',
  steps: [
    {
      does: 'thirty records of three kinds, for two of which there is a topic',
      run: async (kafka) => {
        await createTopics(kafka, 'blue', 'red')
        await write(kafka, 30, { name: 'colour', value: '{{random:3}}' })
        await handle(kafka, { handler: { kind: 'route', header: 'colour', topics: { '0': 'blue', '1': 'red' } } })
        await kafka.advance(10_000)
      },
    },
    {
      does: 'what is in the topics and what was processed are all of them',
      run: async (kafka) => {
        const { processed, routed } = await handled(kafka)
        const blue = await countIn(kafka, 'blue')
        const red = await countIn(kafka, 'red')
        expect([blue + red, processed + routed]).toEqual([routed, 30])
        expect(Math.min(blue, red, processed)).toBeGreaterThan(0)
        await allEnded(kafka, 30)
      },
    },
    {
      does: 'the audit of the producer that sent them on balances too',
      run: async (kafka) => {
        const { routed } = await handled(kafka)
        const { json } = await kafka.v1('GET', '/apps/3/delivery', 200)
        expect(json['audit']).toMatchObject({ sent: routed, acknowledged: routed, lost: 0, balanced: true })
      },
    },
  ],
}

export const tracing: Story = {
  title: 'a message trace: each application that touches a record writes it down',
  steps: [
    {
      does: 'one application routes five records on, another reads them there',
      run: async (kafka) => {
        await createTopics(kafka, 'next')
        await write(kafka, 5)
        const trace = [{ kind: 'trace' }, AUDIT]
        await handle(kafka, { on_consume: trace, handler: { kind: 'route', header: 'id', topics: {}, otherwise: 'next' } }, 'router')
        await handle(kafka, { topics: ['next'], on_consume: trace }, 'billing')
        await kafka.advance(10_000)
      },
    },
    {
      does: 'all five have come to the end, by way of both',
      run: async (kafka) => {
        await allEnded(kafka, 5, 2)
        await kafka.advance(10_000)
        const { traces, processed } = await handled(kafka, 4)
        expect([processed, traces.length]).toEqual([5, 5])
        for (const [offset, { hops }] of traces.entries()) {
          expect(hops.map((hop) => hop.split(' ').slice(0, 2).join(' '))).toEqual([`router t-0@${offset}`, `billing next-0@${offset}`])
        }
      },
    },
  ],
}

export const auditing: Story = {
  title: 'an audit by id and time: it knows what is missing, and what came twice',
  steps: [
    {
      does: 'twenty records are written, of which three are deleted before anybody reads them',
      run: async (kafka) => {
        await createTopics(kafka)
        await write(kafka, 20)
        await kafka.v3('POST', '/topics/t/partitions/0/records:delete', 200, { offset: 3 })
      },
    },
    {
      does: 'the reader finds seventeen, and misses three',
      run: async (kafka) => {
        await handle(kafka, { commit: 'none' })
        await kafka.advance(5_000)
        const { audit } = await handled(kafka)
        expect(audit).toMatchObject({
          counted: 17,
          sources: [{ source: 'order-', missing: 3, missing_ids: [{ first: 1, last: 3 }], duplicates: 0, out_of_order: 0 }],
        })
      },
    },
    {
      does: 'it dies without a commit and reads all of it again: twenty were made, seventeen came, each of them twice',
      run: async (kafka) => {
        await kafka.v1('POST', '/apps/2:kill', 200)
        await kafka.v1('POST', '/apps/2:start', 200)
        await kafka.advance(SESSION_MS)
        expect((await handled(kafka)).audit).toMatchObject({ counted: 34, sources: [{ missing: 3, duplicates: 17 }] })
      },
    },
  ],
}
