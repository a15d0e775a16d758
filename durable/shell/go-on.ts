// A cluster that was put back to another moment goes on from there, at the time that it had then: nothing comes due only because the world is older.
import { clusterNowMs } from '../../schema/kafka/cluster-clock.ts'
import type { ClusterClock } from '../../schema/kafka/cluster-clock.ts'
import { Engine } from '../engine/engine.ts'
import { KAFKA_RULES } from '../engine/rules.ts'
import { BatchStore } from './batch-store.ts'
import { nowMs } from './clock.ts'
import { Journal } from './journal.ts'

/** What it goes on after, as the event of its clock says. */
export type GoOnAction = 'rewind' | 'restore' | 'fork'

/** Sets the clock in what is stored, before anybody loads it: who reads the time of a loaded cluster may carry out what is due by then. */
export function goOn(sql: SqlStorage, action: GoOnAction): void {
  const journal = new Journal(sql)
  const cluster = journal.load()
  const clock = clockFrom(cluster.clock, journal.timeMs)
  const engine = new Engine(cluster, new BatchStore(sql, journal.garbage), KAFKA_RULES, journal.timeMs)
  const atMs = clusterNowMs(clock, nowMs())
  const { entries } = engine.record([{ kind: 'clock.changed', clock }], atMs, { kind: 'action', action, nodeId: null })
  journal.append(entries, engine.cluster)
}

/** A clock that is held may have been on its way when the last step was taken. */
function clockFrom({ mode, heldMs }: Readonly<ClusterClock>, timeMs: number): ClusterClock {
  if (mode === 'manual') return { mode, offsetMs: 0, heldMs: Math.max(heldMs, timeMs) }
  return { mode, offsetMs: timeMs - nowMs(), heldMs: 0 }
}
