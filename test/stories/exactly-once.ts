// Read, process, write: a worker takes records from one topic and writes what becomes of them to another. Its transaction holds both the
// results and the offset that it has read up to, so it may die anywhere.
import { expect } from 'vitest'
import type { Story, StorySandbox } from './story.ts'
import { committed, stability, TransactionalId } from './transactional-id.ts'
import type { Producer } from './transactional-id.ts'

const GROUP = 'workers'
/** Records a transaction. */
const AT_ONCE = 2

/** What a worker may live to do, in this order. */
const DEEDS = ['begin', 'write', 'send offset', 'commit'] as const
type Deed = (typeof DEEDS)[number]

/** A worker that knows nothing but its transactional id and its group. It dies after its last deed. Gives whether there was something to do. */
async function work(kafka: StorySandbox, last: Deed, outcomeOfCommit: 200 | 503 = 200): Promise<boolean> {
  const lives = (deed: Deed): boolean => DEEDS.indexOf(deed) <= DEEDS.indexOf(last)
  const worker = new TransactionalId(kafka, 'worker')
  const producer = await worker.begin()
  const records = await nextRecords(kafka)
  const [lastOffset] = records.at(-1) ?? []
  if (lastOffset === undefined) return false
  if (lives('write')) for (const [, value] of records) await worker.write(`${value} processed`, producer, 200, 'out')
  if (lives('send offset')) await worker.sendOffset(GROUP, 'in', lastOffset + 1, producer)
  if (lives('commit')) await commit(kafka, worker, producer, outcomeOfCommit)
  return true
}

async function commit(kafka: StorySandbox, worker: TransactionalId, producer: Producer, outcome: 200 | 503): Promise<void> {
  if (outcome === 503) await kafka.fault({ kind: 'drop_response', api: 'EndTxn', count: 1 })
  await worker.end('commit', producer, outcome === 200 ? outcome : [outcome, 'NETWORK_EXCEPTION'])
}

async function nextRecords(kafka: StorySandbox): Promise<readonly (readonly [number, string | null])[]> {
  const offset = await groupOffset(kafka)
  return kafka.records(`offset=${offset ?? 'earliest'}&isolation=read_committed&count=${AT_ONCE}`, 'in')
}

/** Up to where the group has committed; null before it ever has. */
async function groupOffset(kafka: StorySandbox): Promise<number | null> {
  const { json } = await kafka.v3('GET', `/consumer-groups/${GROUP}/offsets?topic=in&require_stable=true`, 200)
  const { data } = json as { data: { offset: number }[] }
  return data[0]?.offset ?? null
}

async function results(kafka: StorySandbox, isolation: 'read_committed' | 'read_uncommitted'): Promise<string[]> {
  const records = await kafka.records(`offset=earliest&count=1000&isolation=${isolation}`, 'out')
  return records.map(([, value]) => (value ?? '').replace(' processed', ''))
}

async function bring(source: TransactionalId, values: readonly string[], verb: 'commit' | 'abort'): Promise<void> {
  await source.begin()
  for (const value of values) await source.write(value, null, 200, 'in')
  await source.end(verb)
}

export const exactlyOnce: Story = {
  title: 'a worker that reads, processes and writes may die anywhere, and each record is processed exactly once',
  steps: [
    {
      does: 'five records to process, and between them one that was taken back',
      run: async (kafka) => {
        await kafka.createTopic([1, 2, 3], {}, 'in')
        await kafka.createTopic([2, 3, 1], {}, 'out')
        const source = new TransactionalId(kafka, 'source')
        await bring(source, ['a'], 'commit')
        await bring(source, ['taken back'], 'abort')
        await bring(source, ['b'], 'commit')
        await bring(source, ['c', 'd', 'e'], 'commit')
        expect((await committed(kafka, 'in')).map(([, value]) => value)).toEqual(['a', 'b', 'c', 'd', 'e'])
      },
    },
    {
      does: 'a worker dies before it has written anything',
      run: async (kafka) => {
        await work(kafka, 'begin')
        expect(await new TransactionalId(kafka, 'worker').state()).toMatchObject({ state: 'Empty' })
        expect(await groupOffset(kafka)).toBeNull()
      },
    },
    {
      does: 'the next one dies when its results are there and its offset is not: both wait',
      run: async (kafka) => {
        await work(kafka, 'write')
        expect(await results(kafka, 'read_uncommitted')).toEqual(['a', 'b'])
        expect(await results(kafka, 'read_committed')).toEqual([])
        expect(await stability(kafka, 'out')).toEqual([0, 2])
        expect(await groupOffset(kafka)).toBeNull()
      },
    },
    {
      does: 'the next one dies with its offset in the transaction, where nobody may count on it yet',
      run: async (kafka) => {
        await work(kafka, 'send offset')
        expect(await results(kafka, 'read_uncommitted')).toEqual(['a', 'b', 'a', 'b'])
        expect(await results(kafka, 'read_committed')).toEqual([])
        await kafka.v3('GET', `/consumer-groups/${GROUP}/offsets?topic=in&require_stable=true`, 409)
        expect((await kafka.v3('GET', `/consumer-groups/${GROUP}/offsets`, 200)).json['data']).toEqual([])
        expect(await stability(kafka, 'out')).toEqual([3, 5])
      },
    },
    {
      does: 'the next one commits and does not live to hear of it: results and offset hold together',
      run: async (kafka) => {
        await work(kafka, 'commit', 503)
        expect(await results(kafka, 'read_committed')).toEqual(['a', 'b'])
        expect(await groupOffset(kafka)).toBe(5)
        expect(await stability(kafka, 'out')).toEqual([9, 9])
      },
    },
    {
      does: 'the last one goes on behind that, and gets to the end',
      run: async (kafka) => {
        let isBusy = true
        while (isBusy) isBusy = await work(kafka, 'commit')
        expect(await groupOffset(kafka)).toBe(9)
      },
    },
    {
      does: 'each record was processed once; the attempts that failed are there for whoever reads everything',
      run: async (kafka) => {
        expect(await results(kafka, 'read_committed')).toEqual(['a', 'b', 'c', 'd', 'e'])
        expect(await results(kafka, 'read_uncommitted')).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'c', 'd', 'e'])
        const settled = await kafka.sentences('offsets.settled')
        expect(settled.filter((why) => why.includes('dropped'))).toHaveLength(1)
        expect(settled.filter((why) => why.includes('hold from now on'))).toHaveLength(3)
      },
    },
  ],
}
