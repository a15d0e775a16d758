// /v1/sandboxes/{id}/clock: the time that everything in the cluster waits for.
import type { ClockChange, ClockFacts } from '../../durable/shell/clock-change.ts'
import { changeClockBody, changedClock, clock } from '../../schema/api/clock.ts'
import type { ChangeClockBody } from '../../schema/api/clock.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { forgetTopicsOf } from '../kafka/topic-memory.ts'
import { refusedAction } from './act.ts'
import { isoTime } from './show-sandbox.ts'

const readClock = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/clock',
  tag: 'Clock',
  summary: 'Read the clock',
  scope: 'observe',
  responses: { 200: { description: 'The time, and what waits for it.', schema: clock } },
  async handle({ sandbox, caller, sandboxId }) {
    return json(200, showClock(valueOf(await sandbox.clock(caller), sandboxId)))
  },
})

const changeClock = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id/clock',
  tag: 'Clock',
  summary: 'Hold the clock or move it on',
  description:
    'A change of mode comes first, then the move. Time never goes back. `{"mode":"manual"}` holds it, `{"advance_ms":9000}` lets nine seconds ' +
    'pass in an instant, `{"step":"event"}` goes to the next thing that is due; 409 when nothing is.',
  scope: 'admin',
  body: changeClockBody,
  responses: { 200: { description: 'The clock afterwards.', schema: changedClock } },
  async handle({ sandbox, caller, sandboxId, body }) {
    const answer = valueOf(await sandbox.changeClock(caller, changeOf(body)), sandboxId)
    if (!answer.done) throw refusedAction(answer.error, answer.message, 409)
    // Records without a time of their own are stamped here, by the clock that was remembered with their topic.
    forgetTopicsOf(sandboxId)
    const { sequence, isComplete: complete } = answer
    return json(200, { ...showClock(answer.clock), sequence, complete }, sequenceHeader({ sequence }))
  },
})

export const clockEndpoints: readonly Endpoint[] = [readClock, changeClock]

function changeOf({ mode, advance_ms: advanceMs, step }: ChangeClockBody): ClockChange {
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(advanceMs === undefined ? {} : { advanceMs }),
    ...(step === undefined ? {} : { step }),
  }
}

function showClock({ mode, nowMs, nextDueMs }: ClockFacts): object {
  return { mode, now: isoTime(nowMs), now_ms: nowMs, next_due_ms: nextDueMs }
}
