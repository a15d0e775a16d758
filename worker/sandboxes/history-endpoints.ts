// /v1/sandboxes/{id}/history, :rewind and :reset: how far back the past is kept, and the ways back.
import type { AtMoment, HistoryFacts } from '../../durable/shell/rpc.ts'
import { history, putBack, rewindBody } from '../../schema/api/history.ts'
import type { ShownHistory } from '../../schema/api/history.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { RestError, unprocessable } from '../http/rest-error.ts'
import { forgetTopicsOf } from '../kafka/topic-memory.ts'

const readHistory = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/history',
  tag: 'History',
  summary: 'Tell how far back the history is kept',
  scope: 'observe',
  responses: { 200: { description: 'Its first and its last moment.', schema: history } },
  async handle({ sandbox, caller, sandboxId }) {
    return json(200, showHistory(valueOf(await sandbox.history(caller), sandboxId)))
  },
})

const rewind = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id:rewind',
  tag: 'History',
  summary: 'Go back to a moment',
  description:
    'Everything that happened later is gone, records included, and time goes on from then. Open sockets are closed with 4409, connections of Kafka ' +
    'clients break. One event, `clock.changed`, says that it happened. 410 when the moment is not kept any more, 422 when it is still to come.',
  scope: 'admin',
  body: rewindBody,
  responses: { 200: { description: 'Where the cluster goes on from.', schema: putBack } },
  async handle({ sandbox, caller, sandboxId, body }) {
    const { to_sequence: sequence } = body
    const { sequence: last, generation } = valueAt(sequence, '/to_sequence', valueOf(await sandbox.rewind(caller, sequence), sandboxId))
    forgetTopicsOf(sandboxId)
    return json(200, { sequence: last, generation })
  },
})

const reset = endpoint({
  method: 'POST',
  path: '/v1/sandboxes/:sandbox_id:reset',
  tag: 'History',
  summary: 'Begin again',
  description:
    'The cluster as it was made: the same brokers, configs and seed, and nothing else. Its history begins anew; keys, name and expiry of the sandbox stay.',
  scope: 'admin',
  responses: { 200: { description: 'The cluster is as new.', schema: putBack } },
  async handle({ sandbox, caller, sandboxId }) {
    const { sequence, generation } = valueOf(await sandbox.reset(caller), sandboxId)
    forgetTopicsOf(sandboxId)
    return json(200, { sequence, generation })
  },
})

export const historyEndpoints: readonly Endpoint[] = [readHistory, rewind, reset]

/** What is so at a moment. Throws RestError: 410 when it is not kept any more, 422 when it is still to come. */
export function valueAt<Value>(sequence: number, field: string, found: AtMoment<Value>): Value {
  if (found.isKept) return found.value
  const { firstSequence, lastSequence } = found
  if (sequence > lastSequence) {
    const detail = `Event ${sequence} is still to come: the last one is ${lastSequence}.`
    throw unprocessable(detail, 422, [{ field, detail }])
  }
  throw new RestError({
    status: 410,
    code: 'OFFSET_OUT_OF_RANGE',
    message: `The moment behind event ${sequence} is not kept any more: history begins at ${firstSequence}.`,
    details: { first_kept: firstSequence },
  })
}

function showHistory({ firstSequence, firstTimeMs, lastSequence, lastTimeMs, generation }: HistoryFacts): ShownHistory {
  return {
    first_sequence: firstSequence,
    first_time_ms: firstTimeMs,
    last_sequence: lastSequence,
    last_time_ms: lastTimeMs,
    rewinds_to: firstSequence,
    generation,
  }
}
