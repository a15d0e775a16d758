// The loop of the object without a platform: what fails alone, what takes everything with it, who waits and for how long.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import { MAX_GROUP_WAIT_MS, MAX_PARKED_MS, MAX_PARKED_REQUESTS } from '../../schema/limits.ts'
import { MemoryCluster } from '../../test/support/memory-store.ts'
import { batchOf, createTopic, produceRequest } from '../../test/support/records.ts'
import { JOINING } from '../../test/support/wire-group.ts'
import type { JournalEntry } from '../engine/event.ts'
import { Metrics } from './metrics/metrics.ts'
import { Runtime } from './runtime.ts'
import type { Answered } from './runtime.ts'

const START_MS = 1_700_000_000_000

class Bench {
  readonly memory = new MemoryCluster({ nowMs: START_MS })
  readonly rows: JournalEntry[][] = []
  readonly broken: unknown[] = []
  wallMs = START_MS
  storage: Error | null = null
  readonly connected = new Set(['line'])
  readonly runtime: Runtime

  constructor() {
    createTopic(this.memory, 't')
    this.runtime = new Runtime({
      engine: this.memory.engine,
      journal: {
        append: (entries) => {
          if (this.storage !== null) throw this.storage
          this.rows.push([...entries])
        },
      },
      metrics: new Metrics(START_MS, this.memory.cluster),
      wallMs: () => this.wallMs,
      isConnected: (connectionId) => this.connected.has(connectionId),
      onCommit: () => undefined,
      onBroken: (cause) => this.broken.push(cause),
    })
  }

  produce(value: string, brokerId: number | null = null): Promise<Answered<'Produce'>> {
    const request = produceRequest('t', 0, [batchOf([{ value }], START_MS)], { timeoutMs: 10 * MAX_PARKED_MS })
    return this.runtime.request({ api: 'Produce', request }, brokerId)
  }

  /** Joins a group, whose first generation is seconds away: the clock of this cluster stands still. */
  join(connectionId: string | null): Promise<Answered<'JoinGroup'>> {
    const { coordinators } = this.memory.request('FindCoordinator', { keyType: 'GROUP', coordinatorKeys: ['g'] })
    const request = { ...JOINING, clientId: 'c', clientHost: '/127.0.0.1', apiVersion: 3, groupInstanceId: null, reason: null }
    return this.runtime.request({ api: 'JoinGroup', request }, coordinators[0]?.nodeId, connectionId)
  }

  get leader(): number {
    return this.memory.cluster.topics.get('t')?.partitions[0]?.leader ?? -1
  }

  hold(action: 'pause' | 'resume'): void {
    this.memory.node(this.leader, action)
  }
}

const errorOf = ({ response }: Answered<'Produce'>) => response.responses[0]?.partitionResponses[0]?.error

let bench: Bench
beforeEach(() => {
  vi.useFakeTimers()
  bench = new Bench()
})
afterEach(() => vi.useRealTimers())

describe('a commit', () => {
  it('takes together what arrives together, and names the last record of each', async () => {
    const answers = Promise.all([bench.produce('a'), bench.produce('b')])
    await vi.runOnlyPendingTimersAsync()
    const [first, second] = await answers
    expect(bench.rows).toHaveLength(1)
    expect([errorOf(first), errorOf(second)]).toEqual(['NONE', 'NONE'])
    expect(second.sequence).toBe(bench.memory.cluster.recordSequence)
    expect(first.sequence).toBeLessThan(second.sequence ?? 0)
  })

  it('fails one input alone when deciding it fails', async () => {
    const malformed = { api: 'CreateTopics', request: null } as unknown as KafkaRequest
    const [bad, good] = [bench.runtime.request(malformed), bench.produce('v')]
    const settled = Promise.allSettled([bad, good])
    await vi.runOnlyPendingTimersAsync()
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(bench.broken).toEqual([])
  })

  it('answers nobody when it cannot be stored, and says that the object is broken', async () => {
    bench.hold('pause')
    const waiting = bench.produce('earlier')
    await vi.advanceTimersByTimeAsync(1)
    bench.storage = new Error('The disk is full.')
    const created = { name: 'u', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    const creating = bench.runtime.request({ api: 'CreateTopics', request: { topics: [created], validateOnly: false } })
    const settled = Promise.allSettled([waiting, creating])
    await vi.advanceTimersByTimeAsync(1)
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: bench.storage },
      { status: 'rejected', reason: bench.storage },
    ])
    expect(bench.broken).toEqual([bench.storage])
  })

  it('says so too when nobody asked for what cannot be stored, because its time had come', () => {
    bench.hold('pause')
    bench.wallMs = START_MS + 60_000
    bench.storage = new Error('The disk is full.')
    expect(() => bench.runtime.tick()).toThrow(bench.storage)
    expect(bench.broken).toEqual([bench.storage])
  })
})

describe('a client that waits', () => {
  it('is answered REQUEST_TIMED_OUT when the world has waited long enough, and its request is carried out all the same', async () => {
    bench.hold('pause')
    const answering = bench.produce('v')
    await vi.advanceTimersByTimeAsync(MAX_PARKED_MS + 1)
    expect(errorOf(await answering)).toBe('REQUEST_TIMED_OUT')
    bench.hold('resume')
    expect(bench.memory.cluster.topics.get('t')?.partitions[0]?.log.logEndOffset).toBe(1)
  })

  it('is answered by a later input', async () => {
    bench.hold('pause')
    const answering = bench.produce('v')
    await vi.advanceTimersByTimeAsync(1)
    const resumed = bench.runtime.act({ kind: 'node', nodeId: bench.leader, action: 'resume' })
    await vi.advanceTimersByTimeAsync(1)
    expect(await resumed).toMatchObject({ done: true })
    expect(errorOf(await answering)).toBe('NONE')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is forgotten when its connection has ended, and only then while it waits for its group', async () => {
    const answering = bench.join('line')
    await vi.advanceTimersByTimeAsync(10 * MAX_PARKED_MS)
    bench.runtime.disconnect('another line')
    expect(bench.memory.engine.purgatory.size).toBe(1)
    bench.runtime.disconnect('line')
    expect(await answering).toMatchObject({ response: { error: 'REQUEST_TIMED_OUT' }, isUnheard: true })
    expect(bench.memory.engine.purgatory.size).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is forgotten when its connection had ended before its request came', async () => {
    const answering = bench.join('a line that ended')
    await vi.advanceTimersByTimeAsync(1)
    expect(await answering).toMatchObject({ isUnheard: true })
    expect(bench.memory.engine.purgatory.size).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits for its group no longer than the longest session while the clock of the cluster is held', async () => {
    const answering = bench.join('line')
    await vi.advanceTimersByTimeAsync(MAX_GROUP_WAIT_MS + 1)
    expect(await answering).toMatchObject({ isUnheard: true })
  })

  it('waits for its group as for everything else where nobody would tell that it has gone', async () => {
    const answering = bench.join(null)
    await vi.advanceTimersByTimeAsync(MAX_PARKED_MS + 1)
    expect(await answering).toMatchObject({ isUnheard: true })
  })

  it('is one of so many: more are refused and not carried out', async () => {
    bench.hold('pause')
    const waiting = Array.from({ length: MAX_PARKED_REQUESTS }, () => bench.produce('v'))
    await vi.advanceTimersByTimeAsync(2)
    const refused = bench.produce('one more')
    await vi.advanceTimersByTimeAsync(2)
    expect(errorOf(await refused)).toBe('THROTTLING_QUOTA_EXCEEDED')
    const over = Promise.allSettled(waiting)
    bench.runtime.close(new Error('gone'))
    expect((await over).every(({ status }) => status === 'rejected')).toBe(true)
  })
})

describe('time', () => {
  it('does not go back with the clock of the world', () => {
    bench.wallMs = START_MS + 1_000
    expect(bench.runtime.nowMs).toBe(START_MS + 1_000)
    bench.wallMs = START_MS - 5_000
    expect(bench.runtime.nowMs).toBe(START_MS + 1_000)
  })

  it('is where the clock is held, though it was looked at a moment later', () => {
    bench.wallMs = START_MS + 1
    bench.runtime.record([{ kind: 'clock.changed', clock: { mode: 'manual', offsetMs: 0, heldMs: START_MS } }], START_MS)
    expect(bench.runtime.nowMs).toBe(START_MS)
  })

  it('is the one to which the clock was moved for whatever comes after it in the same commit', async () => {
    const moved = bench.runtime.changeClock({ mode: 'manual', advanceMs: 60_000 })
    const produced = bench.produce('v')
    await vi.runOnlyPendingTimersAsync()
    await Promise.all([moved, produced])
    expect(bench.rows.at(-1)?.at(-1)).toMatchObject({ nowMs: START_MS + 60_000, trigger: { kind: 'request', api: 'Produce' } })
  })
})
