// Events for the tests of what is drawn from events: only what such a test is about has to be said.
import type { ClusterEvent } from '../data/shapes.ts'

type Said = Partial<Pick<ClusterEvent, 'caused_by' | 'time_ms' | 'trigger'>>

export function madeEvent(sequence: number, kind: ClusterEvent['kind'], facts: ClusterEvent['facts'], said: Said = {}): ClusterEvent {
  const timeMs = said.time_ms ?? sequence
  return {
    sequence,
    kind,
    facts,
    time: new Date(timeMs).toISOString(),
    time_ms: timeMs,
    trigger: { kind: 'timer' },
    caused_by: null,
    why: { en: `event ${sequence}`, 'zh-CN': `事件 ${sequence}` },
    ...said,
  }
}
