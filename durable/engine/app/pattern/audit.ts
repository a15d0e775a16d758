// The audit of messages by id and by time: every record carries a number that its producer counted up, so that whoever reads to the end knows which
// did not come, which came twice and which came late. An id is a text that ends in a number; what stands before it names its source.
// It counts records at their end with the application, and not each time one is read: what waits or is retried is no duplicate.
import { MAX_AUDIT_RANGES, MAX_AUDIT_SOURCES, MAX_AUDIT_WINDOWS } from '../../../../schema/limits.ts'
import { compareText } from '../../../../schema/kafka/topic-partition.ts'
import { headerOf } from './message-headers.ts'
import type { ConsumerInterceptor, Ended } from './pattern.ts'

export type AuditPlan = Extract<ConsumerInterceptor, { kind: 'audit' }>

export type AuditReport = {
  readonly counted: number
  /** Their header was missing, ended in no number, or named one source too many. */
  readonly uncounted: number
  readonly sources: readonly AuditSource[]
  /** Records by the time at which they were made, oldest window first. */
  readonly windows: readonly AuditWindow[]
  /** From the time a record was made to its end. */
  readonly latency: { readonly count: number; readonly sumMs: number; readonly minMs: number; readonly maxMs: number }
}

export type AuditSource = {
  readonly source: string
  readonly counted: number
  readonly duplicates: number
  /** Came after one with a higher number. */
  readonly outOfOrder: number
  /** The numbers that have come, in order and without a gap inside of one. */
  readonly ranges: readonly IdRange[]
  /** Numbers in gaps that were closed to make room for others: they count as missing, and as duplicates should they come. */
  readonly givenUp: number
}

export type IdRange = { readonly first: number; readonly last: number }

export type AuditWindow = { readonly startMs: number; readonly records: number }

export function newAuditReport(): AuditReport {
  return { counted: 0, uncounted: 0, sources: [], windows: [], latency: { count: 0, sumMs: 0, minMs: 0, maxMs: 0 } }
}

export function audited(plan: AuditPlan, report: AuditReport, { headers, bornMs }: Ended, nowMs: number): AuditReport {
  const next = { ...report, windows: inWindow(plan, report.windows, bornMs), latency: withLatency(report.latency, nowMs - bornMs) }
  const [, source = '', digits] = /^(.*?)(\d{1,15})$/.exec(headerOf(headers, plan.header) ?? '') ?? []
  const known = report.sources.find((one) => one.source === source)
  if (digits === undefined || (known === undefined && report.sources.length >= MAX_AUDIT_SOURCES)) {
    return { ...next, uncounted: report.uncounted + 1 }
  }
  const counted = withId(known ?? newSource(source), Number(digits))
  const sources = [...report.sources.filter((one) => one !== known), counted].sort((left, right) => compareText(left.source, right.source))
  return { ...next, counted: report.counted + 1, sources }
}

function newSource(source: string): AuditSource {
  return { source, counted: 0, duplicates: 0, outOfOrder: 0, ranges: [], givenUp: 0 }
}

function withId(source: AuditSource, id: number): AuditSource {
  const { ranges } = source
  const counted = { ...source, counted: source.counted + 1 }
  if (ranges.some(({ first, last }) => first <= id && id <= last)) return { ...counted, duplicates: source.duplicates + 1 }
  const highest = ranges.at(-1)?.last ?? -1
  const outOfOrder = source.outOfOrder + (id < highest ? 1 : 0)
  return closeOldestGap({ ...counted, outOfOrder, ranges: withNumber(ranges, id) })
}

/** Joined with its neighbours. */
function withNumber(ranges: readonly IdRange[], id: number): IdRange[] {
  const before = ranges.filter(({ last }) => last < id - 1)
  const after = ranges.filter(({ first }) => first > id + 1)
  const touched = ranges.slice(before.length, ranges.length - after.length)
  return [
    ...before,
    { first: touched[0]?.first === id + 1 ? id : (touched[0]?.first ?? id), last: Math.max(id, touched.at(-1)?.last ?? id) },
    ...after,
  ]
}

function closeOldestGap(source: AuditSource): AuditSource {
  const [one, other, ...rest] = source.ranges
  if (source.ranges.length <= MAX_AUDIT_RANGES || one === undefined || other === undefined) return source
  return { ...source, ranges: [{ first: one.first, last: other.last }, ...rest], givenUp: source.givenUp + other.first - one.last - 1 }
}

/** How many numbers from the first to the highest that came have not come. */
export function missingOf({ firstId }: AuditPlan, { ranges, givenUp }: AuditSource): number {
  return gapsOf({ firstId }, ranges).reduce((sum, { first, last }) => sum + last - first + 1, givenUp)
}

export function gapsOf({ firstId }: Pick<AuditPlan, 'firstId'>, ranges: readonly IdRange[]): IdRange[] {
  return ranges.flatMap(({ first }, index) => {
    const expected = Math.max(firstId, (ranges[index - 1]?.last ?? -1) + 1)
    return expected < first ? [{ first: expected, last: first - 1 }] : []
  })
}

/** The newest windows are kept. */
function inWindow({ windowMs }: AuditPlan, windows: readonly AuditWindow[], bornMs: number): AuditWindow[] {
  const startMs = Math.floor(bornMs / windowMs) * windowMs
  const records = (windows.find((one) => one.startMs === startMs)?.records ?? 0) + 1
  const others = windows.filter((one) => one.startMs !== startMs)
  return [...others, { startMs, records }].sort((left, right) => left.startMs - right.startMs).slice(-MAX_AUDIT_WINDOWS)
}

function withLatency({ count, sumMs, minMs, maxMs }: AuditReport['latency'], latencyMs: number): AuditReport['latency'] {
  return {
    count: count + 1,
    sumMs: sumMs + latencyMs,
    minMs: count === 0 ? latencyMs : Math.min(minMs, latencyMs),
    maxMs: count === 0 ? latencyMs : Math.max(maxMs, latencyMs),
  }
}
