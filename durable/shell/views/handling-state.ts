// What an application with a pattern can say of its records, as plain data.
import type { ConsumerAppView, ConsumerProcessView } from '../../engine/app/consumer/consumer-app.ts'
import { gapsOf, missingOf } from '../../engine/app/pattern/audit.ts'
import type { AuditPlan, AuditReport, AuditSource, IdRange } from '../../engine/app/pattern/audit.ts'
import { nextHandlerMs } from '../../engine/app/pattern/handle.ts'
import type { Wait } from '../../engine/app/pattern/pattern.ts'
import type { HandlerReport } from '../../engine/app/pattern/report.ts'
import { timersOf } from '../../engine/app/pattern/timing-wheel.ts'

export type HandledState = Pick<HandlerReport, 'fates' | 'traces'> & { readonly audit: AuditState | null }

export type AuditState = Pick<AuditReport, 'counted' | 'uncounted' | 'windows' | 'latency'> & {
  readonly sources: readonly (Pick<AuditSource, 'source' | 'counted' | 'duplicates' | 'outOfOrder'> & {
    readonly missing: number
    readonly missingIds: readonly IdRange[]
  })[]
}

export type HandlingState = {
  readonly leavingCount: number
  readonly heldCount: number
  readonly nextMs: number | null
  readonly waits: readonly Wait[]
}

export function handledState({ report, onConsume }: ConsumerAppView): HandledState | null {
  if (report === null) return null
  const { fates, traces, audit } = report
  const plan = onConsume.find((interceptor) => interceptor.kind === 'audit')
  return { fates, traces, audit: audit === null || plan === undefined ? null : auditState(plan, audit) }
}

function auditState(plan: AuditPlan, { counted, uncounted, windows, latency, sources }: AuditReport): AuditState {
  const shown = sources.map((source) => {
    const { duplicates, outOfOrder } = source
    const missingIds = gapsOf(plan, source.ranges)
    return { source: source.source, counted: source.counted, duplicates, outOfOrder, missing: missingOf(plan, source), missingIds }
  })
  return { counted, uncounted, windows, latency, sources: shown }
}

export function handlingState({ handling }: ConsumerProcessView): HandlingState | null {
  if (handling === null) return null
  const { leaving, wheel, waits } = handling.state
  const heldCount = wheel === null ? 0 : timersOf(wheel).length
  return { leavingCount: leaving.length, heldCount, nextMs: nextHandlerMs(handling.state), waits }
}
