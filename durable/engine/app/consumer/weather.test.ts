// Applications of one group in bad weather: brokers die, are silent and come back, links are cut, slow and lossy, and processes are killed,
// stopped and started. Whatever happens, the cluster comes to rest, and with commits behind the work no record is lost to the group.
import { describe, expect, it } from 'vitest'
import { createApp, plan, readerOf, readerPlan, replay } from '../../../../test/support/apps.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic } from '../../../../test/support/records.ts'
import type { FaultSpec } from '../../faults/fault.ts'
import type { AppAction, NodeAction } from '../../input.ts'
import { Random, randomFromSeed } from '../../random.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'
import { consumptionOf } from './consumption.ts'

const STEPS = 100
const READERS = 3
const PROTOCOLS = [
  { 'partition.assignment.strategy': 'range' },
  { 'partition.assignment.strategy': 'cooperative-sticky' },
  { 'group.protocol': 'consumer' },
]
const APP_ACTIONS: readonly AppAction[] = ['start', 'pause', 'resume', 'stop', 'kill', 'start']
const NODE_ACTIONS: readonly NodeAction[] = ['kill', 'start', 'pause', 'resume', 'start', 'resume']
const PAUSES_MS = [100, 1_000, 5_000, 20_000]

class Weather {
  readonly kafka: MemoryCluster
  readonly readers: number[]
  readonly #random: Random

  constructor(seed: number, configs: Readonly<Record<string, string>>) {
    this.#random = new Random(randomFromSeed(seed))
    this.kafka = new MemoryCluster({ seed, brokerConfigs: [['offsets.topic.num.partitions', '1']] })
    createTopic(this.kafka, 't', {}, 3)
    createApp(this.kafka, plan({ workload: { count: 100, recordsPerSecond: 2 }, configs: { 'enable.idempotence': 'true' } }))
    const reader = readerPlan(
      { processingMs: 50, commit: { kind: 'perRecord', mode: 'sync' } },
      { ...configs, 'max.poll.interval.ms': '20000' },
    )
    this.readers = Array.from({ length: READERS }, () => createApp(this.kafka, reader))
  }

  blow(): void {
    for (let step = 0; step < STEPS; step++) {
      const kind = this.#random.below(4)
      if (kind === 0) this.kafka.act({ kind: 'controlApp', appId: this.#oneOf(this.readers), action: this.#oneOf(APP_ACTIONS) })
      if (kind === 1) this.kafka.node(this.#oneOf([1, 2, 3]), this.#oneOf(NODE_ACTIONS))
      if (kind === 2) this.kafka.act({ kind: 'startFault', spec: this.#link(), durationMs: 5_000 + this.#random.below(20_000) })
      this.kafka.advance(this.#oneOf(PAUSES_MS))
    }
  }

  /** All is mended, all run, and there is time for every timeout. */
  clear(): void {
    for (const brokerId of [1, 2, 3]) for (const action of ['start', 'resume'] as const) this.kafka.node(brokerId, action)
    for (const faultId of this.kafka.cluster.faults.keys()) this.kafka.act({ kind: 'endFault', faultId })
    for (const appId of this.readers) {
      this.kafka.act({ kind: 'controlApp', appId, action: 'resume' })
      this.kafka.advance(1_000)
      this.kafka.act({ kind: 'controlApp', appId, action: 'start' })
    }
    for (let second = 0; second < 300; second++) this.kafka.advance(1_000)
  }

  #link(): FaultSpec {
    const brokerId = this.#oneOf([1, 2, 3])
    const [from, to] = this.#random.below(2) === 0 ? (['clients', brokerId] as const) : ([brokerId, 'clients'] as const)
    return { kind: 'link', from, to, cut: this.#random.below(3) === 0, latencyMs: this.#random.below(800), loss: this.#oneOf([0, 0.3]) }
  }

  #oneOf<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)] as Item
  }
}

describe.each([1, 2, 3, 4, 5, 6])('applications that read, in the weather of seed %i', (seed) => {
  it('[CAP8] [CAP11] [CAP12] lose nothing to their group, and are what their journal and their checkpoint say', () => {
    const weather = new Weather(seed, PROTOCOLS[seed % PROTOCOLS.length] ?? {})
    weather.blow()
    const stored = decodeCluster(encodeCluster(weather.kafka.cluster))
    expect(stored.apps).toEqual(weather.kafka.cluster.apps)
    weather.clear()
    expect(replay(weather.kafka).apps).toEqual(weather.kafka.cluster.apps)
    const [appId = 0] = weather.readers
    const { counts } = consumptionOf(weather.kafka.cluster, readerOf(weather.kafka, appId))
    expect(counts).toMatchObject({ lost: 0, waiting: 0 })
    expect(counts.once + counts.again).toBeGreaterThan(0)
  })
})
