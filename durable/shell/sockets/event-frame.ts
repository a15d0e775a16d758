// An event as it goes to those who watch on a socket: the same members as over HTTP (schema/api/events.ts), with a type.
import type { ClusterEvent } from '../../engine/event.ts'
import type { ClusterRecord } from '../../engine/record.ts'
import { snakeCased } from '../../../schema/json/snake-case.ts'
import { renderEvent } from '../events/render-event.ts'

export type EventFrame = {
  readonly sequence: number
  /** The topic it is about; null for one about nodes, faults or the clock. */
  readonly topic: string | null
  readonly text: string
}

export function eventFrame(event: ClusterEvent): EventFrame {
  const { sequence, nowMs, kind, trigger, causedBy, why, facts } = renderEvent(event)
  const time = new Date(nowMs).toISOString()
  const text = JSON.stringify({
    type: 'event',
    sequence,
    time,
    time_ms: nowMs,
    kind,
    trigger: snakeCased(trigger),
    caused_by: causedBy,
    why,
    facts: snakeCased(facts),
  })
  return { sequence, topic: topicOf(event.record), text }
}

function topicOf(record: ClusterRecord): string | null {
  if ('topic' in record) return record.topic
  return record.kind === 'topic.created' || record.kind === 'topic.removed' ? record.name : null
}
