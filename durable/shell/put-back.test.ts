// A sandbox that is put back: its time goes on from then, who waited hears nothing, and the object that was loaded before does no harm any more.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MemoryStorage } from '../../test/support/memory-storage.ts'
import { batchOf, produceRequest } from '../../test/support/records.ts'
import type { CreatableTopic } from '../../schema/kafka/requests/create-topics.ts'
import type { KafkaApi, KafkaApis, RequestOf } from '../../schema/kafka/requests/apis.ts'
import { Home } from './home.ts'
import type { Commit } from './runtime.ts'
import { PUT_BACK } from './runtime.ts'
import type { SandboxSpec } from './rpc.ts'

const START_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000
const BROKERS = [1, 2, 3].map((brokerId) => ({ brokerId, rack: null }))

class Bench {
  readonly kept = new MemoryStorage()
  readonly commits: Commit[] = []
  home: Home

  private constructor(home: Home, kept: MemoryStorage) {
    this.home = home
    this.kept = kept
  }

  static async make(spec: Partial<SandboxSpec> = {}): Promise<Bench> {
    const kept = new MemoryStorage()
    const whole: SandboxSpec = {
      sandboxId: 'AAAAAAAAAAAAAAAAAAAAAA',
      name: 'lab',
      brokers: BROKERS,
      brokerConfigs: [['log.retention.ms', '600000']],
      clock: 'realtime',
      seed: null,
      expiresMs: null,
      keys: [],
      ...spec,
    }
    return new Bench(await Home.create(kept.storage, whole, HOOKS), kept)
  }

  async request<Api extends KafkaApi>(api: Api, request: KafkaApis[Api]['request']): Promise<KafkaApis[Api]['response']> {
    const asked = { api, request } as unknown as RequestOf<Api>
    return (await this.home.runtime.request<Api>(asked)).response
  }

  async createTopic(name: string): Promise<string> {
    const topic: CreatableTopic = { name, numPartitions: 1, replicationFactor: 3, assignments: [], configs: [] }
    const { topics } = await this.request('CreateTopics', { topics: [topic], validateOnly: false })
    expect(topics[0]?.error).toBe('NONE')
    return this.home.runtime.cluster.topics.get(name)?.topicId ?? ''
  }

  produce(value: string): Promise<KafkaApis['Produce']['response']> {
    return this.request('Produce', produceRequest('t', 0, [batchOf([{ value }], Date.now())], { timeoutMs: 30_000 }))
  }

  get sequence(): number {
    return this.home.runtime.cluster.recordSequence
  }

  get endOffset(): number {
    return this.home.runtime.cluster.topics.get('t')?.partitions[0]?.log.logEndOffset ?? -1
  }

  rewind(sequence: number): Home {
    const { history } = this.home.journal
    return (this.home = this.home.putBack(this.kept.storage, 'rewind', () => history.rewindTo(history.stepEnd(sequence))))
  }

  reset(): Home {
    return (this.home = this.home.putBack(this.kept.storage, 'reset', ({ journal, store }) => {
      journal.empty()
      store.clear()
    }))
  }

  /** As after an eviction. */
  reopen(): void {
    this.home = Home.open(this.kept.storage, HOOKS)
  }

  /** What the events say, from a sequence on. */
  sentences(from: number): string[] {
    return this.home.events(from, 100).events.map(({ kind, why }) => `${kind}: ${why.en} ${why['zh-CN']}`)
  }
}

const HOOKS = {
  onCommit: () => undefined,
  onBroken: (cause: unknown) => {
    throw cause
  },
  isConnected: () => true,
  isWatched: () => false,
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS })
})

afterEach(() => {
  vi.useRealTimers()
})

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
}

describe('a rewind', () => {
  it('goes on at the time of the moment, and nothing comes due only because the world is older', async () => {
    const bench = await Bench.make()
    await bench.createTopic('t')
    await bench.produce('one')
    const moment = bench.sequence
    later(HOUR_MS)
    bench.home.state()
    expect(bench.endOffset).toBe(1)
    await bench.produce('two')
    bench.rewind(moment)
    expect(bench.sequence).toBe(moment + 1)
    expect(bench.home.runtime.nowMs).toBe(START_MS)
    bench.home.state()
    expect(bench.sequence).toBe(moment + 1)
    expect(bench.endOffset).toBe(1)
    later(5_000)
    expect(bench.home.runtime.nowMs).toBe(START_MS + 5_000)
    bench.reopen()
    expect(bench.home.runtime.nowMs).toBe(START_MS + 5_000)
    expect(bench.sequence).toBe(moment + 1)
  })

  it('is told by one event, in both languages', async () => {
    const bench = await Bench.make()
    await bench.createTopic('t')
    const moment = bench.sequence
    later(60_000)
    await bench.produce('one')
    bench.rewind(moment)
    const [told, ...more] = bench.sentences(moment + 1)
    expect(more).toEqual([])
    expect(told).toContain(
      'clock.changed: The clock of the cluster runs 60000 ms behind the time of the world, because somebody rewound the cluster',
    )
    expect(told).toContain('有人把集群回退到了这一刻')
  })

  it('holds a clock that was held at the time it had', async () => {
    const bench = await Bench.make({ clock: 'manual' })
    await bench.createTopic('t')
    const moment = bench.sequence
    await bench.home.runtime.changeClock({ advanceMs: HOUR_MS })
    bench.rewind(moment)
    expect(bench.home.runtime.clock).toMatchObject({ mode: 'manual', nowMs: START_MS })
  })

  it('counts generations, and keeps the count', async () => {
    const bench = await Bench.make()
    await bench.createTopic('t')
    expect(bench.home.history().generation).toBe(0)
    bench.rewind(bench.sequence)
    bench.reset()
    bench.reopen()
    expect(bench.home.history().generation).toBe(2)
  })

  it('answers whoever waits as if the connection had broken, and carries out what had come in before it', async () => {
    const bench = await Bench.make()
    await bench.createTopic('t')
    const moment = bench.sequence
    const leader = bench.home.runtime.cluster.topics.get('t')?.partitions[0]?.leader ?? 0
    const [paused = 0, killed = 0] = [1, 2, 3].filter((brokerId) => brokerId !== leader)
    await bench.home.runtime.act({ kind: 'node', nodeId: paused, action: 'pause' })
    const waiting = bench.home.runtime.request({
      api: 'Produce',
      request: produceRequest('t', 0, [batchOf([{}], START_MS)], { timeoutMs: 30_000 }),
    })
    await vi.waitFor(() => expect(bench.endOffset).toBe(1))
    const queued = bench.home.runtime.act({ kind: 'node', nodeId: killed, action: 'kill' })
    bench.rewind(moment)
    expect(await queued).toMatchObject({ done: true })
    const { response, isUnheard } = await waiting
    expect(response.responses[0]?.partitionResponses[0]?.error).toBe('REQUEST_TIMED_OUT')
    expect(isUnheard).toBe(true)
    expect(bench.endOffset).toBe(0)
  })

  it('leaves the home that was loaded before without any effect', async () => {
    const bench = await Bench.make()
    await bench.createTopic('t')
    const { home: before } = bench
    bench.rewind(bench.sequence)
    const { sequence } = bench
    await expect(before.runtime.act({ kind: 'node', nodeId: 1, action: 'kill' })).rejects.toBe(PUT_BACK)
    expect(() => before.runtime.tick()).toThrow(PUT_BACK)
    await before.settleAlarm()
    expect(bench.kept.alarmMs).toBeNull()
    bench.reopen()
    expect(bench.sequence).toBe(sequence)
  })

  it('undoes everything when it fails half-way', async () => {
    const bench = await Bench.make()
    await bench.createTopic('t')
    await bench.produce('one')
    const { sequence } = bench
    const failing = () =>
      bench.home.putBack(bench.kept.storage, 'rewind', ({ journal, store }) => {
        store.clear()
        journal.history.rewindTo(journal.history.first.sequence)
        throw new Error('half-way')
      })
    expect(failing).toThrow('half-way')
    bench.reopen()
    expect(bench.sequence).toBe(sequence)
    expect(bench.home.generation).toBe(0)
    expect(bench.kept.count('batches')).toBeGreaterThan(0)
  })
})

describe('a reset', () => {
  it('makes the cluster anew: the same ids come from the same seed, although nobody chose one', async () => {
    const bench = await Bench.make()
    const topicId = await bench.createTopic('t')
    await bench.produce('one')
    later(HOUR_MS)
    bench.reset()
    expect(bench.home.runtime.cluster.topics.size).toBe(0)
    expect(bench.home.facts.brokers).toHaveLength(3)
    expect(bench.home.runtime.cluster.brokerConfigs.get('log.retention.ms')).toBe('600000')
    expect(bench.home.runtime.nowMs).toBe(START_MS + HOUR_MS)
    expect(bench.kept.count('garbage')).toBe(0)
    expect(await bench.createTopic('t')).toBe(topicId)
    expect(bench.endOffset).toBe(0)
    expect(bench.sentences(1)[0]).toContain('cluster.created')
  })

  it('holds the clock again where it was held from the start', async () => {
    const bench = await Bench.make({ clock: 'manual' })
    await bench.home.runtime.changeClock({ mode: 'realtime' })
    later(HOUR_MS)
    bench.reset()
    expect(bench.home.runtime.clock).toMatchObject({ mode: 'manual', nowMs: START_MS + HOUR_MS })
  })
})

describe('a look at the past', () => {
  it('shows the cluster as it was, under the sandbox’s own id and with the time of then', async () => {
    const bench = await Bench.make()
    const { sequence: made } = bench
    await bench.createTopic('t')
    later(HOUR_MS)
    await bench.produce('one')
    const before = bench.home.stateAt(made)
    expect(before).toMatchObject({ isKept: true, value: { sequence: made, topics: [], clock: { nowMs: START_MS } } })
    expect(bench.home.stateAt(bench.sequence)).toMatchObject({ isKept: true, value: { sequence: bench.sequence } })
    expect(bench.home.stateAt(bench.sequence + 1)).toEqual({ isKept: false, firstSequence: made, lastSequence: bench.sequence })
    expect(bench.home.stateAt(made - 1)).toEqual({ isKept: false, firstSequence: made, lastSequence: bench.sequence })
  })

  it('tells from where to where it can be', async () => {
    const bench = await Bench.make()
    const { sequence: made } = bench
    later(1_000)
    await bench.createTopic('t')
    const facts = { firstSequence: made, firstTimeMs: START_MS, lastSequence: bench.sequence, lastTimeMs: START_MS + 1_000, generation: 0 }
    expect(bench.home.history()).toEqual(facts)
  })
})
