// Events for tests, with only what a test is about.
import { EventLog } from '../data/event-log.ts'
import type { ClusterEvent } from '../data/shapes.ts'

export type SketchedEvent = Partial<Omit<ClusterEvent, 'sequence' | 'kind'>>

export function eventOf(sequence: number, kind: ClusterEvent['kind'], sketch: SketchedEvent = {}): ClusterEvent {
  return {
    sequence,
    kind,
    time: new Date(sequence).toISOString(),
    time_ms: sequence,
    trigger: { kind: 'timer' },
    caused_by: null,
    why: { en: `Event ${sequence}.`, 'zh-CN': `事件 ${sequence}。` },
    facts: {},
    ...sketch,
  }
}

export function logOf(...events: readonly ClusterEvent[]): EventLog {
  const log = new EventLog()
  log.append(events)
  return log
}
