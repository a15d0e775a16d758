import { describe, expect, it } from 'vitest'
import { createApp, plan, readerOf, readerPlan, replay } from '../../../../test/support/apps.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'
import { createTopic, produce } from '../../../../test/support/records.ts'
import { consumptionOf } from './consumption.ts'

function cluster(partitionCount = 2): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: [['offsets.topic.num.partitions', '1']] })
  createTopic(kafka, 't', {}, partitionCount)
  return kafka
}

function write(kafka: MemoryCluster, count: number, partitionIndex = 0): void {
  for (let index = 0; index < count; index++) produce(kafka, 't', [{ key: `k${index}`, value: `v${index}` }], partitionIndex)
}

/** In steps of a second, so that what waits for time comes to its turn. */
function live(kafka: MemoryCluster, seconds: number): void {
  for (let second = 0; second < seconds; second++) kafka.advance(1_000)
}

function timesOf(kafka: MemoryCluster, ...appIds: readonly number[]): number[] {
  const times = new Map<string, number>()
  for (const appId of appIds) {
    for (const one of readerOf(kafka, appId).processed) {
      const place = `${one.partitionIndex}/${one.offset}`
      times.set(place, (times.get(place) ?? 0) + one.times)
    }
  }
  return [...times.values()]
}

describe('an application that reads', () => {
  it('[CAP1] joins its group, processes every record once, commits and stops', () => {
    const kafka = cluster()
    write(kafka, 5)
    const appId = createApp(kafka, readerPlan({ processingMs: 100 }))
    live(kafka, 10)
    write(kafka, 5, 1)
    live(kafka, 5)
    expect(timesOf(kafka, appId)).toEqual(Array.from({ length: 10 }, () => 1))
    kafka.act({ kind: 'controlApp', appId, action: 'stop' })
    live(kafka, 2)
    expect(readerOf(kafka, appId)).toMatchObject({ phase: 'stopped', process: null, counters: { processed: 10, processedAgain: 0 } })
    expect(replay(kafka).apps).toEqual(kafka.cluster.apps)
  })

  it('[CAP2] processes again after a crash what it had not committed, and nothing else', () => {
    const kafka = cluster(1)
    write(kafka, 5)
    const crash = { step: 'beforeCommit', nth: 3 } as const
    const appId = createApp(kafka, readerPlan({ commit: { kind: 'perRecord', mode: 'sync' }, crash }))
    live(kafka, 10)
    expect(readerOf(kafka, appId).phase).toBe('killed')
    kafka.act({ kind: 'controlApp', appId, action: 'start' })
    live(kafka, 60)
    expect(timesOf(kafka, appId)).toEqual([1, 1, 2, 1, 1])
    expect(readerOf(kafka, appId).counters).toMatchObject({ processed: 6, processedAgain: 1 })
  })

  it('[CAP3] loses what it commits before it is processed', () => {
    const kafka = cluster(1)
    write(kafka, 5)
    const crash = { step: 'afterProcess', nth: 2 } as const
    const appId = createApp(kafka, readerPlan({ commit: { kind: 'beforeProcessing', mode: 'sync' }, crash }))
    live(kafka, 10)
    kafka.act({ kind: 'controlApp', appId, action: 'start' })
    live(kafka, 60)
    expect(timesOf(kafka, appId)).toEqual([1, 1])
  })

  it('[CAP3] loses with automatic commits what another thread has not processed yet', () => {
    const kafka = cluster(1)
    write(kafka, 10)
    const hurried = readerPlan({ commit: { kind: 'auto' }, handsOver: true, processingMs: 2_000 }, { 'auto.commit.interval.ms': '1000' })
    const appId = createApp(kafka, hurried)
    live(kafka, 10)
    kafka.act({ kind: 'controlApp', appId, action: 'kill' })
    kafka.act({ kind: 'controlApp', appId, action: 'start' })
    live(kafka, 120)
    expect(timesOf(kafka, appId).length).toBeLessThan(10)
  })

  it('[CAP4] is put out of its group when it processes longer than max.poll.interval.ms, and then others process its records again', () => {
    const kafka = cluster(1)
    write(kafka, 1)
    const slow = createApp(kafka, readerPlan({ processingMs: 20_000 }, { 'max.poll.interval.ms': '10000' }))
    live(kafka, 5)
    const quick = createApp(kafka, readerPlan())
    live(kafka, 40)
    expect(timesOf(kafka, slow, quick)).toEqual([2])
    expect(readerOf(kafka, slow).counters).toMatchObject({ commitFailures: 1, lost: 1 })
  })

  it.each([
    ['range', 2],
    ['cooperative-sticky', 1],
  ])('[CAP5] gives up partitions when another one comes, with %s %i of them', (strategy, revoked) => {
    const kafka = cluster(2)
    const configs = { 'partition.assignment.strategy': strategy }
    const first = createApp(kafka, readerPlan({ commitsOnRevoke: true }, configs))
    live(kafka, 10)
    const second = createApp(kafka, readerPlan({}, configs))
    live(kafka, 20)
    write(kafka, 3)
    write(kafka, 3, 1)
    live(kafka, 5)
    expect(readerOf(kafka, first).counters).toMatchObject({ revoked, lost: 0, processed: 3 })
    expect(readerOf(kafka, second).counters).toMatchObject({ assigned: 1, processed: 3 })
  })

  it('[CAP5] hears that another one comes with its next heartbeat, also when it commits more often than that', () => {
    const kafka = cluster(2)
    const first = createApp(kafka, readerPlan())
    live(kafka, 10)
    const second = createApp(kafka, readerPlan())
    for (let count = 0; count < 10; count++) {
      write(kafka, 1, count % 2)
      live(kafka, 1)
    }
    expect([first, second].map((appId) => readerOf(kafka, appId).process?.consumer.partitions.length)).toEqual([1, 1])
    expect(timesOf(kafka, first, second)).toEqual(Array.from({ length: 10 }, () => 1))
  })

  it('[CAP6] skips a record that its handler throws on, comes back to it for ever, or dies of it', () => {
    const kafka = cluster(1)
    write(kafka, 3)
    const apps = (['skip', 'retry', 'crash'] as const).map((reaction) => {
      const failure = { every: 0, keyContains: null, valueContains: 'v1', attempts: 0, reaction }
      return createApp(kafka, readerPlan({ failure }, { 'group.id': reaction }))
    })
    live(kafka, 10)
    const [skips, retries, dies] = apps.map((appId) => readerOf(kafka, appId))
    expect(skips).toMatchObject({ phase: 'running', counters: { processed: 2, failures: 1 } })
    expect(retries?.counters.processed).toBe(1)
    expect(retries?.counters.failures).toBeGreaterThan(3)
    expect(dies).toMatchObject({ phase: 'failed', counters: { processed: 1, failures: 1 } })
  })

  it('[CAP7] writes nothing while there is nothing to do, and stays a member', () => {
    const kafka = cluster()
    const appId = createApp(kafka, readerPlan())
    live(kafka, 60)
    const before = kafka.records.length
    live(kafka, 300)
    const after = kafka.records.slice(before).filter(({ kind }) => kind !== 'members.seen' && kind !== 'app.changed')
    expect(after.filter(({ kind }) => kind.startsWith('group.'))).toEqual([])
    expect(kafka.records.length - before).toBeLessThan(30)
    write(kafka, 1)
    live(kafka, 2)
    expect(readerOf(kafka, appId).counters).toMatchObject({ processed: 1, lost: 0 })
  })

  it('[CAP8] goes on after the broker that coordinates and leads has died', () => {
    const kafka = cluster()
    const appId = createApp(kafka, readerPlan())
    live(kafka, 10)
    const coordinator = readerOf(kafka, appId).process?.consumer.coordinator.brokerId ?? -1
    kafka.node(coordinator, 'kill')
    live(kafka, 60)
    write(kafka, 2)
    live(kafka, 5)
    expect(readerOf(kafka, appId).counters).toMatchObject({ processed: 2, lost: 0 })
  })

  it('[CAP8] waits out a broker that is silent, and links that are slow', () => {
    const kafka = cluster()
    const appId = createApp(kafka, readerPlan())
    live(kafka, 10)
    const slow = { kind: 'link', from: 'all', to: 'clients', cut: false, latencyMs: 300, loss: 0 } as const
    kafka.act({ kind: 'startFault', spec: slow, durationMs: 20_000 })
    write(kafka, 2)
    live(kafka, 5)
    expect(readerOf(kafka, appId).counters.processed).toBe(2)
    kafka.node(readerOf(kafka, appId).process?.consumer.coordinator.brokerId ?? -1, 'pause')
    live(kafka, 120)
    write(kafka, 2, 1)
    live(kafka, 10)
    expect(readerOf(kafka, appId).counters.processed).toBe(4)
  })

  it('[CAP9] reads partitions by hand without a group, from where it is told', () => {
    const kafka = cluster(1)
    write(kafka, 5)
    const reads = { kind: 'partitions', partitions: [{ topic: 't', partitionIndex: 0 }] } as const
    const configs = [['auto.offset.reset', 'earliest']] as const
    const appId = createApp(kafka, { ...readerPlan(), reads, configs, commit: { kind: 'none' }, seek: { kind: 'offset', offset: 3 } })
    live(kafka, 5)
    expect(readerOf(kafka, appId).processed.map(({ offset }) => offset)).toEqual([3, 4])
  })

  it.each([
    [
      {
        commit: { kind: 'auto' } as const,
        configs: [
          ['group.id', 'g'],
          ['enable.auto.commit', 'false'],
        ] as const,
      },
      'contradict',
    ],
    [{ configs: [] }, 'group.id'],
    [{ reads: { kind: 'topics', topics: ['no/name'] } as const }, 'no/name'],
    [{ reads: { kind: 'pattern', pattern: '(a+)+' } as const }, 'pattern'],
    [{ handsOver: true }, 'hands records over'],
    [{ reads: { kind: 'topics', topics: [] } as const }, 'names topics'],
  ])('[CAP10] is refused when its parts do not fit together: %o', (over, message) => {
    const outcome = cluster().act({ kind: 'createApp', plan: readerPlan(over), starts: true })
    expect(outcome.ok ? 'taken' : outcome.message).toContain(message)
  })

  it('[CAP11] goes on after the object was evicted as it would have without', () => {
    const kafka = cluster()
    write(kafka, 5)
    const appId = createApp(kafka, readerPlan({ processingMs: 500 }))
    live(kafka, 7)
    const again = decodeCluster(encodeCluster(kafka.cluster))
    expect(again.apps.get(appId)).toEqual(kafka.cluster.apps.get(appId))
  })

  it('[CAP12] is audited with the others of its group: once, again, waiting and lost', () => {
    const kafka = cluster(1)
    createApp(kafka, plan({ workload: { count: 6, recordsPerSecond: 10 } }))
    live(kafka, 2)
    const crash = { step: 'afterProcess', nth: 3 } as const
    const dying = createApp(kafka, readerPlan({ commit: { kind: 'beforeProcessing', mode: 'sync' }, crash }))
    live(kafka, 8)
    createApp(kafka, plan({ workload: { count: 2, recordsPerSecond: 10 } }))
    live(kafka, 2)
    expect(consumptionOf(kafka.cluster, readerOf(kafka, dying)).counts).toEqual({ once: 3, again: 0, dropped: 0, waiting: 2, lost: 3 })
    const again = createApp(kafka, readerPlan({ reads: { kind: 'topics', topics: ['t'] }, seek: { kind: 'offset', offset: 2 } }))
    live(kafka, 60)
    const { counts, records } = consumptionOf(kafka.cluster, readerOf(kafka, again))
    expect(counts).toEqual({ once: 7, again: 1, dropped: 0, waiting: 0, lost: 0 })
    expect(records[2]).toMatchObject({ sequence: 3, offset: 2, times: 2, by: [{ appId: dying }, { appId: again }] })
  })

  it('[CAP13] never shows its handler what an interceptor keeps back: records whose time is over, and those with a text', () => {
    const kafka = cluster(1)
    const interceptors = [{ kind: 'timeToLive', header: 'expires', ttlMs: 20_000 }] as const
    createApp(kafka, plan({ workload: { count: 2, recordsPerSecond: 10 }, interceptors }))
    live(kafka, 30)
    createApp(kafka, plan({ workload: { count: 2, recordsPerSecond: 10 }, interceptors }))
    live(kafka, 1)
    const dropping = [
      { kind: 'timeToLive', header: 'expires', meaning: 'deadline' } as const,
      { kind: 'drop', valueContains: '2' } as const,
    ]
    const appId = createApp(kafka, readerPlan({ onConsume: dropping }))
    live(kafka, 8)
    expect(readerOf(kafka, appId).counters).toMatchObject({ polled: 4, processed: 1, dropped: 3, onConsume: 1, onCommit: 1 })
    expect(consumptionOf(kafka.cluster, readerOf(kafka, appId)).counts).toMatchObject({ once: 1, dropped: 3, lost: 0 })
  })

  it('[CAP7] beats on while a fetch waits for records, also after its leader and its coordinator have moved', () => {
    const kafka = cluster()
    const appId = createApp(kafka, readerPlan())
    live(kafka, 10)
    const coordinator = readerOf(kafka, appId).process?.consumer.coordinator.brokerId ?? -1
    kafka.node(coordinator, 'stop')
    live(kafka, 10)
    kafka.node(coordinator, 'start')
    live(kafka, 700)
    expect(readerOf(kafka, appId).counters).toMatchObject({ assigned: 2, revoked: 0, lost: 0 })
  })

  it('[CAP7] waits for the commit that comes before a rebalance, however long its coordinator takes over it', () => {
    const kafka = cluster(1)
    const appId = createApp(kafka, readerPlan({ commit: { kind: 'auto' } }))
    live(kafka, 10)
    write(kafka, 3)
    for (const brokerId of [1, 2, 3]) {
      kafka.act({ kind: 'startFault', spec: { kind: 'slow_disk', brokerId, latencyMs: 500 }, durationMs: 8_000 })
    }
    kafka.act({ kind: 'startFault', spec: { kind: 'rebalance', groupId: 'g' }, durationMs: null })
    const before = kafka.records.length
    live(kafka, 10)
    expect(kafka.records.length - before).toBeLessThan(200)
    write(kafka, 2)
    live(kafka, 5)
    expect(timesOf(kafka, appId)).toEqual([1, 1, 1, 1, 1])
  })

  it('[CAP7] waits for a topic that does not exist without asking again and again, and reads it when it is there', () => {
    const kafka = new MemoryCluster({ brokerConfigs: [['auto.create.topics.enable', 'false']] })
    const appId = createApp(kafka, readerPlan())
    live(kafka, 30)
    const before = kafka.records.length
    live(kafka, 30)
    expect(kafka.records.length - before).toBeLessThan(5)
    createTopic(kafka, 't')
    write(kafka, 1)
    live(kafka, 30)
    expect(readerOf(kafka, appId).counters.processed).toBe(1)
  })
})
