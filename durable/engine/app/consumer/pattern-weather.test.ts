// Patterns in bad weather: brokers die and come back, answers are lost, links are slow and lossy, and processes are killed and started. Whatever
// happens, what is in the topic that is read comes out where the pattern sends it.
import { describe, expect, it } from 'vitest'
import { createApp, plan, readerOf, readerPlan, replay } from '../../../../test/support/apps.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic, fetchFrom } from '../../../../test/support/records.ts'
import { valuesOf } from '../../../../test/support/replicas.ts'
import type { FaultSpec } from '../../faults/fault.ts'
import type { NodeAction } from '../../input.ts'
import { Random, randomFromSeed } from '../../random.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'
import type { Pattern } from '../pattern/pattern.ts'
import type { ConsumerPlan } from './consumer-app.ts'
import { consumptionOf } from './consumption.ts'

const PARTITIONS = 3
const NODE_ACTIONS: readonly NodeAction[] = ['kill', 'start', 'pause', 'resume', 'start', 'resume']
const FAILURE = { every: 0, keyContains: null, valueContains: '1', attempts: 1, reaction: 'skip' } as const
const LEVEL = { topic: 'level', delayMs: 3_000 }
const WHEEL: Pattern = { kind: 'timingWheel', header: 'delay-ms', tickMs: 100, wheelSize: 10, targetTopic: 'target' }
const DELAY: Pattern = { kind: 'delayLevels', header: 'delay-ms', unit: 'milliseconds', levels: [LEVEL], targetTopic: 'target' }
const RETRY: Pattern = { kind: 'retry', levels: [LEVEL], deadLetterTopic: 'target' }

class Weather {
  readonly kafka: MemoryCluster
  readonly readers: readonly number[]
  readonly #random: Random

  constructor(seed: number, pattern: Pattern, over: Partial<ConsumerPlan>) {
    this.#random = new Random(randomFromSeed(seed))
    this.kafka = new MemoryCluster({ seed, brokerConfigs: [['offsets.topic.num.partitions', '1']] })
    for (const topic of ['t', 'level', 'target']) createTopic(this.kafka, topic, {}, topic === 't' ? PARTITIONS : 1)
    const workload = { count: 60, recordsPerSecond: 2, headers: [['delay-ms', '{{random:8000}}'] as const] }
    createApp(this.kafka, plan({ workload, configs: { 'enable.idempotence': 'true' } }))
    const topics = pattern.kind === 'timingWheel' ? ['t'] : ['t', 'level']
    const handler = { pattern, producerConfigs: [] }
    const reader = readerPlan({ reads: { kind: 'topics', topics }, handler, ...over })
    this.readers = [0, 1].map(() => createApp(this.kafka, reader))
  }

  blow(): void {
    for (let step = 0; step < 80; step++) {
      const kind = this.#random.below(4)
      if (kind === 0)
        for (const action of ['kill', 'start'] as const) this.kafka.act({ kind: 'controlApp', appId: this.#oneOf(this.readers), action })
      if (kind === 1) this.kafka.node(this.#oneOf([1, 2, 3]), this.#oneOf(NODE_ACTIONS))
      if (kind === 2) this.kafka.act({ kind: 'startFault', spec: this.#fault(), durationMs: 10_000 })
      this.kafka.advance(this.#oneOf([100, 1_000, 5_000]))
    }
  }

  /** All is mended, all run, and there is time for every timeout. */
  clear(): void {
    for (const brokerId of [1, 2, 3]) for (const action of ['start', 'resume'] as const) this.kafka.node(brokerId, action)
    for (const faultId of this.kafka.cluster.faults.keys()) this.kafka.act({ kind: 'endFault', faultId })
    for (const appId of this.readers) this.kafka.act({ kind: 'controlApp', appId, action: 'start' })
    for (let second = 0; second < 400; second++) this.kafka.advance(1_000)
  }

  values(topic: string, partitionCount: number): string[] {
    return Array.from({ length: partitionCount }, (_, index) => {
      return valuesOf(fetchFrom(this.kafka, topic, 0, 1_000_000, index).records)
    }).flat()
  }

  #fault(): FaultSpec {
    if (this.#random.below(2) === 0)
      return { kind: 'drop_response', api: this.#oneOf(['Produce', 'OffsetCommit']), brokerId: null, count: 2 }
    return {
      kind: 'link',
      from: 'clients',
      to: this.#oneOf([1, 2, 3]),
      cut: false,
      latencyMs: this.#random.below(500),
      loss: this.#oneOf([0, 0.3]),
    }
  }

  #oneOf<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)] as Item
  }
}

describe.each([1, 2, 3])('patterns in the weather of seed %i', (seed) => {
  it.each([
    ['a timing wheel', WHEEL],
    ['delay levels', DELAY],
  ])('[PAT13] lose nothing of what was written: %s', (_name, pattern) => {
    const weather = new Weather(seed, pattern, {})
    weather.blow()
    expect(decodeCluster(encodeCluster(weather.kafka.cluster)).apps).toEqual(weather.kafka.cluster.apps)
    weather.clear()
    expect(replay(weather.kafka).apps).toEqual(weather.kafka.cluster.apps)
    const written = weather.values('t', PARTITIONS)
    const delivered = new Set(weather.values('target', 1))
    expect(written.length).toBeGreaterThan(0)
    expect(written.filter((value) => !delivered.has(value))).toEqual([])
  })

  it('[PAT13] lose nothing of what was written: retry levels', () => {
    const weather = new Weather(seed, RETRY, { failure: FAILURE, commit: { kind: 'perRecord', mode: 'sync' } })
    weather.blow()
    weather.clear()
    const [appId = 0] = weather.readers
    expect(consumptionOf(weather.kafka.cluster, readerOf(weather.kafka, appId)).counts).toMatchObject({ lost: 0, waiting: 0 })
    expect(weather.values('level', 1).length).toBeGreaterThan(0)
    expect(weather.values('target', 1)).toEqual([])
  })
})
