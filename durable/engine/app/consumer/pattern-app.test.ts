// Applications with a pattern on a real cluster: every record is counted to its end.
import { describe, expect, it } from 'vitest'
import { appOf, createApp, plan, readerOf, readerPlan, replay } from '../../../../test/support/apps.ts'
import { MemoryCluster } from '../../../../test/support/memory-store.ts'
import { createTopic, fetchFrom } from '../../../../test/support/records.ts'
import { valuesOf } from '../../../../test/support/replicas.ts'
import type { Pattern } from '../pattern/pattern.ts'
import type { HandlerReport } from '../pattern/report.ts'
import { decodeCluster, encodeCluster } from '../../snapshot.ts'
import type { ConsumerPlan, FailurePlan } from './consumer-app.ts'
import { consumptionOf } from './consumption.ts'

const TOPICS = ['t', 'level-1', 'level-2', 'target', 'other']

function cluster(): MemoryCluster {
  const kafka = new MemoryCluster({ brokerConfigs: [['offsets.topic.num.partitions', '1']] })
  for (const topic of TOPICS) createTopic(kafka, topic, {}, topic === 't' ? 2 : 1)
  return kafka
}

function live(kafka: MemoryCluster, seconds: number): void {
  for (let second = 0; second < seconds; second++) kafka.advance(1_000)
}

function write(kafka: MemoryCluster, count: number, headers: readonly (readonly [string, string])[] = []): number {
  const keys = { kind: 'roundRobin', count: 4 } as const
  const appId = createApp(kafka, plan({ workload: { count, keys, value: 'v{{sequence}}', headers: [['id', '{{sequence}}'], ...headers] } }))
  live(kafka, count / 10 + 1)
  return appId
}

const AUDIT = { kind: 'audit', header: 'id', firstId: 1, windowMs: 60_000 } as const

function handling(pattern: Pattern, topics: readonly string[] = ['t'], over: Partial<ConsumerPlan> = {}): ConsumerPlan {
  return readerPlan({ reads: { kind: 'topics', topics }, onConsume: [AUDIT], handler: { pattern, producerConfigs: [] }, ...over })
}

function fails(valueContains: string, attempts = 0): FailurePlan {
  return { every: 0, keyContains: null, valueContains, attempts, reaction: 'skip' }
}

function reportOf(kafka: MemoryCluster, appId: number): HandlerReport {
  const { report } = readerOf(kafka, appId)
  if (report === null) throw new Error('the application has a pattern')
  return report as HandlerReport
}

function missing(kafka: MemoryCluster, appId: number): { readonly ranges: unknown; readonly duplicates: number | undefined } {
  const [source] = reportOf(kafka, appId).audit?.sources ?? []
  return { ranges: source?.ranges, duplicates: source?.duplicates }
}

function lengthOf(kafka: MemoryCluster, topic: string): number {
  return fetchFrom(kafka, topic, 0).highWatermark
}

const DEAD_LETTER: Pattern = { kind: 'deadLetter', topic: 'target', maxAttempts: 3, backoffMs: 700 }
const RETRY: Pattern = {
  kind: 'retry',
  levels: [
    { topic: 'level-1', delayMs: 2_000 },
    { topic: 'level-2', delayMs: 10_000 },
  ],
  deadLetterTopic: 'target',
}
const LEVELS = ['t', 'level-1', 'level-2']
const WHEEL: Pattern = { kind: 'timingWheel', header: 'delay-ms', tickMs: 100, wheelSize: 10, targetTopic: 'target' }

describe('an application with a pattern', () => {
  it('[PAT2] [PAT13] dead-letters what fails each time, and processes the rest', () => {
    const kafka = cluster()
    write(kafka, 20)
    const appId = createApp(kafka, handling(DEAD_LETTER, ['t'], { failure: fails('7') }))
    live(kafka, 20)
    expect(reportOf(kafka, appId).fates).toMatchObject({ processed: 18, deadLettered: 2, looped: 0 })
    expect(missing(kafka, appId)).toEqual({ ranges: [{ first: 1, last: 20 }], duplicates: 0 })
    expect([lengthOf(kafka, 'target'), readerOf(kafka, appId).counters.failures]).toEqual([2, 6])
    expect(consumptionOf(kafka.cluster, readerOf(kafka, appId)).counts).toMatchObject({ once: 20, waiting: 0, lost: 0 })
    expect(replay(kafka).apps).toEqual(kafka.cluster.apps)
  })

  it('[PAT3] [PAT13] retries on levels, over a crash between the message and the commit', () => {
    const kafka = cluster()
    write(kafka, 20)
    const crash = { step: 'beforeCommit', nth: 3 } as const
    const over = { failure: fails('v', 2), crash, commit: { kind: 'perRecord', mode: 'sync' } } as const
    const appId = createApp(kafka, handling(RETRY, LEVELS, over))
    live(kafka, 5)
    expect(readerOf(kafka, appId).phase).toBe('killed')
    kafka.act({ kind: 'controlApp', appId, action: 'start' })
    live(kafka, 90)
    const { fates } = reportOf(kafka, appId)
    expect(fates.deadLettered).toBe(0)
    expect(missing(kafka, appId).ranges).toEqual([{ first: 1, last: 20 }])
    expect(fates.processed).toBeGreaterThan(20)
    expect(fates.processed - 20).toBe(missing(kafka, appId).duplicates)
  })

  it('[PAT4] [PAT13] delays by level topics', () => {
    const kafka = cluster()
    write(kafka, 20, [['delay-ms', '{{random:15000}}']])
    const levels = [
      { topic: 'level-1', delayMs: 5_000 },
      { topic: 'level-2', delayMs: 10_000 },
    ]
    const pattern: Pattern = { kind: 'delayLevels', header: 'delay-ms', unit: 'milliseconds', levels, targetTopic: 'target' }
    const appId = createApp(kafka, handling(pattern, LEVELS))
    live(kafka, 40)
    expect(reportOf(kafka, appId).fates).toMatchObject({ delivered: 20, processed: 0 })
    expect(missing(kafka, appId)).toEqual({ ranges: [{ first: 1, last: 20 }], duplicates: 0 })
    expect(lengthOf(kafka, 'target')).toBe(20)
  })

  it('[PAT6] [PAT13] delays by timing wheel, and loses nothing of it in a crash', () => {
    const kafka = cluster()
    write(kafka, 20, [['delay-ms', '{{random:20000}}']])
    const appId = createApp(kafka, handling(WHEEL))
    live(kafka, 8)
    const before = lengthOf(kafka, 'target')
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(20)
    kafka.act({ kind: 'controlApp', appId, action: 'kill' })
    kafka.act({ kind: 'controlApp', appId, action: 'start' })
    live(kafka, 80)
    expect(missing(kafka, appId).ranges).toEqual([{ first: 1, last: 20 }])
    expect(lengthOf(kafka, 'target')).toBe(20 + (missing(kafka, appId).duplicates ?? 0))
    expect(readerOf(kafka, appId).process?.handling?.state).toMatchObject({ leaving: [], waits: [] })
  })

  it.each([
    ['eager', 'range'],
    ['cooperative', 'cooperative-sticky'],
  ])('[PAT13] loses nothing when partitions move while the wheel holds their records: %s', (_name, strategy) => {
    const kafka = cluster()
    write(kafka, 20, [['delay-ms', '{{random:30000}}']])
    const configs = { 'partition.assignment.strategy': strategy }
    const { configs: usual } = readerPlan({}, configs)
    createApp(kafka, handling(WHEEL, ['t'], { configs: usual }))
    live(kafka, 10)
    const other = createApp(kafka, handling(WHEEL, ['t'], { configs: usual }))
    live(kafka, 10)
    kafka.act({ kind: 'controlApp', appId: other, action: 'stop' })
    live(kafka, 90)
    const delivered = valuesOf(fetchFrom(kafka, 'target', 0).records)
    expect(new Set(delivered).size).toBe(20)
    expect(delivered.length).toBeGreaterThanOrEqual(20)
    expect(replay(kafka).apps).toEqual(kafka.cluster.apps)
  })

  it('[PAT13] sends again what did not arrive, and goes on where the broker comes back', () => {
    const kafka = cluster()
    write(kafka, 10, [['kind', 'x']])
    const pattern: Pattern = { kind: 'route', header: 'kind', topics: { x: 'target' }, otherwise: null }
    const handler = { pattern, producerConfigs: [['max.block.ms', '1000'] as const] }
    const error = { kind: 'error', api: 'Produce', error: 'INVALID_REQUIRED_ACKS', brokerId: null, count: 2 } as const
    kafka.act({ kind: 'startFault', spec: error, durationMs: null })
    const appId = createApp(kafka, readerPlan({ onConsume: [AUDIT], handler }))
    live(kafka, 20)
    expect(appOf(kafka, appId + 1).counters).toMatchObject({ acknowledged: 10 })
    expect(appOf(kafka, appId + 1).counters.failed).toBeGreaterThan(0)
    expect(reportOf(kafka, appId).fates.routed).toBe(10)
    expect(lengthOf(kafka, 'target')).toBe(10)
  })

  it('[PAT13] goes on after it was evicted as it would have without', () => {
    const kafka = cluster()
    write(kafka, 20, [['delay-ms', '{{random:20000}}']])
    createApp(kafka, handling(WHEEL))
    live(kafka, 5)
    const woken = decodeCluster(encodeCluster(kafka.cluster))
    expect(woken.apps).toEqual(kafka.cluster.apps)
  })

  it('[PAT13] with nothing to do writes nothing, also while its wheel is full of time', () => {
    const kafka = cluster()
    write(kafka, 10, [['delay-ms', '900000']])
    createApp(kafka, handling(WHEEL))
    live(kafka, 20)
    const { length } = kafka.records
    live(kafka, 30)
    expect(kafka.records.slice(length).filter(({ kind }) => kind !== 'members.seen')).toEqual([])
  })

  it('[PAT14] begins, ends and is removed with its producer, which takes no orders', () => {
    const kafka = cluster()
    const appId = createApp(kafka, handling(DEAD_LETTER))
    const writerId = appId + 1
    expect(appOf(kafka, writerId)).toMatchObject({ ownerAppId: appId, phase: 'running', topic: 'target' })
    for (const action of ['kill', 'start', 'stop'] as const) {
      expect(kafka.act({ kind: 'controlApp', appId: writerId, action })).toMatchObject({ ok: false, error: 'INVALID_REQUEST' })
      kafka.act({ kind: 'controlApp', appId, action })
      live(kafka, 2)
      expect([action, appOf(kafka, writerId).phase]).toEqual([action, readerOf(kafka, appId).phase])
    }
    kafka.act({
      kind: 'changeApp',
      appId,
      plan: { handler: { pattern: { ...DEAD_LETTER, topic: 'other' }, producerConfigs: [] } },
    })
    expect(appOf(kafka, writerId).topic).toBe('other')
    kafka.act({ kind: 'removeApp', appId })
    expect(kafka.cluster.apps.size).toBe(0)
  })

  it('[PAT12] is refused where the parts do not fit', () => {
    const kafka = cluster()
    const refusal = (asked: ConsumerPlan): string => {
      const outcome = kafka.act({ kind: 'createApp', plan: asked, starts: true })
      return outcome.ok ? 'taken' : outcome.message
    }
    expect(refusal(handling(WHEEL, ['t'], { commit: { kind: 'auto' } }))).toContain('timing wheel')
    expect(refusal(handling(WHEEL, ['t'], { failure: fails('x') }))).toContain('dead_letter and retry')
    expect(refusal(handling(DEAD_LETTER, ['t'], { failure: { ...fails('x'), reaction: 'crash' } }))).toContain('reaction')
    expect(refusal(handling(DEAD_LETTER, ['t', 'target']))).toContain('go round')
    expect(refusal(readerPlan({ failure: fails('x', 2) }))).toContain('counts the attempts')
    const transactional = { pattern: DEAD_LETTER, producerConfigs: [['transactional.id', 'a'] as const] }
    expect(refusal(readerPlan({ handler: transactional }))).toContain('at least once')
    expect(kafka.cluster.apps.size).toBe(0)
  })
})
