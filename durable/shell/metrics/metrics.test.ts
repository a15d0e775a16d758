// The metrics of a cluster at work: every number is worked out by hand beside it, on a clock that the test holds.
import { describe, expect, it } from 'vitest'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { batchOf, fetchFrom, produceRequest } from '../../../test/support/records.ts'
import { createAssigned, partitionOf, send } from '../../../test/support/replicas.ts'
import type { ActionOutcome, Reply } from '../../engine/decision.ts'
import type { FaultSpec } from '../../engine/faults/fault.ts'
import type { KafkaApi, KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import { METRICS } from './definitions.ts'
import type { MetricName } from './definitions.ts'
import type { Subject } from './metric-list.ts'
import { Metrics } from './metrics.ts'

const START_MS = 1_700_000_000_000

/** A cluster that is measured as the shell measures one: what it did, then what it answered. */
class Measured extends MemoryCluster {
  metrics = new Metrics(START_MS)
  #read = 0

  override send<Api extends KafkaApi>(
    api: Api,
    request: KafkaApis[Api]['request'],
    brokerId: number | null = null,
  ): KafkaApis[Api]['response'] | null {
    const response = super.send(api, request, brokerId)
    this.#measure()
    if (response !== null) this.metrics.onAnswered(this.cluster, { api, brokerId }, response, this.nowMs)
    return response
  }

  override advance(ms: number): void {
    super.advance(ms)
    this.#measure()
  }

  start(spec: FaultSpec): number {
    const outcome: ActionOutcome = this.act({ kind: 'startFault', spec, durationMs: null })
    this.#measure()
    if (!outcome.ok || outcome.faultId === null) throw new Error('the fault did not start')
    return outcome.faultId
  }

  end(faultId: number): void {
    this.act({ kind: 'endFault', faultId })
    this.#measure()
  }

  does(nodeId: number, action: 'kill' | 'stop' | 'start' | 'pause' | 'resume'): void {
    expect(this.node(nodeId, action)).toMatchObject({ ok: true })
    this.#measure()
  }

  lateAnswer(): Reply | undefined {
    const reply = this.late.shift()
    if (reply !== undefined) this.metrics.onAnswered(this.cluster, { api: reply.api, brokerId: null }, reply.response, this.nowMs)
    return reply
  }

  /** The object wakes: nothing is left of what was measured. */
  wake(): void {
    this.metrics = new Metrics(this.nowMs, this.cluster)
  }

  /** One value; undefined when there is none. */
  value(name: MetricName, subject: Subject = {}, attribute?: string): number | undefined {
    const { nodeId = null, topic = null, partitionIndex = null } = subject
    const { mbean, kind } = METRICS[name]
    const wanted = attribute ?? { gauge: 'Value', idle: 'OneMinuteRate', meter: 'Count', timer: 'Count' }[kind]
    const found = this.values().filter((value) => {
      const isSubject = value.nodeId === nodeId && value.topic === topic && value.partitionIndex === partitionIndex
      return isSubject && value.attribute === wanted && (value.mbean === mbean || value.mbean.startsWith(`${mbean},topic=`))
    })
    expect(found.length).toBeLessThan(2)
    return found[0]?.value
  }

  values(): ReturnType<Metrics['values']> {
    return this.metrics.values(this.cluster, this.engine.purgatory.sizes(), this.nowMs)
  }

  /** The cluster's value, then those of brokers 1, 2 and 3. */
  spread(name: MetricName): (number | undefined)[] {
    return [this.value(name), ...[1, 2, 3].map((nodeId) => this.value(name, { nodeId }))]
  }

  #measure(): void {
    this.metrics.onEntries(this.cluster, this.entries.slice(this.#read))
    this.#read = this.entries.length
  }
}

function three(configs: Readonly<Record<string, string>> = {}): Measured {
  const cluster = new Measured()
  createAssigned(cluster, 't', [[1, 2, 3]], configs)
  return cluster
}

const BATCH_BYTES = batchOf([{ value: 'v' }], START_MS).length
const PAUSE_3 = { kind: 'pause_replication', brokerId: 3, topic: null, partitionIndex: null } as const

describe('traffic', () => {
  it('counts what a leader takes in, for the cluster, the broker and the topic', () => {
    const cluster = three()
    const batch = batchOf([{}, {}, {}], START_MS)
    cluster.request('Produce', produceRequest('t', 0, [batch]))
    expect(cluster.spread('bytesIn')).toEqual([batch.length, batch.length, 0, 0])
    expect(cluster.spread('messagesIn')).toEqual([3, 3, 0, 0])
    expect(cluster.spread('totalProduceRequests')).toEqual([1, 1, 0, 0])
    expect(cluster.spread('failedProduceRequests')).toEqual([0, 0, 0, 0])
    expect(cluster.value('messagesIn', { topic: 't' })).toBe(3)
    expect(cluster.value('bytesIn', { topic: 't' })).toBe(batch.length)
    expect(cluster.value('failedProduceRequests', { topic: 't' })).toBeUndefined()
  })

  it('turns counts into rates on the clock of the cluster', () => {
    const cluster = three()
    for (const value of ['a', 'b', 'c', 'd', 'e']) send(cluster, value)
    cluster.advance(10_000)
    expect(cluster.value('messagesIn', {}, 'MeanRate')).toBe(0.5)
    expect(cluster.value('messagesIn', { nodeId: 1 }, 'OneMinuteRate')).toBeCloseTo(Math.exp(-1 / 12), 12)
    expect(cluster.value('messagesIn', { topic: 't' }, 'FifteenMinuteRate')).toBeCloseTo(Math.exp(-1 / 180), 12)
  })

  it('counts what followers fetch, and each of their fetches', () => {
    const cluster = three()
    send(cluster, 'v')
    // Two followers, and two rounds each: one for the record, one for the high watermark.
    expect(cluster.spread('totalFetchRequests')).toEqual([4, 4, 0, 0])
    expect(cluster.spread('replicationBytesIn')).toEqual([2 * BATCH_BYTES, 0, BATCH_BYTES, BATCH_BYTES])
    expect(cluster.spread('replicationBytesOut')).toEqual([2 * BATCH_BYTES, 2 * BATCH_BYTES, 0, 0])
    expect(cluster.spread('bytesOut')).toEqual([0, 0, 0, 0])
  })

  it('counts what a follower fetches that was away for a while', () => {
    const cluster = three()
    const pausedBy = cluster.start(PAUSE_3)
    for (let sent = 0; sent < 100; sent++) send(cluster, 'v', { acks: 1 })
    expect(cluster.value('replicationBytesIn', { nodeId: 3 })).toBe(0)
    cluster.end(pausedBy)
    expect(cluster.value('replicationBytesIn', { nodeId: 3 })).toBe(100 * BATCH_BYTES)
    expect(cluster.value('replicationBytesIn', { nodeId: 2 })).toBe(100 * BATCH_BYTES)
  })

  it('counts what an answer over a slow link brings when it arrives', () => {
    const cluster = three()
    send(cluster, 'v')
    cluster.start({ kind: 'link', from: 1, to: 3, latencyMs: 100, loss: 0, cut: false })
    expect(send(cluster, 'v', { acks: 1 })).toMatchObject({ error: 'NONE' })
    expect(cluster.value('replicationBytesIn', { nodeId: 3 })).toBe(BATCH_BYTES)
    cluster.advance(100)
    expect(cluster.value('replicationBytesIn', { nodeId: 3 })).toBe(2 * BATCH_BYTES)
  })

  it('counts what consumers are answered with, and not what failed as Kafka expects it to', () => {
    const cluster = three()
    send(cluster, 'v')
    const before = cluster.value('totalFetchRequests') ?? 0
    expect(fetchFrom(cluster, 't', 0).records.length).toBe(BATCH_BYTES)
    expect(fetchFrom(cluster, 't', 7).error).toBe('OFFSET_OUT_OF_RANGE')
    expect(fetchFrom(cluster, 'nobody', 0).error).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect(cluster.spread('bytesOut')).toEqual([BATCH_BYTES, BATCH_BYTES, 0, 0])
    expect(cluster.value('bytesOut', { topic: 't' })).toBe(BATCH_BYTES)
    expect(cluster.value('totalFetchRequests')).toBe(before + 2)
    expect(cluster.spread('failedFetchRequests')).toEqual([0, 0, 0, 0])
    expect(cluster.value('totalFetchRequests', { topic: 'nobody' })).toBeUndefined()
    cluster.start({ kind: 'error', api: 'Fetch', brokerId: 1, error: 'UNKNOWN_SERVER_ERROR', count: 1 })
    expect(fetchFrom(cluster, 't', 0).error).toBe('UNKNOWN_SERVER_ERROR')
    expect(cluster.spread('failedFetchRequests')).toEqual([1, 1, 0, 0])
  })

  it('counts a refused produce as failed unless Kafka expects such refusals', () => {
    const cluster = three({ 'min.insync.replicas': '2', 'max.message.bytes': '80' })
    cluster.does(2, 'kill')
    cluster.does(3, 'kill')
    cluster.advance(9_000)
    expect(send(cluster, 'v')).toMatchObject({ error: 'NOT_ENOUGH_REPLICAS' })
    expect([cluster.value('totalProduceRequests'), cluster.value('failedProduceRequests')]).toEqual([1, 1])
    expect(send(cluster, 'v'.repeat(100), { acks: 1 })).toMatchObject({ error: 'MESSAGE_TOO_LARGE' })
    expect([cluster.value('totalProduceRequests'), cluster.value('failedProduceRequests')]).toEqual([2, 1])
    expect(cluster.value('failedProduceRequests', { topic: 't' })).toBe(1)
    cluster.does(1, 'kill')
    expect(send(cluster, 'v')).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    expect(cluster.value('totalProduceRequests')).toBe(2)
  })

  it('counts an append once, however its answer goes', () => {
    const cluster = three()
    cluster.start(PAUSE_3)
    expect(send(cluster, 'v', { timeoutMs: 1_000 })).toBeNull()
    expect(cluster.value('producePurgatory')).toBe(1)
    cluster.advance(1_000)
    expect(cluster.lateAnswer()).toMatchObject({ api: 'Produce' })
    expect([cluster.value('producePurgatory'), cluster.value('totalProduceRequests'), cluster.value('failedProduceRequests')]).toEqual([
      0, 1, 0,
    ])
    cluster.start({ kind: 'drop_response', api: 'Produce', brokerId: 1, count: 1 })
    expect(send(cluster, 'v', { acks: 1 })).toMatchObject({ error: 'NETWORK_EXCEPTION' })
    expect([cluster.value('totalProduceRequests'), cluster.value('messagesIn')]).toEqual([2, 2])
  })

  it('forgets a topic that is deleted, and begins anew with one of the same name', () => {
    const cluster = three()
    send(cluster, 'v')
    cluster.request('DeleteTopics', { topicNames: ['t'] })
    expect(cluster.values().filter(({ topic }) => topic !== null)).toEqual([])
    createAssigned(cluster, 't', [[2, 3]])
    send(cluster, 'v')
    expect(cluster.value('messagesIn', { topic: 't' })).toBe(1)
    expect(cluster.spread('messagesIn')).toEqual([2, 1, 1, 0])
  })
})

describe('replication', () => {
  it('sees an ISR shrink that its leader asked for, and expand again', () => {
    const cluster = three({ 'min.insync.replicas': '2' })
    const pausedBy = cluster.start(PAUSE_3)
    send(cluster, 'v', { acks: 1 })
    cluster.advance(30_000)
    expect(cluster.spread('isrShrinks')).toEqual([0, 0, 0, 0])
    cluster.advance(1)
    expect(cluster.spread('isrShrinks')).toEqual([1, 1, 0, 0])
    expect(cluster.spread('underReplicated')).toEqual([1, 1, 0, 0])
    expect(cluster.spread('atMinIsr')).toEqual([1, 1, 0, 0])
    expect(cluster.spread('underMinIsr')).toEqual([0, 0, 0, 0])
    expect(cluster.spread('maxLag')).toEqual([1, 0, 0, 1])
    cluster.end(pausedBy)
    expect(cluster.spread('isrExpands')).toEqual([1, 1, 0, 0])
    expect(cluster.spread('underReplicated')).toEqual([0, 0, 0, 0])
    expect(cluster.spread('maxLag')).toEqual([0, 0, 0, 0])
  })

  it('counts who leads and hosts what, and who should', () => {
    const cluster = new Measured()
    createAssigned(cluster, 't', [
      [1, 2],
      [2, 3],
      [1, 3],
    ])
    expect(cluster.spread('leaderCount')).toEqual([3, 2, 1, 0])
    expect(cluster.spread('partitionCount')).toEqual([6, 2, 2, 2])
    expect([cluster.value('globalTopics'), cluster.value('globalPartitions'), cluster.value('preferredImbalance')]).toEqual([1, 3, 0])
    cluster.does(1, 'stop')
    expect(cluster.spread('leaderCount')).toEqual([3, undefined, 2, 1])
    expect(cluster.value('preferredImbalance')).toBe(2)
    expect([cluster.value('activeBrokers'), cluster.value('fencedBrokers')]).toEqual([2, 1])
  })

  it('sees a reassignment on its leader while it runs', () => {
    const cluster = new Measured()
    createAssigned(cluster, 't', [[1, 2]])
    cluster.start(PAUSE_3)
    const partitions = [{ partitionIndex: 0, replicas: [1, 3] }]
    cluster.request('AlterPartitionReassignments', {
      allowReplicationFactorChange: true,
      topics: [{ name: 't', partitions }],
    })
    expect(partitionOf(cluster).addingReplicas).toEqual([3])
    expect(cluster.spread('reassigning')).toEqual([1, 1, 0, 0])
    expect(cluster.spread('underReplicated')).toEqual([0, 0, 0, 0])
  })

  it('knows the size and the offsets of every replica', () => {
    const cluster = three()
    send(cluster, 'v')
    const pausedBy = cluster.start(PAUSE_3)
    send(cluster, 'v', { acks: 1 })
    const at = (name: MetricName, nodeId: number) => cluster.value(name, { nodeId, topic: 't', partitionIndex: 0 })
    expect([1, 2, 3].map((nodeId) => at('logEndOffset', nodeId))).toEqual([2, 2, 1])
    expect([1, 2, 3].map((nodeId) => at('logSize', nodeId))).toEqual([2 * BATCH_BYTES, 2 * BATCH_BYTES, BATCH_BYTES])
    cluster.end(pausedBy)
    for (const name of ['logStartOffset', 'lastStableOffsetLag'] as const) expect(at(name, 3)).toBe(0)
    expect(at('numLogSegments', 3)).toBe(1)
    expect(at('logSize', 3)).toBe(2 * BATCH_BYTES)
  })
})

describe('the controller', () => {
  it('measures an election from the moment at which the leader was killed', () => {
    const cluster = three()
    cluster.does(1, 'kill')
    cluster.advance(8_999)
    expect(cluster.value('leaderElections')).toBe(0)
    cluster.advance(1)
    expect(cluster.value('leaderElections')).toBe(1)
    const attributes = ['Mean', 'Max', '50thPercentile', '99thPercentile']
    expect(attributes.map((attribute) => cluster.value('leaderElections', {}, attribute))).toEqual([9_000, 9_000, 9_000, 9_000])
    // The controller took it out of the ISR, which is no shrink that a leader asked for.
    expect(cluster.value('isrShrinks')).toBe(0)
    expect(cluster.spread('underReplicated')).toEqual([1, undefined, 1, 0])
    expect(cluster.value('uncleanElections')).toBe(0)
  })

  it('measures no time where a living leader hands over', () => {
    const cluster = three()
    cluster.does(1, 'stop')
    expect(cluster.value('leaderElections')).toBe(1)
    expect(cluster.value('leaderElections', {}, 'Max')).toBe(0)
  })

  it('measures how long a partition was offline, and sees what election ended it', () => {
    const cluster = new Measured({ brokerConfigs: [['eligible.leader.replicas.version', '0']] })
    createAssigned(cluster, 't', [[1, 2]], { 'unclean.leader.election.enable': 'false' })
    cluster.does(2, 'kill')
    cluster.advance(9_000)
    cluster.does(1, 'kill')
    cluster.advance(9_000)
    expect(cluster.value('offlinePartitions')).toBe(1)
    expect(cluster.value('leaderElections')).toBe(0)
    cluster.does(2, 'start')
    cluster.advance(41_000)
    const configs = [{ name: 'unclean.leader.election.enable', configOperation: 'SET', value: 'true' }] as const
    cluster.request('IncrementalAlterConfigs', { validateOnly: false, resources: [{ resourceType: 'TOPIC', resourceName: 't', configs }] })
    expect(cluster.value('offlinePartitions')).toBe(0)
    expect(cluster.value('leaderElections', {}, 'Max')).toBe(50_000)
    expect(cluster.value('uncleanElections')).toBe(1)
  })

  it('is one, or none', () => {
    const cluster = three()
    const active = () =>
      [undefined, 3000, 3001, 3002].map((nodeId) => cluster.value('activeController', nodeId === undefined ? {} : { nodeId }))
    expect(active()).toEqual([1, 1, 0, 0])
    cluster.does(3000, 'kill')
    cluster.advance(10_000)
    expect(active()).toEqual([1, undefined, 1, 0])
    cluster.does(3001, 'kill')
    cluster.advance(10_000)
    expect(active()).toEqual([0, undefined, undefined, 0])
  })
})

describe('a broker', () => {
  it('is idle but for its requests, its pauses and its disk', () => {
    const cluster = three()
    cluster.advance(5_000)
    // It answered the request that created the topic: a tenth of a millisecond of a handler's work, and half of that for a network thread.
    expect(cluster.value('requestHandlerIdle', { nodeId: 1 })).toBeCloseTo(1 - 0.1 / 40_000, 12)
    cluster.start({ kind: 'slow_disk', brokerId: 1, latencyMs: 4_000 })
    send(cluster, 'v', { acks: 1 })
    cluster.advance(5_000)
    // One of eight handlers waited four of ten seconds.
    expect(cluster.value('requestHandlerIdle', { nodeId: 1 })).toBeCloseTo(1 - 4_000.1 / 80_000, 12)
    cluster.lateAnswer()
    expect(cluster.value('requestHandlerIdle', { nodeId: 1 })).toBeCloseTo(1 - 4_000.2 / 80_000, 12)
    expect(cluster.value('networkProcessorIdle', { nodeId: 1 })).toBeCloseTo(1 - 0.1 / 30_000, 12)
    expect(cluster.value('requestHandlerIdle', { nodeId: 2 })).toBe(1)
    cluster.does(2, 'pause')
    cluster.advance(5_000)
    expect(cluster.value('requestHandlerIdle', { nodeId: 2 })).toBeCloseTo(2 / 3, 12)
    cluster.does(2, 'resume')
    cluster.advance(5_000)
    expect(cluster.value('networkProcessorIdle', { nodeId: 2 })).toBeCloseTo(3 / 4, 12)
  })

  it('reports nothing while it is down, and starts anew with its process', () => {
    const cluster = three()
    send(cluster, 'v')
    cluster.does(1, 'kill')
    expect(cluster.values().filter(({ nodeId }) => nodeId === 1)).toEqual([])
    cluster.advance(9_000)
    cluster.does(1, 'start')
    expect(cluster.spread('messagesIn')).toEqual([1, 0, 0, 0])
    expect(cluster.value('requestHandlerIdle', { nodeId: 1 })).toBe(1)
  })
})

describe('an object that wakes', () => {
  it('counts from nothing, and still knows who led and how far everybody was', () => {
    const cluster = three()
    cluster.start(PAUSE_3)
    send(cluster, 'v', { acks: 1 })
    cluster.does(1, 'kill')
    cluster.advance(1_000)
    cluster.wake()
    cluster.advance(8_000)
    expect(cluster.value('messagesIn')).toBe(0)
    expect(cluster.value('leaderElections', {}, 'Max')).toBe(9_000)
    // The new leader has the record; who followed slowly fetches it from there, and the size of the segment says how large it is.
    cluster.end(1)
    expect(cluster.value('replicationBytesOut', { nodeId: 2 })).toBe(BATCH_BYTES)
  })
})
