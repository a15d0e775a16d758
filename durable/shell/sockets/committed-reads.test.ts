// Readers of committed records on the object's sockets: what a subscription is sent, and when a waiting reader is woken.
import { beforeEach, describe, expect, it } from 'vitest'
import { encodeCursor } from '../../../schema/records/cursor.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { createTopic, produce } from '../../../test/support/records.ts'
import { endTransaction, writeInTransaction } from '../../../test/support/transactions-in-log.ts'
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { JournalEntry } from '../../engine/event.ts'
import type { Home } from '../home.ts'
import { Metrics } from '../metrics/metrics.ts'
import { Runtime } from '../runtime.ts'
import { movedBy } from './moved.ts'
import type { Subscription, WaiterSession } from './session.ts'
import { deliver, startCursor } from './subscription.ts'
import { arm } from './waiter.ts'

let cluster: MemoryCluster
let home: Home

beforeEach(() => {
  cluster = new MemoryCluster()
  createTopic(cluster, 't')
  const runtime = new Runtime({
    engine: cluster.engine,
    journal: { append: (entries) => cluster.entries.push(...entries) },
    metrics: new Metrics(cluster.nowMs, cluster.cluster),
    wallMs: () => cluster.nowMs,
    isConnected: () => true,
    onCommit: () => undefined,
    onBroken: (cause) => {
      throw cause
    },
  })
  home = { runtime } as unknown as Home
})

async function subscribed(isolation: IsolationLevel | undefined, from = 'earliest'): Promise<Subscription> {
  const start = await startCursor(home, 't', new Map([['from', from]]), isolation ?? 'read_uncommitted')
  if (!start.ok) throw new Error(start.detail)
  const plain = { name: 't', topic: 't', cursor: start.cursor, permits: 100, unconfirmedBytes: 0, caughtUp: false, as: 'auto' } as const
  return isolation === undefined ? plain : { ...plain, isolation }
}

/** The values of each frame, and `caught_up`. */
async function delivered(subscription: Subscription): Promise<unknown[]> {
  const frames: unknown[] = []
  const outcome = await deliver(home, subscription, (text) => {
    const frame = JSON.parse(text) as { type: string; records?: { value: { data: string } }[] }
    frames.push(frame.records?.map(({ value }) => value.data) ?? frame.type)
  })
  expect(outcome).toEqual({ ok: true })
  return frames
}

describe('a subscription', () => {
  it('to committed records gets what is committed, once it is', async () => {
    produce(cluster, 't', [{ value: 'a' }])
    writeInTransaction(cluster, { producerId: 1 }, ['x'])
    writeInTransaction(cluster, { producerId: 2 }, ['b'])
    const subscription = await subscribed('read_committed')
    expect(await delivered(subscription)).toEqual([['a'], 'caught_up'])
    endTransaction(cluster, { producerId: 1 }, 'ABORT')
    endTransaction(cluster, { producerId: 2 }, 'COMMIT')
    expect(await delivered(subscription)).toEqual([['b'], 'caught_up'])
    expect(subscription.permits).toBe(98)
  })

  it('to all records gets them at once, as one of an earlier version does', async () => {
    writeInTransaction(cluster, { producerId: 1 }, ['x'])
    for (const isolation of ['read_uncommitted', undefined] as const)
      expect(await delivered(await subscribed(isolation))).toEqual([['x'], 'caught_up'])
  })

  it('from the latest committed record on gets what is committed later', async () => {
    produce(cluster, 't', [{ value: 'a' }])
    writeInTransaction(cluster, { producerId: 1 }, ['b'])
    const subscription = await subscribed('read_committed', 'latest')
    endTransaction(cluster, { producerId: 1 }, 'COMMIT')
    expect(await delivered(subscription)).toEqual([['b'], 'caught_up'])
  })
})

describe('a reader that waits at the edge', () => {
  function isWokenAtOnce(nextOffset: number, isolation: IsolationLevel): boolean {
    const sent: unknown[] = []
    const socket = { send: (text: unknown) => sent.push(text), serializeAttachment: () => undefined } as unknown as WebSocket
    const session: WaiterSession = { kind: 'waiter', keyId: 'k', topic: 't', partition: null, isolation, armed: false }
    const topicId = cluster.cluster.topics.get('t')?.topicId ?? ''
    arm(socket, session, encodeCursor({ topicId, nextOffsets: [nextOffset], deliveredRecords: 0, deliveredBytes: 0 }), home)
    return sent.length > 0
  }

  it('of committed records is not woken by what it may not see', () => {
    writeInTransaction(cluster, { producerId: 1 }, ['a'])
    expect(isWokenAtOnce(0, 'read_uncommitted')).toBe(true)
    expect(isWokenAtOnce(0, 'read_committed')).toBe(false)
    endTransaction(cluster, { producerId: 1 }, 'COMMIT')
    expect(isWokenAtOnce(0, 'read_committed')).toBe(true)
  })

  it('hears of every commit that may have moved the last stable offset', () => {
    const concerns = (entries: readonly JournalEntry[]) => movedBy(entries).concerns('t', 0)
    writeInTransaction(cluster, { producerId: 1 }, ['a'])
    const before = cluster.entries.length
    endTransaction(cluster, { producerId: 1 }, 'COMMIT')
    expect(concerns(cluster.entries.slice(before))).toBe(true)
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: -1 }] }]
    const marked = cluster.entries.length
    cluster.request('DeleteRecords', { topics, timeoutMs: 1_000 })
    expect(concerns(cluster.entries.slice(marked))).toBe(true)
  })
})
