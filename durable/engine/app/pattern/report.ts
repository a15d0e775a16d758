// What an application can say of the records that it has handled. It outlives its processes, as what a person counts does.
import { MAX_TRACED_ENDS } from '../../../../schema/limits.ts'
import { audited, newAuditReport } from './audit.ts'
import type { AuditReport } from './audit.ts'
import { hopsOf } from './message-headers.ts'
import { isFinal } from './pattern.ts'
import type { Ended, Fate, HandlerPlan, Place } from './pattern.ts'

export type HandlerReport = {
  readonly fates: Readonly<Record<Fate, number>>
  /** Null without its interceptor. */
  readonly audit: AuditReport | null
  /** The newest ends, oldest first, with everybody who touched the record; empty without the interceptor `trace`. */
  readonly traces: readonly TracedEnd[]
}

export type TracedEnd = { readonly record: Place; readonly fate: Fate; readonly hops: readonly string[] }

export function newHandlerReport(): HandlerReport {
  const fates = { processed: 0, skipped: 0, dropped: 0, deadLettered: 0, retried: 0, delayed: 0, delivered: 0, routed: 0, looped: 0 }
  return { fates, audit: null, traces: [] }
}

export function reported({ interceptors }: HandlerPlan, report: HandlerReport, ended: Ended, nowMs: number): HandlerReport {
  const { fate, record, headers } = ended
  const plan = interceptors.find((interceptor) => interceptor.kind === 'audit')
  const isTraced = interceptors.some(({ kind }) => kind === 'trace')
  return {
    fates: { ...report.fates, [fate]: report.fates[fate] + 1 },
    audit: plan === undefined || !isFinal(fate) ? report.audit : audited(plan, report.audit ?? newAuditReport(), ended, nowMs),
    traces: isTraced ? [...report.traces, { record, fate, hops: hopsOf(headers) }].slice(-MAX_TRACED_ENDS) : report.traces,
  }
}
