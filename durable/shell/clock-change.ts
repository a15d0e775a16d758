// What a person may ask of the sandbox's clock, what is told of it, and the moving itself: what is due on the way happens, each at its own
// time, and afterwards the clock stands where it was told to. It never goes back, and a change of mode neither jumps nor stands still.
import { MAX_CLOCK_ADVANCE_MS, MAX_TIMERS_PER_ADVANCE } from '../../schema/limits.ts'
import { clusterNowMs } from '../../schema/kafka/cluster-clock.ts'
import type { ClusterClock } from '../../schema/kafka/cluster-clock.ts'
import type { ClusterView } from '../engine/cluster.ts'
import type { Engine, EngineResult } from '../engine/engine.ts'
import type { ClockAnswer } from './rpc.ts'

export type ClockChange = {
  readonly mode?: 'realtime' | 'manual'
  /** Moves the clock on by so many milliseconds; what is due on the way happens, each at its own time. */
  readonly advanceMs?: number
  /** Moves the clock on to the next thing that is due, and lets it happen. */
  readonly step?: 'event'
}

export type ClockFacts = {
  readonly mode: 'realtime' | 'manual'
  /** The cluster's time, milliseconds since the epoch. */
  readonly nowMs: number
  /** When the next thing is due on the cluster's clock; null when nothing waits for time. */
  readonly nextDueMs: number | null
}

export type ClockResult = EngineResult & { readonly answer: ClockAnswer }

export function clockFacts(engine: Engine, nowMs: number): ClockFacts {
  return { mode: engine.cluster.clock.mode, nowMs, nextDueMs: engine.nextDueMs(true) }
}

/** Moves the clock. What is due at `nowMs` must be done already; `wallMs` is the world's time at this moment. */
export function changeClock(engine: Engine, change: ClockChange, nowMs: number, wallMs: number): ClockResult {
  const targetMs = targetOf(engine, change, nowMs)
  if (typeof targetMs === 'string') {
    return { entries: [], replies: [], answer: { done: false, error: 'INVALID_REQUEST', message: targetMs } }
  }
  // Whoever holds the connection of a member beats in the world's time, and knows nothing of a leap of the cluster's.
  if ((targetMs !== null && targetMs > nowMs) || change.mode === 'manual') engine.endVouching(nowMs)
  const fired = targetMs === null ? null : engine.tick(targetMs, MAX_TIMERS_PER_ADVANCE)
  const reachedMs = fired === null ? nowMs : reached(engine, fired, targetMs ?? nowMs)
  const moved = recordClock(engine, clockAt(engine.cluster, change.mode, reachedMs, wallMs), reachedMs)
  const entries = [...(fired?.entries ?? []), ...moved.entries]
  const answer = {
    done: true,
    clock: clockFacts(engine, clusterNowMs(engine.cluster.clock, wallMs)),
    sequence: entries.length === 0 ? null : engine.cluster.recordSequence,
    isComplete: fired?.isDone ?? true,
  } as const
  return { entries, replies: [...(fired?.replies ?? []), ...moved.replies], answer }
}

/** Where the clock is to go: a time, null for nowhere, or why it cannot. */
function targetOf(engine: Engine, { advanceMs, step }: ClockChange, nowMs: number): number | null | string {
  if (step !== undefined && advanceMs !== undefined) return 'Give advance_ms or step, not both.'
  if (step !== undefined) return engine.nextDueMs(true) ?? 'Nothing waits for time: there is no next event.'
  if (advanceMs === undefined) return null
  if (advanceMs < 0) return 'A clock never goes back: advance_ms is 0 or more.'
  if (!Number.isInteger(advanceMs)) return 'advance_ms is a whole number of milliseconds.'
  if (advanceMs > MAX_CLOCK_ADVANCE_MS) return `advance_ms is at most ${MAX_CLOCK_ADVANCE_MS}.`
  return nowMs + advanceMs
}

/** How far the clock got: to the target, or to the first of the things that were due on the way and are still to be done. */
function reached(engine: Engine, { isDone, entries }: EngineResult & { readonly isDone: boolean }, targetMs: number): number {
  if (isDone) return targetMs
  const lastMs = entries.at(-1)?.nowMs ?? 0
  return Math.max(lastMs, Math.min(targetMs, engine.nextDueMs(true) ?? targetMs))
}

function clockAt({ clock }: ClusterView, mode: ClockChange['mode'], reachedMs: number, wallMs: number): ClusterClock {
  const wanted = mode ?? clock.mode
  if (wanted === 'manual') return { mode: 'manual', offsetMs: 0, heldMs: reachedMs }
  return { mode: 'realtime', offsetMs: reachedMs - wallMs, heldMs: 0 }
}

function recordClock(engine: Engine, clock: ClusterClock, nowMs: number): EngineResult {
  const before = engine.cluster.clock
  const isSame = before.mode === clock.mode && before.offsetMs === clock.offsetMs && before.heldMs === clock.heldMs
  if (isSame) return { entries: [], replies: [] }
  return engine.record([{ kind: 'clock.changed', clock }], nowMs, { kind: 'action', action: 'clock', nodeId: null })
}
