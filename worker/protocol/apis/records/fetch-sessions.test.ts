import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FetchPartitionData } from '../../../../schema/kafka/requests/fetch.ts'
import { MAX_FETCH_SESSION_PARTITIONS, MAX_FETCH_SESSIONS } from '../../../../schema/protocol-limits.ts'
import { FetchSessions } from './fetch-sessions.ts'
import type { FetchedPartition, OpenFetch, SessionRequest } from './fetch-sessions.ts'
import type { WantedPartition } from './wanted-partition.ts'

const NONE = { sessionId: 0, sessionEpoch: -1, usesTopicIds: false, wanted: [], forgottenKeys: [] }

function wantedOf(partition: number, fetchOffset = 0): WantedPartition {
  return { topic: 't', topicId: null, partition, fetchOffset, partitionMaxBytes: 100, currentLeaderEpoch: -1, lastFetchedEpoch: -1 }
}

function dataOf(partitionIndex: number, over: Partial<FetchPartitionData> = {}): FetchPartitionData {
  const offsets = { highWatermark: 5, lastStableOffset: 5, logStartOffset: 0 }
  return { partitionIndex, error: 'NONE', ...offsets, records: new Uint8Array(0), ...over }
}

function sessions(): FetchSessions {
  let drawn = 0
  return new FetchSessions(() => ++drawn / 1000)
}

function open(of: FetchSessions, request: Partial<SessionRequest>): OpenFetch {
  const opened = of.open({ ...NONE, ...request })
  if (!opened.ok) throw new Error(opened.error)
  return opened
}

/** Opens a session that reads these partitions, and gives its number. */
function begin(of: FetchSessions, partitions: readonly number[], over: Partial<SessionRequest> = {}): number {
  const wanted = partitions.map((partition) => wantedOf(partition))
  const opened = open(of, { sessionEpoch: 0, wanted, ...over })
  return opened.answer(wanted.map((one) => ({ wanted: one, data: dataOf(one.partition) }))).sessionId
}

function partitionsOf(fetched: readonly { readonly partition: number }[]): number[] {
  return fetched.map(({ partition }) => partition)
}

describe('a fetch session', () => {
  it('is opened by a request that wants one, which is told everything', () => {
    const made = sessions()
    const wanted = [wantedOf(0), wantedOf(1)]
    const { sessionId, told } = open(made, { sessionEpoch: 0, wanted }).answer(
      wanted.map((one) => ({ wanted: one, data: dataOf(one.partition) })),
    )
    expect(sessionId).toBeGreaterThan(0)
    expect(told).toHaveLength(2)
    expect(partitionsOf(open(made, { sessionId, sessionEpoch: 1 }).wanted)).toEqual([0, 1])
  })

  it('is none without a number and an epoch', () => {
    const made = sessions()
    const wanted = [wantedOf(0)]
    expect(open(made, { wanted }).answer([{ wanted: wanted[0]!, data: dataOf(0) }])).toMatchObject({ sessionId: 0, told: [{}] })
    expect(made.size).toBe(0)
  })

  it('reads on where the client says, and forgets what it says', () => {
    const made = sessions()
    const sessionId = begin(made, [0, 1, 2])
    const next = open(made, { sessionId, sessionEpoch: 1, wanted: [wantedOf(1, 7), wantedOf(3)], forgottenKeys: ['t/0'] })
    expect(next.wanted.map(({ partition, fetchOffset }) => [partition, fetchOffset])).toEqual([
      [1, 7],
      [2, 0],
      [3, 0],
    ])
  })

  it('puts who got records at the end of the next answer', () => {
    const made = sessions()
    const sessionId = begin(made, [0, 1, 2])
    const next = open(made, { sessionId, sessionEpoch: 1 })
    const records = new Uint8Array(1)
    next.answer(next.wanted.map((wanted) => ({ wanted, data: dataOf(wanted.partition, wanted.partition === 0 ? { records } : {}) })))
    expect(partitionsOf(open(made, { sessionId, sessionEpoch: 2 }).wanted)).toEqual([1, 2, 0])
  })

  it('is not known to others, nor under a wrong epoch or with the other kind of names', () => {
    const made = sessions()
    const sessionId = begin(made, [0])
    const errorOf = (request: Partial<SessionRequest>) => made.open({ ...NONE, sessionId, sessionEpoch: 1, ...request })
    expect(errorOf({ sessionId: sessionId + 1 })).toEqual({ ok: false, error: 'FETCH_SESSION_ID_NOT_FOUND' })
    expect(errorOf({ sessionEpoch: 2 })).toEqual({ ok: false, error: 'INVALID_FETCH_SESSION_EPOCH' })
    expect(errorOf({ usesTopicIds: true })).toEqual({ ok: false, error: 'FETCH_SESSION_TOPIC_ID_ERROR' })
    expect(errorOf({}).ok).toBe(true)
  })

  it('ends with the last epoch, with another full request, and when nothing is left to read', () => {
    for (const end of [{ sessionEpoch: -1 }, { sessionEpoch: 0 }, { sessionEpoch: 1, forgottenKeys: ['t/0'] }]) {
      const made = sessions()
      const sessionId = begin(made, [0])
      open(made, { sessionId, ...end })
      expect(made.open({ ...NONE, sessionId, sessionEpoch: 1 })).toEqual({ ok: false, error: 'FETCH_SESSION_ID_NOT_FOUND' })
    }
  })

  it('gives way to newer ones when there are too many, the one that was not used for longest first', () => {
    const made = sessions()
    const kept = begin(made, [0])
    const others = Array.from({ length: MAX_FETCH_SESSIONS }, (_, index) => {
      const sessionId = begin(made, [1])
      open(made, { sessionId: kept, sessionEpoch: index + 1 })
      return sessionId
    })
    expect(made.size).toBe(MAX_FETCH_SESSIONS)
    expect(made.open({ ...NONE, sessionId: others[0]!, sessionEpoch: 1 }).ok).toBe(false)
  })

  it('is refused to who reads more than a sandbox has', () => {
    const made = sessions()
    expect(begin(made, [...Array(MAX_FETCH_SESSION_PARTITIONS + 1).keys()])).toBe(0)
    const sessionId = begin(made, [...Array(MAX_FETCH_SESSION_PARTITIONS).keys()])
    const wanted = [wantedOf(MAX_FETCH_SESSION_PARTITIONS)]
    const grown = open(made, { sessionId, sessionEpoch: 1, wanted })
    expect(grown.wanted).toHaveLength(MAX_FETCH_SESSION_PARTITIONS + 1)
    expect(grown.answer([]).sessionId).toBe(0)
    expect(made.size).toBe(0)
  })
})

type Log = { highWatermark: number; logStartOffset: number; error: 'NONE' | 'NOT_LEADER_OR_FOLLOWER' }
type Told = Pick<Log, 'highWatermark' | 'logStartOffset'>

/** What KIP-227 promises, without any of its means: the client knows all that is true of what it reads, and is told nothing twice. */
class Model {
  readonly logs: Log[] = Array.from({ length: 5 }, () => ({ highWatermark: 0, logStartOffset: 0, error: 'NONE' }))
  readonly told = new Map<number, Told | null>()
  readonly positions = new Map<number, number>()

  change(changes: Step['changes']): void {
    for (const { partition, kind } of changes) {
      const log = this.logs[partition]!
      if (kind === 'append') log.highWatermark++
      if (kind === 'delete') log.logStartOffset = log.highWatermark
      if (kind === 'fail') log.error = 'NOT_LEADER_OR_FOLLOWER'
      if (kind === 'mend') log.error = 'NONE'
    }
  }

  forget(partition: number): void {
    this.positions.delete(partition)
    this.told.delete(partition)
  }

  fetch(partition: number): FetchPartitionData {
    const { error, highWatermark, logStartOffset } = this.logs[partition]!
    const hasFailed = error !== 'NONE'
    const sizeBytes = hasFailed ? 0 : Math.max(0, highWatermark - this.positions.get(partition)!)
    const offsets = hasFailed ? { highWatermark: -1, logStartOffset: -1 } : { highWatermark, logStartOffset }
    return dataOf(partition, { error, ...offsets, records: new Uint8Array(sizeBytes) })
  }

  /** The partitions that an answer has to hold, given what all of them have to say. */
  news(all: readonly FetchPartitionData[]): number[] {
    return all.flatMap(({ partitionIndex, error, highWatermark, logStartOffset, records }) => {
      const known = this.told.get(partitionIndex)
      const isKnown = known?.highWatermark === highWatermark && known.logStartOffset === logStartOffset
      return isKnown && error === 'NONE' && records.length === 0 ? [] : [partitionIndex]
    })
  }

  hear({ wanted: { partition }, data }: FetchedPartition): void {
    this.told.set(partition, data.error === 'NONE' ? data : null)
    if (data.records.length > 0) this.positions.set(partition, data.highWatermark)
  }
}

type Step = {
  readonly changes: readonly { readonly partition: number; readonly kind: string }[]
  readonly reads: readonly number[]
  readonly forgets: readonly number[]
}

const aPartition = fc.integer({ min: 0, max: 4 })
const aStep: fc.Arbitrary<Step> = fc.record({
  changes: fc.array(fc.record({ partition: aPartition, kind: fc.constantFrom('append', 'delete', 'fail', 'mend') }), { maxLength: 4 }),
  reads: fc.array(aPartition, { maxLength: 3 }),
  forgets: fc.array(aPartition, { maxLength: 2 }),
})

/** One client with one session, in step with the model. */
class Client {
  readonly #sessions = sessions()
  readonly #model = new Model()
  #sessionId = 0
  #sessionEpoch = 0

  /** False when nothing is left to read, which ends the session. */
  step({ changes, reads, forgets }: Step): boolean {
    const { positions } = this.#model
    this.#model.change(changes)
    for (const partition of reads) if (!positions.has(partition)) positions.set(partition, 0)
    const wanted = Array.from(positions, ([partition, position]) => wantedOf(partition, position))
    const forgotten = this.#sessionEpoch === 0 ? [] : forgets.filter((partition) => positions.has(partition))
    for (const partition of forgotten) this.#model.forget(partition)
    const session = { sessionId: this.#sessionId, sessionEpoch: this.#sessionEpoch }
    const opened = open(this.#sessions, { ...session, wanted, forgottenKeys: forgotten.map((partition) => `t/${partition}`) })
    if (positions.size === 0 && this.#sessionEpoch > 0) return opened.answer([]).sessionId !== 0
    this.#hear(opened)
    return true
  }

  #hear(opened: OpenFetch): void {
    expect(partitionsOf(opened.wanted).toSorted()).toEqual([...this.#model.positions.keys()].toSorted())
    const fetched = opened.wanted.map((wanted) => ({ wanted, data: this.#model.fetch(wanted.partition) }))
    const all = fetched.map(({ data }) => data)
    const news = this.#sessionEpoch === 0 ? all.map(({ partitionIndex }) => partitionIndex) : this.#model.news(all)
    const { sessionId, told } = opened.answer(fetched)
    expect(told.map(({ data }) => data.partitionIndex)).toEqual(news)
    for (const one of told) this.#model.hear(one)
    this.#sessionId = sessionId
    this.#sessionEpoch++
  }
}

describe('fetch sessions', () => {
  it('tell a client all that is new of what it reads, and only that', () => {
    fc.assert(
      fc.property(fc.array(aStep, { minLength: 1, maxLength: 20 }), (steps) => {
        const client = new Client()
        for (const step of steps) if (!client.step(step)) break
      }),
    )
  })
})
