// Who reads what: one group is a queue, several are publish and subscribe; who leaves properly is followed at once, who dies is waited for.
import { expect } from 'vitest'
import { createPartitions, Group, startWriter, write } from './group.ts'
import type { Story, StorySandbox } from './story.ts'

const RECORDS = 40
const SESSION_MS = 45_000
const REBALANCE_MS = 7_000
/** heartbeat.interval.ms: after so long everybody knows of a rebalance, and has joined it. */
const HEARTBEAT_MS = 3_000

async function processedBy(group: Group, names: readonly string[]): Promise<number[]> {
  const readers = await Promise.all(names.map((name) => group.reader(name)))
  return readers.map(({ counters }) => counters['processed'] ?? 0)
}

const BILLING = ['bill-1']
const SHIPPING = ['ship-1', 'ship-2']

export const publishSubscribeAndQueue: Story = {
  title: 'two groups are publish and subscribe: each gets every record; one group is a queue: each record goes to one of its members',
  steps: [
    {
      does: 'a group of one and a group of two subscribe to the same four partitions',
      run: async (kafka) => {
        await createPartitions(kafka, 4)
        for (const name of BILLING) await new Group(kafka, 'billing').start(name)
        for (const name of SHIPPING) await new Group(kafka, 'shipping').start(name)
        await kafka.advance(2 * REBALANCE_MS)
        expect(await new Group(kafka, 'billing').shares()).toEqual({ 'bill-1': [0, 1, 2, 3] })
        expect(await new Group(kafka, 'shipping').shares()).toEqual({ 'ship-1': [0, 1], 'ship-2': [2, 3] })
      },
    },
    {
      does: 'records are written',
      run: async (kafka) => {
        await startWriter(kafka, { records_per_second: 20, count: RECORDS })
        await kafka.advance(5_000)
        const { json } = await kafka.v1('GET', '/apps/4/delivery', 200)
        expect(json['audit']).toMatchObject({ acknowledged: RECORDS, stored: RECORDS, duplicated: 0, lost: 0 })
      },
    },
    {
      does: 'each group has processed each record once, and its members have shared them',
      run: async (kafka) => {
        const [billing, shipping] = [new Group(kafka, 'billing'), new Group(kafka, 'shipping')]
        expect(await billing.audit('bill-1')).toEqual({ once: RECORDS })
        expect(await shipping.audit('ship-1')).toEqual({ once: RECORDS })
        expect(await processedBy(billing, BILLING)).toEqual([40])
        expect(await processedBy(shipping, SHIPPING)).toEqual([20, 20])
      },
    },
    {
      does: 'a third group comes late and gets everything from the beginning, which the others do not notice',
      run: async (kafka) => {
        const audit = new Group(kafka, 'audit')
        await audit.start('auditor')
        await kafka.advance(REBALANCE_MS)
        expect(await audit.audit('auditor')).toEqual({ once: RECORDS })
        expect(await new Group(kafka, 'billing').audit('bill-1')).toEqual({ once: RECORDS })
        expect(await new Group(kafka, 'billing').generation()).toBe(1)
      },
    },
  ],
}

/** Two members with a partition each; records for both come in when one of them has gone. */
async function shareTwo(kafka: StorySandbox): Promise<void> {
  await createPartitions(kafka, 2)
  await startWriter(kafka)
  for (const name of ['goes', 'stays']) await new Group(kafka).start(name)
  await kafka.advance(2 * REBALANCE_MS)
  expect(await new Group(kafka).shares()).toEqual({ goes: [0], stays: [1] })
}

async function writeToBoth(kafka: StorySandbox): Promise<void> {
  await write(kafka, 3, 0)
  await write(kafka, 3, 1)
}

export const leavingAndDying: Story = {
  title: 'who closes its consumer is followed with the next heartbeat, who dies only when its session is over',
  steps: [
    { does: 'two members share two partitions', run: shareTwo },
    {
      does: 'one closes: its partition waits for one heartbeat of the other',
      run: async (kafka) => {
        const group = new Group(kafka)
        await group.control('goes', 'stop')
        await writeToBoth(kafka)
        await kafka.advance(HEARTBEAT_MS)
        expect(await group.shares()).toEqual({ stays: [0, 1] })
        expect(await group.audit('stays')).toEqual({ once: 6 })
      },
    },
    {
      does: 'it is back, and dies: its partition waits for the rest of its session',
      run: async (kafka) => {
        const group = new Group(kafka)
        await group.control('goes', 'start')
        await kafka.advance(REBALANCE_MS)
        expect(await group.shares()).toEqual({ goes: [0], stays: [1] })
        await group.control('goes', 'kill')
        await writeToBoth(kafka)
        await kafka.advance(SESSION_MS - 2 * HEARTBEAT_MS)
        expect(await group.audit('stays')).toEqual({ once: 9, waiting: 3 })
        await kafka.advance(4 * HEARTBEAT_MS)
        expect(await group.shares()).toEqual({ stays: [0, 1] })
        expect(await group.audit('stays')).toEqual({ once: 12 })
      },
    },
    {
      does: 'an administrator need not wait for that: who has died is removed by hand',
      run: async (kafka) => {
        const group = new Group(kafka)
        await group.control('goes', 'start')
        await kafka.advance(REBALANCE_MS)
        await group.control('goes', 'kill')
        await writeToBoth(kafka)
        const dead = (await group.state()).members.find(({ client_id: name }) => name === 'goes')
        await kafka.v3('POST', '/consumer-groups/g/members:remove', 200, { members: [{ consumer_id: dead?.member_id }] })
        await kafka.advance(HEARTBEAT_MS)
        expect(await group.shares()).toEqual({ stays: [0, 1] })
        expect(await group.audit('stays')).toEqual({ once: 18 })
      },
    },
  ],
}

const INSTANCE = '/consumers/g/instances/rest'

export const unsubscribing: Story = {
  title: 'a consumer instance over REST that unsubscribes leaves at once, and one that is only forgotten does not',
  sandbox: { configs: { 'group.initial.rebalance.delay.ms': '0' } },
  steps: [
    {
      does: 'an application and an instance share two partitions',
      run: async (kafka) => {
        await createPartitions(kafka, 2)
        await startWriter(kafka)
        await new Group(kafka).start('stays')
        await kafka.advance(REBALANCE_MS)
        const configs = { 'client.id': 'rest', 'auto.offset.reset': 'earliest', 'session.timeout.ms': SESSION_MS }
        await kafka.v2('POST', '/consumers/g', 200, { name: 'rest', format: 'binary', ...configs })
        await joinOverRest(kafka)
        expect(await new Group(kafka).shares()).toEqual({ rest: [0], stays: [1] })
      },
    },
    {
      does: 'each reads its own',
      run: async (kafka) => {
        await writeToBoth(kafka)
        expect(await readOverRest(kafka)).toEqual([0, 1, 2])
        expect((await new Group(kafka).reader('stays')).counters['processed']).toBe(3)
      },
    },
    {
      does: 'the instance commits and unsubscribes: the application has both with its next heartbeat',
      run: async (kafka) => {
        await kafka.v2('POST', `${INSTANCE}/offsets`, 200)
        await kafka.v2('DELETE', `${INSTANCE}/subscription`, 204)
        await writeToBoth(kafka)
        await kafka.advance(HEARTBEAT_MS)
        expect(await new Group(kafka).shares()).toEqual({ stays: [0, 1] })
        // Six records of its own, and three behind what the instance had committed.
        expect((await new Group(kafka).reader('stays')).counters['processed']).toBe(9)
      },
    },
    {
      does: 'it joins again and nobody uses it any more: its partition waits for its session',
      run: async (kafka) => {
        const group = new Group(kafka)
        await joinOverRest(kafka)
        expect(await group.shares()).toEqual({ rest: [0], stays: [1] })
        await writeToBoth(kafka)
        await kafka.advance(SESSION_MS - 2 * HEARTBEAT_MS)
        expect((await group.reader('stays')).counters['processed']).toBe(12)
        await kafka.advance(SESSION_MS)
        expect(await group.shares()).toEqual({ stays: [0, 1] })
        expect((await group.reader('stays')).counters['processed']).toBe(15)
        expect(await group.committed()).toEqual([9, 9])
      },
    },
  ],
}

/** Subscribes, and asks until the others have given a partition up. */
async function joinOverRest(kafka: StorySandbox): Promise<void> {
  await kafka.v2('POST', `${INSTANCE}/subscription`, 204, { topics: ['t'] })
  for (let beat = 0; beat < 4; beat++) {
    expect(await readOverRest(kafka)).toEqual([])
    await kafka.advance(HEARTBEAT_MS)
  }
  expect(await readOverRest(kafka)).toEqual([])
}

/** The offsets of what one read gives. */
async function readOverRest(kafka: StorySandbox): Promise<number[]> {
  const { text } = await kafka.v2('GET', `${INSTANCE}/records?timeout=100`, 200)
  return (JSON.parse(text) as { offset: number }[]).map(({ offset }) => offset)
}
