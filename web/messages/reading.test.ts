import { describe, expect, it } from 'vitest'
import type { ApiCall } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import { FIRST_CHOICE } from './choice.ts'
import type { Choice } from './choice.ts'
import type { Row } from './live-rows.ts'
import { Reading } from './reading.ts'

type Answers = (path: URL) => unknown

const state = {
  topics: [
    {
      name: 't',
      topic_id: 'AAAAAAAAAAAAAAAAAAAAAQ',
      partitions: [{ partition_index: 0, leader: 1, logs: [{ broker_id: 1, log_start_offset: 0, high_watermark: 500 }] }],
    },
  ],
  groups: [],
}

/** A session that answers from a table. What `answers` gives undefined for is refused. */
function sessionOf(answers: Answers, asked: string[] = [], kind = 'sandbox'): SandboxSession {
  const look = async ({ path }: ApiCall): Promise<unknown> => {
    asked.push(path)
    const value = await answers(new URL(path, 'http://samsa.test'))
    const problem = { status: 416, code: 'OFFSET_OUT_OF_RANGE', detail: 'No.', retriable: false, retryAfterSeconds: null, more: {} }
    return value === undefined ? { ok: false, problem } : { ok: true, status: 200, value, sequence: null }
  }
  const session = {
    kind,
    state: { value: state },
    api: { key: null, look },
    v1: (path: string) => `/v1${path}`,
    v3: (path: string) => `/v3${path}`,
  }
  return session as unknown as SandboxSession
}

const record = (offset: number) => ({
  topic_name: 't',
  partition_id: 0,
  offset,
  timestamp: new Date(offset * 1_000).toISOString(),
  timestamp_type: 'CreateTime',
  headers: [],
  key: null,
  value: { type: 'STRING', data: String(offset) },
})

const page = (offsets: readonly number[], more = {}) => ({ records: offsets.map(record), cursor: 'c1', caught_up: true, ...more })
const delivery = (records: readonly (readonly [number, string])[]) => ({
  log_start_offset: 0,
  high_watermark: 500,
  log_end_offset: 500,
  records: records.map(([offset, fate]) => ({ offset, fate, leader_epoch: 0 })),
  next: null,
})
const isDelivery = ({ pathname }: URL): boolean => pathname.endsWith('/delivery')
const shown = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === 'gap' ? 'gap' : row.kind === 'place' ? `${row.offset} ${row.fate}` : String(row.offset)))

const oldest: Choice = { ...FIRST_CHOICE, start: 'oldest' }

describe('a reading', () => {
  it('shows the newest on top, with the markers between them', async () => {
    const marked = delivery([
      [7, 'committed'],
      [8, 'control'],
      [9, 'committed'],
    ])
    const reading = new Reading(
      sessionOf((path) => (isDelivery(path) ? marked : page([7, 9]))),
      't',
      FIRST_CHOICE,
    )
    await reading.start(FIRST_CHOICE)
    expect(shown(reading.rows.value)).toEqual(['9', '8 control', '7'])
    expect(reading.status.value).toBe('done')
    expect(reading.hasMore.value).toBe(true)
    const [first] = reading.rows.value
    expect(first?.kind === 'record' && reading.fates.of(first)).toBe('committed')
  })

  it('reaches further back for more of the newest', async () => {
    const asked: string[] = []
    const reading = new Reading(
      sessionOf((path) => (isDelivery(path) ? delivery([]) : page([1])), asked),
      't',
      FIRST_CHOICE,
    )
    await reading.start(FIRST_CHOICE)
    await reading.more()
    const tails = asked.map((path) => new URL(path, 'http://samsa.test').searchParams.get('tail')).filter((tail) => tail !== null)
    expect(tails).toEqual(['50', '200'])
  })

  it('goes on with the cursor from the oldest', async () => {
    const answers: Answers = (path) => {
      if (isDelivery(path)) return delivery([])
      return path.searchParams.get('cursor') === 'c1' ? page([2, 3]) : page([0, 1], { caught_up: false })
    }
    const reading = new Reading(sessionOf(answers), 't', oldest)
    await reading.start(oldest)
    expect(reading.hasMore.value).toBe(true)
    await reading.more()
    expect(shown(reading.rows.value)).toEqual(['0', '1', '2', '3'])
    expect(reading.hasMore.value).toBe(false)
  })

  it('adds up what a filter looked at, and asks for no markers then', async () => {
    const asked: string[] = []
    const filtered = { ...oldest, filter: 'offset > 1' }
    const answer = page([2], { caught_up: false, scanned_records: 10, undecided_records: 1 })
    const reading = new Reading(
      sessionOf(() => answer, asked),
      't',
      filtered,
    )
    await reading.start(filtered)
    await reading.more()
    expect(reading.scan.value).toEqual({ scanned: 20, undecided: 2 })
    expect(asked.some((path) => path.includes('/delivery'))).toBe(false)
  })

  it('says why it was refused', async () => {
    const reading = new Reading(
      sessionOf(() => undefined),
      't',
      oldest,
    )
    await reading.start(oldest)
    expect(reading.problem.value).toMatchObject({ code: 'OFFSET_OUT_OF_RANGE' })
    expect(reading.status.value).toBe('done')
  })

  it('shows the answer to the last wish, whichever comes last', async () => {
    const waiting: ((value: unknown) => void)[] = []
    const answers: Answers = (path) => (isDelivery(path) ? delivery([]) : new Promise((resolve) => waiting.push(resolve)))
    const reading = new Reading(sessionOf(answers), 't', oldest)
    const early = reading.start(oldest)
    const late = reading.start({ ...oldest, partition: 0 })
    waiting[1]?.(page([5]))
    await late
    waiting[0]?.(page([1]))
    await early
    expect(shown(reading.rows.value)).toEqual(['5'])
  })

  it('asks a snapshot for nothing that it does not tell', async () => {
    const asked: string[] = []
    const reading = new Reading(
      sessionOf(() => page([1]), asked, 'snapshot'),
      't',
      { ...oldest, partition: 0 },
    )
    await reading.start({ ...oldest, partition: 0 })
    expect(asked).toEqual(['/v3/topics/t/records?partition=0&offset=earliest&count=200'])
  })
})
