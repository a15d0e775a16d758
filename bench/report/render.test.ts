// A goal that is missed must be as easy to see as one that is met.

import { describe, expect, it } from 'vitest'
import type { Result } from '../contests/contest.ts'
import { renderReport } from './render.ts'

const heading = { date: '2026-11-21', machine: ['a processor', 'a kernel'], how: 'In turn.' }
const result = (name: string, rate: number): Result => {
  return {
    name,
    unit: 'records',
    latencyOf: 'a request',
    rate,
    slowestRate: rate,
    fastestRate: rate,
    p50Ms: 1.234,
    p99Ms: 56.78,
    processorMicrosecondsPerUnit: 7.5,
  }
}
const nothing = {
  engine: [],
  producers: null,
  senders: [],
  groups: [],
  comparisons: [],
  against: null,
  rows: [],
  million: null,
  thousand: null,
  startsMs: [],
  idle: [],
  page: null,
}

describe('renderReport', () => {
  it('says plainly which goals are met and which are not', () => {
    const comparisons = [
      { work: result('fast', 2000), floor: result('floor', 1000), goal: 2 },
      { work: result('slow', 1999), floor: result('floor', 1000), goal: 2 },
    ]
    const report = renderReport(heading, { ...nothing, comparisons })
    expect(report).toContain('| fast | 2,000 records/s | floor | 1,000 records/s | 2.00 | at least 2 | yes |')
    expect(report).toContain('| slow | 1,999 records/s | floor | 1,000 records/s | 1.99 | at least 2 | **no** |')
    expect(report).toContain('| slow | 1,999 to 1,999 | 7.50 µs a record | a request | 1.23 ms | 56.8 ms |')
  })

  it('compares medians of latencies where a goal is about them', () => {
    const comparison = {
      work: { ...result('slow', 1), p50Ms: 3.1 },
      floor: { ...result('echo', 1), p50Ms: 1 },
      goal: 1 / 3,
      by: 'p50',
    } as const
    const report = renderReport(heading, { ...nothing, comparisons: [comparison] })
    expect(report).toContain('| slow | 3.10 ms at p50 | echo | 1.00 ms at p50 | 0.32 | at least 0.33 | **no** |')
  })

  it('says how long a start takes', () => {
    const report = renderReport(heading, { ...nothing, startsMs: [2000, 1000, 3001] })
    expect(report).toContain('(2000.0 ms, 1000.0 ms, 3001.0 ms) | 2000.0 ms | at most 3,000 ms | yes |')
  })

  it('says what the page takes, and which of its goals are met', () => {
    const page = { startsMs: [900, 1_100, 1_000], killsShownMs: [250, 120, 260], longestScrollTaskMs: 0, motionFrameMs: 4.5 }
    const report = renderReport(heading, { ...nothing, page })
    expect(report).toContain(
      '| from the button to the stage of a new sandbox (900.0 ms, 1100.0 ms, 1000.0 ms) | 1000.0 ms | at most 1,500 ms | yes |',
    )
    expect(report).toContain('| 250.0 ms | at most 200 ms | **no** |')
    expect(report).toContain('| 4.50 ms | at most 6 ms | yes |')
  })

  it('says how long an idle consumer keeps its object awake', () => {
    const quiet = { name: 'quiet', seconds: 120, awakeSeconds: 0, arrivals: new Map<string, number>() }
    const loud = { name: 'loud', seconds: 120, awakeSeconds: 10.04, arrivals: new Map([['Heartbeat', 1]]) }
    const report = renderReport(heading, { ...nothing, idle: [quiet, loud] })
    expect(report).toContain('| quiet | 120 s | nothing | 0.0 s | at most 5% | yes |')
    expect(report).toContain('| loud | 120 s | Heartbeat 1 | 10.1 s | at most 5% | **no** |')
  })

  it('shows what a large group costs', () => {
    const classic = {
      protocol: 'classic',
      members: 1000,
      rebalanceMs: 1000.5,
      heartbeatMicroseconds: 12.3,
      heartbeatJournalEntries: 0,
    } as const
    const consumer = { ...classic, protocol: 'consumer', rebalanceMs: 1000, heartbeatJournalEntries: 1 } as const
    const report = renderReport(heading, { ...nothing, groups: [classic, consumer] })
    expect(report).toContain('## A group of 1,000 members, classic protocol')
    expect(report).toContain('| a rebalance of all | 1000.5 ms | at most 1,000 ms | **no** |')
    expect(report).toContain('| journal entries of all heartbeats | 0 | none | yes |')
    expect(report).toContain('## A group of 1,000 members, consumer protocol')
    expect(report).toContain('| a rebalance of all | 1000.0 ms | at most 1,000 ms | yes |')
    expect(report).toContain('| journal entries of all heartbeats | 1 | none | **no** |')
  })

  it('holds processor time of the engine against its goal', () => {
    const shape = { brokers: 9, partitions: 200, replicationFactor: 3, hasDeadBroker: true }
    const cost = { shape, cheapestMicroseconds: 10, dearestMicroseconds: 3000, journalMicroseconds: 1.5, journalBytes: 99.6 }
    const met = { ...cost, produceMicroseconds: 2000, goalMs: 2 }
    const missed = { ...cost, produceMicroseconds: 2001, goalMs: 2 }
    const plain = { ...cost, shape: { ...shape, hasDeadBroker: false }, produceMicroseconds: 12.34, goalMs: null }
    const report = renderReport(heading, { ...nothing, engine: [met, missed, plain] })
    const dead = '| 9 brokers, 200 partitions, replication factor 3, one broker dead'
    expect(report).toContain(`${dead} | 2.000 ms | 0.010 to 3.000 ms | 0.0015 ms | 100 B | at most 2 ms | yes |`)
    expect(report).toContain(`${dead} | 2.001 ms | 0.010 to 3.000 ms | 0.0015 ms | 100 B | at most 2 ms | **no** |`)
    expect(report).toContain('| 9 brokers, 200 partitions, replication factor 3 | 0.013 ms |')
  })

  it('holds what many producers cost against the goals', () => {
    const producers = { producers: 10_000, batches: 50_000, heapBytes: 8 * 1024 ** 2 + 1, rebuildMs: 200 }
    const report = renderReport(heading, { ...nothing, producers })
    expect(report).toContain('| memory of what is known of them | 8.01 MiB | at most 8 MiB | **no** |')
    expect(report).toContain('50,000 batches | 200.0 ms | at most 200 ms | yes |')
  })

  it('shows what known senders cost beside those that nobody knows', () => {
    const senders = [{ produces: 10, plainMicroseconds: 40, idempotentMicroseconds: 50, transactionalMicroseconds: 120.1 }]
    const report = renderReport(heading, { ...nothing, senders })
    expect(report).toContain('| 10 produces of 10 records | 40 µs | 50 µs | 1.25 | 120 µs | 3.01 |')
  })

  it('leaves a comparison without a goal to the reader', () => {
    const comparisons = [{ work: result('work', 500), floor: result('floor', 1000), goal: null }]
    const report = renderReport(heading, { ...nothing, comparisons })
    expect(report).toContain('| work | 500 records/s | floor | 1,000 records/s | 0.50 |  |  |')
  })

  it('shows rates and processor time beside those of an earlier commit', () => {
    const now = { ...result('HTTP', 900), processorMicrosecondsPerUnit: 120 }
    const before = { ...result('HTTP', 1000), processorMicrosecondsPerUnit: 100 }
    const unknown = { ...result('HTTP', 800), processorMicrosecondsPerUnit: null }
    const comparisons = [
      { work: now, floor: before, goal: 0.85 },
      { work: unknown, floor: before, goal: 0.85 },
    ]
    const report = renderReport(heading, { ...nothing, against: { commit: '54bad20', comparisons } })
    expect(report).toContain(
      '| HTTP | 900 records/s | 1,000 records/s | 0.90 | at least 0.85 | yes | 120 µs a record | 100 µs a record | 1.20 |',
    )
    expect(report).toContain('| 0.80 | at least 0.85 | **no** | not known on this system | 100 µs a record | not known on this system |')
    expect(report).toContain('commit 54bad20')
  })

  it('counts rows beside those of the commits', () => {
    const rows = [{ name: 'raw', batches: 100, commits: 10, rowsWritten: 130, checkpointRows: 0, rowsPerBatch: 1.2 }]
    expect(renderReport(heading, { ...nothing, rows })).toContain('| 1.200 | at most 1.1 | **no** |')
  })

  it('shows memory where it is known, and the median of the cold starts', () => {
    const million = {
      records: 1_000_000,
      partitions: 6,
      bytesBefore: null,
      bytesWithRecords: 200 * 1024 ** 2,
      bytesAfterRestart: 90 * 1024 ** 2,
      coldAnswersMs: [90, 300, 95],
    }
    const thousand = { partitions: 1000, bytesBefore: null, bytesWithPartitions: null }
    const report = renderReport(heading, { ...nothing, million, thousand })
    expect(report).toContain('just written | 200 MiB |')
    expect(report).toContain('not known on this system')
    expect(report).toContain('(90.0 ms, 300.0 ms, 95.0 ms) | 95.0 ms | at most 100 ms | yes |')
  })
})
