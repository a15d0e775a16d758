// Simulated producers on a real cluster: what they send arrives for the real reason, and so does what goes wrong.
import { describe, expect, it } from 'vitest'
import { appOf, auditOfApp, copiesOf, createApp, createIdentified, plan, replay } from '../../../test/support/apps.ts'
import { compressionOf, decodeBatchHeader } from '../../../schema/kafka/record-batch.ts'
import { MemoryCluster } from '../../../test/support/memory-store.ts'
import { fetchFrom } from '../../../test/support/records.ts'
import { createAssigned, partitionOf, readValues } from '../../../test/support/replicas.ts'
import type { FaultSpec } from '../faults/fault.ts'
import { Engine } from '../engine.ts'
import { decodeCluster, encodeCluster } from '../snapshot.ts'

function withTopic(
  assignments: readonly (readonly number[])[] = [[1, 2, 3]],
  configs: Readonly<Record<string, string>> = {},
): MemoryCluster {
  const cluster = new MemoryCluster()
  createAssigned(cluster, 't', assignments, configs)
  return cluster
}

function start(cluster: MemoryCluster, spec: FaultSpec): number {
  const outcome = cluster.act({ kind: 'startFault', spec, durationMs: null })
  if (!outcome.ok || outcome.faultId === null) throw new Error('the fault did not start')
  return outcome.faultId
}

function slowClients(latencyMs: number): FaultSpec {
  return { kind: 'link', from: 'clients', to: 1, latencyMs, loss: 0, cut: false }
}

function healAll(cluster: MemoryCluster): void {
  for (const faultId of cluster.engine.cluster.faults.keys()) cluster.act({ kind: 'endFault', faultId })
}

const DROP_ONE: FaultSpec = { kind: 'drop_response', api: 'Produce', brokerId: null, count: 1 }
const IDEMPOTENT = { 'enable.idempotence': 'true' } as const

describe('a simulated producer', () => {
  it('[APP1] asks who leads, gathers records until linger.ms is over, and sends them as one batch', () => {
    const cluster = withTopic()
    const appId = createApp(cluster, plan({ configs: { 'linger.ms': '250' }, workload: { count: 100 } }))
    cluster.advance(249)
    expect(readValues(cluster)).toEqual([])
    expect(appOf(cluster, appId).producer?.accumulator).toHaveLength(1)
    cluster.advance(1)
    expect(readValues(cluster)).toEqual(['1', '2', '3'])
    expect(appOf(cluster, appId)).toMatchObject({ phase: 'running', counters: { made: 3, acknowledged: 3, requests: 2 } })
    expect(cluster.topicBatchCount).toBe(1)
  })

  it('[APP1] sends a batch that is full at once, and never two batches of a partition in one request', () => {
    const cluster = withTopic()
    const value = '{{pad:40}}'
    const appId = createApp(
      cluster,
      plan({ configs: { 'linger.ms': '10000', 'batch.size': '250' }, workload: { count: 5, value, recordsPerSecond: 50 } }),
    )
    cluster.advance(99)
    expect(copiesOf(cluster, appId).length).toBeGreaterThan(0)
    cluster.advance(10_000)
    expect(appOf(cluster, appId).counters).toMatchObject({ made: 5, acknowledged: 5 })
  })

  it('[APP1] chooses the partition by the key as Java does, sticks without one, and takes the one that somebody names', () => {
    const cluster = withTopic([[1], [2], [3]])
    const keyed = createApp(cluster, plan({ workload: { count: 6, keys: { kind: 'roundRobin', count: 3 } } }))
    const sticky = createApp(cluster, plan({ workload: { count: 6 } }))
    const byHand = createApp(cluster, plan({ workload: { count: 0 } }))
    const record = { topic: null, partitionIndex: 2, key: 'key-0', value: 'v', headers: [] }
    expect(cluster.act({ kind: 'sendRecord', appId: byHand, record })).toMatchObject({ ok: true })
    cluster.advance(1000)
    const partitionsOf = (appId: number) => appOf(cluster, appId).trace.map(({ partitionIndex }) => partitionIndex)
    const [first, second, third] = partitionsOf(keyed)
    expect(partitionsOf(keyed)).toEqual([first, second, third, first, second, third])
    expect(new Set(partitionsOf(sticky)).size).toBe(1)
    expect(partitionsOf(byHand)).toEqual([2])
  })

  it('[APP2] waits in send for metadata, and for memory, up to max.block.ms', () => {
    const cluster = new MemoryCluster({ brokerConfigs: [['auto.create.topics.enable', 'false']] })
    const configs = { 'max.block.ms': '500' }
    const appId = createApp(cluster, plan({ configs, workload: { count: 1 } }))
    cluster.advance(499)
    expect(appOf(cluster, appId).producer?.sending).not.toBeNull()
    cluster.advance(1)
    expect(appOf(cluster, appId).trace).toMatchObject([{ fate: 'failed', error: 'REQUEST_TIMED_OUT', sends: 0 }])

    createAssigned(cluster, 't', [[1]])
    const full = createApp(cluster, plan({ configs: { ...configs, 'buffer.memory': '300', 'batch.size': '100' }, workload: { count: 6 } }))
    cluster.node(1, 'pause')
    cluster.advance(400)
    expect(appOf(cluster, full).producer?.sending).toMatchObject({ record: { sequence: 5 } })
    cluster.advance(500)
    expect(appOf(cluster, full).trace.at(4)).toMatchObject({ fate: 'failed', error: 'REQUEST_TIMED_OUT' })
  })

  it('[APP1] packs its batches as compression.type says', () => {
    const cluster = withTopic()
    createApp(
      cluster,
      plan({ configs: { 'compression.type': 'gzip', 'linger.ms': '500' }, workload: { count: 5, value: '{{sequence}}{{pad:200}}' } }),
    )
    cluster.advance(1000)
    const fetched = fetchFrom(cluster, 't', 0).records
    expect(compressionOf(decodeBatchHeader(fetched).attributes)).toBe('gzip')
    expect(fetched.length).toBeLessThan(400)
    expect(readValues(cluster).map((value) => value.slice(0, 2))).toEqual(['1x', '2x', '3x', '4x', '5x'])
  })

  it('[APP2] refuses a record that no request could hold', () => {
    const cluster = withTopic()
    const appId = createApp(cluster, plan({ configs: { 'max.request.size': '200' }, workload: { count: 1, value: '{{pad:300}}' } }))
    cluster.advance(100)
    expect(appOf(cluster, appId).trace).toMatchObject([{ fate: 'failed', error: 'MESSAGE_TOO_LARGE' }])
  })

  it('[APP3] takes a lost message for silence: after request.timeout.ms it gives up the connection and sends again', () => {
    const cluster = withTopic()
    const cut = start(cluster, { kind: 'link', from: 'clients', to: 1, latencyMs: 0, loss: 0, cut: true })
    const appId = createApp(cluster, plan({ configs: { 'request.timeout.ms': '1000' }, workload: { count: 1 } }))
    cluster.advance(999)
    expect(appOf(cluster, appId)).toMatchObject({ counters: { timeouts: 0, requests: 1 } })
    cluster.act({ kind: 'endFault', faultId: cut })
    cluster.advance(100)
    expect(appOf(cluster, appId).counters).toMatchObject({ timeouts: 1, acknowledged: 1 })
    expect(readValues(cluster)).toEqual(['1'])
  })

  it('[APP4] writes twice what was written before its answer got lost, without idempotence', () => {
    const cluster = withTopic()
    start(cluster, DROP_ONE)
    const appId = createApp(cluster, plan({ configs: { 'request.timeout.ms': '1000' }, workload: { count: 1 } }))
    cluster.advance(2000)
    expect(readValues(cluster)).toEqual(['1', '1'])
    expect(auditOfApp(cluster, appId)).toMatchObject({ duplicates: 1, acknowledged: { committed: 1 } })
    expect(copiesOf(cluster, appId)).toEqual([[0, 1]])
  })

  it('[APP4] is told by the log that it has it already, with idempotence', () => {
    const cluster = withTopic()
    start(cluster, DROP_ONE)
    const appId = createIdentified(cluster, plan({ configs: { ...IDEMPOTENT, 'request.timeout.ms': '1000' }, workload: { count: 1 } }))
    cluster.advance(2000)
    expect(readValues(cluster)).toEqual(['1'])
    expect(auditOfApp(cluster, appId)).toMatchObject({ duplicates: 0, acknowledged: { committed: 1 } })
    expect(appOf(cluster, appId)).toMatchObject({
      counters: { retries: 1, duplicatesDropped: 1 },
      trace: [{ offset: 0, duplicatesDropped: 1 }],
    })
  })

  /** Two requests are in flight when the first of them is refused. */
  function refuseFirst(configs: Readonly<Record<string, string>>, isIdempotent: boolean): string[] {
    const cluster = withTopic()
    const asked = plan({ configs: { ...configs, 'retry.backoff.ms': '10' }, workload: { count: 0 } })
    const appId = isIdempotent ? createIdentified(cluster, asked) : createApp(cluster, asked)
    const say = (value: string) => {
      expect(
        cluster.act({ kind: 'sendRecord', appId, record: { topic: null, partitionIndex: 0, key: null, value, headers: [] } }),
      ).toMatchObject({ ok: true })
    }
    say('0')
    start(cluster, slowClients(50))
    start(cluster, { kind: 'error', api: 'Produce', brokerId: 1, error: 'NOT_ENOUGH_REPLICAS', count: 1 })
    for (const value of ['1', '2', '3']) {
      say(value)
      cluster.advance(1)
    }
    cluster.advance(1000)
    expect(appOf(cluster, appId).counters).toMatchObject({ made: 4, acknowledged: 4 })
    healAll(cluster)
    return readValues(cluster)
  }

  it('[APP5] changes the order when a batch is sent again behind later ones, and keeps it with one request in flight', () => {
    expect(refuseFirst({}, false)).toEqual(['0', '2', '3', '1'])
    expect(refuseFirst({ 'max.in.flight.requests.per.connection': '1' }, false)).toEqual(['0', '1', '2', '3'])
  })

  it('[APP5] keeps the order with idempotence: what comes too early is refused and sent again in its turn', () => {
    expect(refuseFirst(IDEMPOTENT, true)).toEqual(['0', '1', '2', '3'])
  })

  it('[APP6] is done with acks=0 when it has sent: what is lost then is lost, and the audit names the broker', () => {
    const cluster = withTopic()
    const appId = createApp(cluster, plan({ configs: { acks: '0' }, workload: { count: 3 } }))
    cluster.advance(150)
    start(cluster, { kind: 'link', from: 'clients', to: 1, latencyMs: 0, loss: 0, cut: true })
    cluster.advance(1000)
    expect(appOf(cluster, appId)).toMatchObject({ phase: 'finished', counters: { acknowledged: 3, failed: 0 } })
    healAll(cluster)
    expect(readValues(cluster)).toEqual(['1', '2'])
    expect(auditOfApp(cluster, appId)).toMatchObject({ acknowledged: { committed: 2, neverStored: 1 }, lostByBroker: { '1': 1 } })
  })

  it('[APP6] loses with a leader what only that had, though it was acknowledged', () => {
    const cluster = withTopic()
    for (const brokerId of [2, 3]) start(cluster, { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null })
    const appId = createApp(cluster, plan({ configs: { acks: '1' }, workload: { count: 1 } }))
    expect(auditOfApp(cluster, appId)).toMatchObject({ acknowledged: { uncommitted: 1 } })
    cluster.node(1, 'kill')
    cluster.advance(9_000)
    healAll(cluster)
    expect(auditOfApp(cluster, appId)).toMatchObject({ acknowledged: { lost: 1 }, lostByBroker: { '1': 1 } })
  })

  it('[APP7] hears at once of a broker that dies, and goes to the next leader', () => {
    const cluster = withTopic([[1, 2, 3]])
    const appId = createApp(cluster, plan({ workload: { count: 2, recordsPerSecond: 1 } }))
    cluster.node(1, 'kill')
    cluster.advance(30_000)
    expect(partitionOf(cluster).leader).toBe(2)
    expect(appOf(cluster, appId).counters).toMatchObject({ acknowledged: 2, failed: 0, timeouts: 0 })
    expect(appOf(cluster, appId).counters.connectionsLost).toBeGreaterThan(0)
    expect(readValues(cluster)).toEqual(['1', '2'])
  })

  it('[APP7] leaves what it gave up in the socket of a paused broker, which carries it out when it wakes', () => {
    const cluster = withTopic([[1]])
    const configs = { 'request.timeout.ms': '1000', 'delivery.timeout.ms': '1500', 'max.block.ms': '1' }
    const appId = createApp(cluster, plan({ configs, workload: { count: 0 } }))
    const record = { topic: null, partitionIndex: null, key: null, headers: [] }
    cluster.act({ kind: 'sendRecord', appId, record: { ...record, value: 'first' } })
    cluster.node(1, 'pause')
    cluster.act({ kind: 'sendRecord', appId, record: { ...record, value: 'again' } })
    expect(appOf(cluster, appId).producer?.inFlight).toMatchObject([{ phase: 'held' }])
    cluster.advance(1500)
    expect(appOf(cluster, appId)).toMatchObject({ counters: { timeouts: 1, failed: 1 } })
    cluster.node(1, 'resume')
    cluster.advance(1000)
    expect(readValues(cluster).filter((value) => value === 'again').length).toBeGreaterThan(0)
    expect(auditOfApp(cluster, appId)).toMatchObject({ acknowledged: { committed: 1 }, failed: { committed: 1 } })
  })

  it('[APP8] has one request of a connection carried out at a time', () => {
    const cluster = withTopic()
    for (const brokerId of [2, 3]) start(cluster, { kind: 'pause_replication', brokerId, topic: null, partitionIndex: null })
    const appId = createApp(cluster, plan({ workload: { count: 3 } }))
    cluster.advance(250)
    expect(appOf(cluster, appId).producer?.inFlight.map(({ phase }) => phase)).toEqual(['broker', 'held', 'held'])
    healAll(cluster)
    expect(appOf(cluster, appId).counters.acknowledged).toBe(3)
    expect(readValues(cluster)).toEqual(['1', '2', '3'])
  })

  it('[APP9] fails a batch when delivery.timeout.ms is over, and when its retries are used up', () => {
    const cluster = withTopic([[1, 2, 3]], { 'min.insync.replicas': '3' })
    cluster.node(3, 'kill')
    cluster.advance(9_000)
    const configs = { 'delivery.timeout.ms': '2000', 'request.timeout.ms': '1000' }
    const late = createApp(cluster, plan({ configs, workload: { count: 1 } }))
    const tired = createApp(cluster, plan({ configs: { ...configs, retries: '2' }, workload: { count: 1 } }))
    cluster.advance(1000)
    expect(appOf(cluster, tired)).toMatchObject({
      counters: { retries: 2, failed: 1 },
      trace: [{ error: 'NOT_ENOUGH_REPLICAS', sends: 3 }],
    })
    cluster.advance(1000)
    expect(appOf(cluster, late)).toMatchObject({ phase: 'finished', trace: [{ fate: 'failed', error: 'REQUEST_TIMED_OUT' }] })
  })

  it('[APP10] raises its epoch after a batch that failed, and begins with sequence number 0', () => {
    const cluster = withTopic()
    const appId = createIdentified(cluster, plan({ configs: IDEMPOTENT, workload: { count: 0 } }))
    const say = (value: string) =>
      cluster.act({ kind: 'sendRecord', appId, record: { topic: null, partitionIndex: null, key: null, value, headers: [] } })
    say('a')
    start(cluster, { kind: 'error', api: 'Produce', brokerId: 1, error: 'MESSAGE_TOO_LARGE', count: 1 })
    say('b')
    say('c')
    expect(readValues(cluster)).toEqual(['a', 'c'])
    expect(appOf(cluster, appId).producer?.transactions).toMatchObject({
      producerEpoch: 1,
      sequences: { 't-0': { next: 1, producerEpoch: 1 } },
    })
    expect(partitionOf(cluster).log.producers['77']).toMatchObject({ producerEpoch: 1 })
  })

  it('[APP12] passes its interceptors before anything else', () => {
    const cluster = withTopic()
    createAssigned(cluster, 'vip', [[2]])
    const interceptors = [
      { kind: 'drop', every: 3, valueContains: null },
      { kind: 'addHeader', header: 'tier', value: '{{sequence}}' },
      { kind: 'route', header: 'tier', topics: { '2': 'vip' } },
      { kind: 'timeToLive', header: 'expires', ttlMs: 1000 },
      { kind: 'trace' },
    ] as const
    const appId = createApp(cluster, plan({ interceptors, workload: { count: 3 } }))
    cluster.advance(1000)
    expect(appOf(cluster, appId).trace.map(({ topic, fate }) => [topic, fate])).toEqual([
      ['t', 'acknowledged'],
      ['vip', 'acknowledged'],
      ['t', 'dropped'],
    ])
    const made = cluster.records.flatMap((record) =>
      record.kind === 'app.changed' && record.change.kind === 'record.made' ? [record.change.record] : [],
    )
    expect(made[0]?.headers.map(([name]) => name)).toEqual(['tier', 'expires', 'traceparent'])
    expect(appOf(cluster, appId).counters).toMatchObject({ made: 3, dropped: 1, onAcknowledgement: 2 })
  })

  it('[APP13] balances, also when the trace is full', () => {
    const cluster = withTopic([[1, 2, 3]])
    start(cluster, { kind: 'link', from: 1, to: 'clients', latencyMs: 0, loss: 0.05, cut: false })
    const appId = createApp(
      cluster,
      plan({ configs: { 'request.timeout.ms': '300', 'delivery.timeout.ms': '700' }, workload: { count: 700, recordsPerSecond: 50 } }),
    )
    cluster.advance(16_000)
    const { counters, trace, phase } = appOf(cluster, appId)
    const { acknowledged, failed, pending, abandoned, duplicates } = auditOfApp(cluster, appId)
    const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0)
    expect(phase).toBe('finished')
    expect(trace.length).toBeLessThan(700)
    expect(counters.made).toBe(counters.acknowledged + counters.failed)
    expect([sum(acknowledged), sum(failed), sum(pending), sum(abandoned)]).toEqual([counters.acknowledged, counters.failed, 0, 0])
    const stored = acknowledged.committed + failed.committed + duplicates
    expect(partitionOf(cluster).log.logEndOffset).toBe(stored)
    expect(duplicates).toBeGreaterThan(0)
  })

  it('[APP15] is all state: a cluster that was read back goes on as the other would', () => {
    const cluster = withTopic()
    start(cluster, slowClients(30))
    const appId = createApp(cluster, plan({ workload: { count: 5 } }))
    cluster.advance(115)
    expect(appOf(cluster, appId).producer?.inFlight.length).toBeGreaterThan(0)
    const copy = decodeCluster(encodeCluster(cluster.engine.cluster))
    expect(copy).toEqual(cluster.cluster)
    expect(replay(cluster)).toEqual(cluster.cluster)
    const revived = new Engine(copy, cluster.store)
    expect(revived.nextDueMs(false)).toBeLessThanOrEqual(cluster.engine.nextDueMs(false) ?? 0)
    revived.tick(cluster.nowMs + 2000, 1000)
    expect(copy.apps.get(appId)).toMatchObject({ phase: 'finished', counters: { acknowledged: 5 } })
  })

  it('[APP16] that is paused makes nothing, that is stopped sends what it has, that is killed loses it, and none of them waits for time', () => {
    const cluster = withTopic()
    const configs = { 'linger.ms': '5000' }
    const stopped = createApp(cluster, plan({ configs }))
    const killed = createApp(cluster, plan({ configs }))
    const paused = createApp(cluster, plan())
    cluster.act({ kind: 'controlApp', appId: paused, action: 'pause' })
    cluster.act({ kind: 'controlApp', appId: stopped, action: 'stop' })
    cluster.act({ kind: 'controlApp', appId: killed, action: 'kill' })
    expect(cluster.engine.nextDueMs(false)).toBeNull()
    cluster.advance(60_000)
    expect(appOf(cluster, stopped)).toMatchObject({ phase: 'stopped', counters: { made: 1, acknowledged: 1 } })
    expect(appOf(cluster, killed)).toMatchObject({ phase: 'killed', counters: { made: 1, abandoned: 1 } })
    expect(appOf(cluster, paused)).toMatchObject({ phase: 'paused', counters: { made: 1, acknowledged: 1 } })
    expect(cluster.act({ kind: 'controlApp', appId: killed, action: 'kill' })).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
    cluster.act({ kind: 'controlApp', appId: paused, action: 'resume' })
    cluster.act({ kind: 'controlApp', appId: killed, action: 'start' })
    cluster.advance(60_000)
    expect(appOf(cluster, paused)).toMatchObject({ phase: 'finished', counters: { made: 10 } })
    expect(appOf(cluster, killed)).toMatchObject({ phase: 'finished', instance: 2, counters: { made: 11, abandoned: 1, acknowledged: 10 } })
    expect(cluster.act({ kind: 'removeApp', appId: killed })).toMatchObject({ ok: true })
    expect(cluster.engine.cluster.apps.size).toBe(2)
  })
})
