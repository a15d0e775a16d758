// What a producer's settings are worth when something goes wrong: retries, idempotence, requests in flight, acks.
import { expect } from 'vitest'
import type { Story, StorySandbox } from './story.ts'

const REQUEST_TIMEOUT_MS = 2_000
const CONFIGS = { 'linger.ms': '0', 'request.timeout.ms': String(REQUEST_TIMEOUT_MS) }

type Audit = Readonly<Record<string, unknown>>
type AppRecord = { readonly record: number; readonly copies: readonly { readonly offset: number }[]; readonly duplicates_dropped: number }

/** The first application of the story. */
async function startApp(
  kafka: StorySandbox,
  configs: Readonly<Record<string, string>>,
  workload: Readonly<Record<string, unknown>>,
): Promise<void> {
  await kafka.v1('POST', '/apps', 201, {
    topic: 't',
    configs: { ...CONFIGS, ...configs },
    workload: { value: '{{sequence}}', ...workload },
  })
}

async function audit(kafka: StorySandbox): Promise<Audit> {
  return (await kafka.v1('GET', '/apps/1/delivery', 200)).json['audit'] as Audit
}

async function recordsOf(kafka: StorySandbox): Promise<readonly AppRecord[]> {
  return (await kafka.v1('GET', '/apps/1/delivery', 200)).json['records'] as readonly AppRecord[]
}

async function send(kafka: StorySandbox, value: string): Promise<void> {
  await kafka.v1('POST', '/apps/1/records', 200, { value })
}

/** A broker writes the batch, its answer is lost, and the producer tries again. */
function lostAnswer(
  rule: string,
  configs: Readonly<Record<string, string>>,
  left: readonly (readonly [number, string])[],
  found: number,
): Story {
  return {
    title: `a batch whose answer is lost is sent again: ${rule}`,
    steps: [
      {
        does: 'the record is written, and nobody hears of it',
        run: async (kafka) => {
          await kafka.createTopic([1, 2, 3])
          await kafka.fault({ kind: 'drop_response', api: 'Produce', count: 1 })
          await startApp(kafka, configs, { count: 1 })
          expect(await kafka.reach(1)).toEqual([1, 1])
          expect(await audit(kafka)).toMatchObject({ sent: 1, acknowledged: 0, pending: 1, stored: 1, balanced: true })
        },
      },
      {
        does: 'the producer gives up the connection and sends it again',
        run: async (kafka) => {
          await kafka.advance(2 * REQUEST_TIMEOUT_MS)
          expect(await kafka.records()).toEqual(left)
          expect(await audit(kafka)).toMatchObject({ acknowledged: 1, stored: 1, duplicated: left.length - 1, lost: 0, balanced: true })
        },
      },
      {
        does: 'the trace of the record tells how it came',
        run: async (kafka) => {
          const [record] = await recordsOf(kafka)
          expect(record?.copies.map(({ offset }) => offset)).toEqual(left.map(([offset]) => offset))
          expect(record?.duplicates_dropped).toBe(found)
        },
      },
    ],
  }
}

export const retryDuplicates = lostAnswer(
  'without idempotence it is written twice',
  { 'enable.idempotence': 'false' },
  [
    [0, '1'],
    [1, '1'],
  ],
  0,
)
export const retryIsFound = lostAnswer('with idempotence the log has it already', { 'enable.idempotence': 'true' }, [[0, '1']], 1)

/** Three requests are in flight when the first of them is refused for a moment. */
function refusedInFlight(rule: string, configs: Readonly<Record<string, string>>, order: readonly string[]): Story {
  return {
    title: `one of several requests in flight is refused: ${rule}`,
    steps: [
      {
        does: 'a producer that knows its leader, and a slow link to it',
        run: async (kafka) => {
          await kafka.createTopic([1, 2, 3])
          await startApp(kafka, configs, { count: 0 })
          await send(kafka, 'first')
          await kafka.fault({ kind: 'link', from: 'clients', to: 1, latency_ms: 50 })
          await kafka.fault({ kind: 'error', api: 'Produce', broker: 1, error: 'NOT_ENOUGH_REPLICAS', count: 1 })
        },
      },
      {
        does: 'three records one after another, on their way together',
        run: async (kafka) => {
          for (const value of ['a', 'b', 'c']) {
            await send(kafka, value)
            await kafka.advance(1)
          }
          expect(await audit(kafka)).toMatchObject({ sent: 4, acknowledged: 1, pending: 3 })
        },
      },
      {
        does: 'the one that was refused is sent again',
        run: async (kafka) => {
          await kafka.advance(3_000)
          await kafka.heal()
          expect((await kafka.records()).map(([, value]) => value)).toEqual(['first', ...order])
          expect(await audit(kafka)).toMatchObject({ acknowledged: 4, pending: 0, stored: 4, duplicated: 0, balanced: true })
        },
      },
    ],
  }
}

export const reordered = refusedInFlight('with five in flight and no idempotence the order changes', { 'enable.idempotence': 'false' }, [
  'b',
  'c',
  'a',
])
export const orderKept = refusedInFlight('with idempotence the order stays', { 'enable.idempotence': 'true' }, ['a', 'b', 'c'])
export const oneInFlight = refusedInFlight(
  'with one in flight the order stays',
  { 'enable.idempotence': 'false', 'max.in.flight.requests.per.connection': '1' },
  ['a', 'b', 'c'],
)

export const acksZeroLost: Story = {
  title: 'acks=0 loses what its broker never got, and the audit names that broker',
  steps: [
    {
      does: 'two of three records arrive',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await startApp(kafka, { acks: '0' }, { records_per_second: 10, count: 3 })
        await kafka.advance(150)
        expect(await kafka.reach(1)).toEqual([2, 2])
      },
    },
    {
      does: 'the link breaks, and the producer does not notice',
      run: async (kafka) => {
        await kafka.fault({ kind: 'link', from: 'clients', to: 1, cut: true })
        await kafka.advance(1_000)
        await kafka.heal()
        expect((await kafka.v1('GET', '/apps/1', 200)).json).toMatchObject({ phase: 'finished', counters: { acknowledged: 3, failed: 0 } })
      },
    },
    {
      does: 'one record is gone',
      run: async (kafka) => {
        expect((await kafka.records()).map(([, value]) => value)).toEqual(['1', '2'])
        const lost = { acknowledged: 3, stored: 2, lost: 1, lost_by_broker: [{ broker: 1, records: 1 }], balanced: true }
        expect(await audit(kafka)).toMatchObject(lost)
      },
    },
  ],
}
