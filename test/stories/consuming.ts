// Consumers over HTTP: a client of REST v2 whose instance outlives the server, and what an administrator may do to its group and when.
import { expect } from 'vitest'
import type { Story, StorySandbox } from './story.ts'

const INSTANCE = '/consumers/billing/instances/reader'
const JSON_TYPE = 'application/vnd.kafka.json.v2+json'
const V2_TYPE = 'application/vnd.kafka.v2+json'

async function send(kafka: StorySandbox, ...values: readonly object[]): Promise<void> {
  const records = values.map((value) => ({ value }))
  await kafka.v2('POST', '/topics/t', 200, { records }, { 'Content-Type': JSON_TYPE })
}

/** `[offset, value]` of what the instance is given. */
async function read(kafka: StorySandbox): Promise<(readonly [number, unknown])[]> {
  const { text, headers } = await kafka.v2('GET', `${INSTANCE}/records`, 200, undefined, { Accept: JSON_TYPE })
  expect(headers.get('Content-Type')).toBe(JSON_TYPE)
  return (JSON.parse(text) as { offset: number; value: unknown }[]).map(({ offset, value }) => [offset, value])
}

async function lag(kafka: StorySandbox): Promise<unknown> {
  return (await kafka.v3('GET', '/consumer-groups/billing/lag-summary', 200)).json['total_lag']
}

const REALTIME = { clock: { mode: 'realtime' }, configs: { 'group.initial.rebalance.delay.ms': '0' } }

export const instanceOutlivesTheServer: Story = {
  title: 'a consumer instance of REST v2 reads on where it was, whatever becomes of the server',
  sandbox: REALTIME,
  steps: [
    {
      does: 'an instance subscribes',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await send(kafka, { n: 0 }, { n: 1 })
        const body = { name: 'reader', format: 'json', 'auto.offset.reset': 'earliest', 'auto.commit.enable': 'false' }
        const { json, headers } = await kafka.v2('POST', '/consumers/billing', 200, body)
        expect(json).toMatchObject({ instance_id: 'reader' })
        expect(headers.get('Content-Type')).toBe(V2_TYPE)
        await kafka.v2('POST', `${INSTANCE}/subscription`, 204, { topics: ['t'] })
      },
    },
    {
      does: 'the first read waits for the group and has the records',
      run: async (kafka) => {
        expect(await read(kafka)).toEqual([
          [0, { n: 0 }],
          [1, { n: 1 }],
        ])
      },
    },
    {
      does: 'the next read goes on behind what was given, though nothing was committed',
      run: async (kafka) => {
        await send(kafka, { n: 2 })
        expect(await read(kafka)).toEqual([[2, { n: 2 }]])
      },
    },
    {
      does: 'a commit without a body covers what was given, and nothing is left to read',
      run: async (kafka) => {
        await kafka.v2('POST', `${INSTANCE}/offsets`, 200)
        const { json } = await kafka.v2('GET', `${INSTANCE}/offsets?topic=t&partition=0`, 200)
        expect(json).toEqual({ offsets: [{ topic: 't', partition: 0, offset: 3, metadata: '' }] })
        expect(await lag(kafka)).toBe(0)
      },
    },
    {
      does: 'the instance is removed and is not found any more; its group is empty',
      run: async (kafka) => {
        await kafka.v2('DELETE', INSTANCE, 204)
        expect((await kafka.v2('GET', `${INSTANCE}/records`, 404)).json).toEqual({
          error_code: 40403,
          message: 'Consumer instance not found.',
        })
        expect((await kafka.v3('GET', '/consumer-groups/billing', 200)).json).toMatchObject({ state: 'EMPTY' })
      },
    },
  ],
}

export const offsetsAreReset: Story = {
  title: 'the offsets of a group are reset only while nobody reads, and the next reader begins there',
  sandbox: REALTIME,
  steps: [
    {
      does: 'somebody reads and commits',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3])
        await send(kafka, { n: 0 }, { n: 1 }, { n: 2 })
        const body = { name: 'reader', format: 'json', 'auto.offset.reset': 'earliest' }
        await kafka.v2('POST', '/consumers/billing', 200, body)
        await kafka.v2('POST', `${INSTANCE}/subscription`, 204, { topics: ['t'] })
        expect(await read(kafka)).toHaveLength(3)
        await kafka.v2('POST', `${INSTANCE}/offsets`, 200)
      },
    },
    {
      does: 'a reset is refused while it reads, and so is deleting the group',
      run: async (kafka) => {
        await read(kafka)
        await kafka.v3('POST', '/consumer-groups/billing/offsets:reset', 409, { to_earliest: true })
        await kafka.v3('DELETE', '/consumer-groups/billing', 409)
      },
    },
    {
      does: 'it goes, and the reset is planned: nothing is written',
      run: async (kafka) => {
        await kafka.v2('DELETE', INSTANCE, 204)
        const { json } = await kafka.v3('POST', '/consumer-groups/billing/offsets:reset', 200, { shift_by: -2 })
        expect(json).toMatchObject({ is_executed: false, data: [{ current_offset: 3, new_offset: 1 }] })
        expect(await lag(kafka)).toBe(0)
      },
    },
    {
      does: 'it is executed, and the next reader begins there',
      run: async (kafka) => {
        await kafka.v3('POST', '/consumer-groups/billing/offsets:reset', 200, { shift_by: -2, execute: true })
        expect(await lag(kafka)).toBe(2)
        await kafka.v2('POST', '/consumers/billing', 200, { name: 'reader', format: 'json' })
        await kafka.v2('POST', `${INSTANCE}/subscription`, 204, { topics: ['t'] })
        expect((await read(kafka)).map(([offset]) => offset)).toEqual([1, 2])
      },
    },
  ],
}
