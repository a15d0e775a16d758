// The audit by id and time, and what an application reports of its records.
import { describe, expect, it } from 'vitest'
import { MAX_AUDIT_RANGES, MAX_AUDIT_SOURCES, MAX_AUDIT_WINDOWS, MAX_TRACED_ENDS } from '../../../../schema/limits.ts'
import { audited, gapsOf, missingOf, newAuditReport } from './audit.ts'
import type { AuditPlan, AuditReport, AuditSource } from './audit.ts'
import type { Ended, Fate, Headers } from './pattern.ts'
import { newHandlerReport, reported } from './report.ts'

const PLAN: AuditPlan = { kind: 'audit', header: 'id', firstId: 1, windowMs: 1_000 }

function ended(headers: Headers, bornMs = 0, fate: Fate = 'processed'): Ended {
  return { record: { topic: 't', partitionIndex: 0, offset: 0, leaderEpoch: 0 }, bornMs, fate, headers }
}

function audit(...ids: readonly string[]): AuditReport {
  return ids.reduce((report, id) => audited(PLAN, report, ended([['id', id]]), 5), newAuditReport())
}

function sourceOf({ sources }: AuditReport): AuditSource {
  const [source] = sources
  if (source === undefined) throw new Error('nothing was counted')
  return source
}

describe('an audit', () => {
  it('[PAT10] knows what is missing, came twice and came late', () => {
    const source = sourceOf(audit('2', '3', '7', '5', '3', '9'))
    expect(source).toMatchObject({ counted: 6, duplicates: 1, outOfOrder: 1 })
    expect(gapsOf(PLAN, source.ranges)).toEqual([
      { first: 1, last: 1 },
      { first: 4, last: 4 },
      { first: 6, last: 6 },
      { first: 8, last: 8 },
    ])
    expect(missingOf(PLAN, source)).toBe(4)
  })

  it('[PAT10] is content in the end, in whichever order they came', () => {
    const source = sourceOf(audit('4', '1', '3', '5', '2'))
    expect([source.ranges, missingOf(PLAN, source), source.duplicates]).toEqual([[{ first: 1, last: 5 }], 0, 0])
  })

  it('[PAT10] tells sources apart by what stands before the number', () => {
    const { sources, uncounted } = audit('app-1-1', 'app-2-1', 'app-1-2', 'none', '')
    expect(sources.map(({ source, counted }) => [source, counted])).toEqual([
      ['app-1-', 2],
      ['app-2-', 1],
    ])
    expect(uncounted).toBe(2)
  })

  it('[PAT10] counts by the time of the record, and measures how long it took', () => {
    let report = newAuditReport()
    for (const [bornMs, nowMs] of [[100, 150] as const, [1_900, 2_400] as const, [900, 1_000] as const]) {
      report = audited(PLAN, report, ended([['id', '1']], bornMs), nowMs)
    }
    expect(report.windows).toEqual([
      { startMs: 0, records: 2 },
      { startMs: 1_000, records: 1 },
    ])
    expect(report.latency).toEqual({ count: 3, sumMs: 650, minMs: 50, maxMs: 500 })
  })

  it('[PAT10] has bounds: sources, gaps and windows', () => {
    const many = Array.from({ length: MAX_AUDIT_SOURCES + 1 }, (_, index) => `source ${index} number 1`)
    expect(audit(...many)).toMatchObject({ counted: MAX_AUDIT_SOURCES, uncounted: 1 })
    const odd = Array.from({ length: MAX_AUDIT_RANGES + 2 }, (_, index) => String(2 * index + 1))
    const source = sourceOf(audit(...odd))
    expect([source.ranges.length, source.givenUp, missingOf(PLAN, source)]).toEqual([MAX_AUDIT_RANGES, 2, MAX_AUDIT_RANGES + 1])
    let report = newAuditReport()
    for (let window = 0; window <= MAX_AUDIT_WINDOWS; window++) report = audited(PLAN, report, ended([], window * 1_000), 0)
    expect([report.windows.length, report.windows[0]]).toEqual([MAX_AUDIT_WINDOWS, { startMs: 1_000, records: 1 }])
  })
})

describe('a report', () => {
  const plan = { interceptors: [PLAN, { kind: 'trace' }], pattern: { kind: 'process' } } as const

  it('[PAT10] audits a record at its end, and not when it comes back', () => {
    let report = newHandlerReport()
    for (const fate of ['retried', 'delayed', 'processed'] as const) report = reported(plan, report, ended([['id', '1']], 0, fate), 9)
    expect(report.audit).toMatchObject({ counted: 1, sources: [{ duplicates: 0 }] })
    expect(report.fates).toMatchObject({ retried: 1, delayed: 1, processed: 1 })
  })

  it('[PAT9] shows the newest traces', () => {
    let report = newHandlerReport()
    for (let number = 0; number <= MAX_TRACED_ENDS; number++) report = reported(plan, report, ended([['x-hop', `hop ${number}`]]), 9)
    expect([report.traces.length, report.traces[0]?.hops]).toEqual([MAX_TRACED_ENDS, ['hop 1']])
  })
})
