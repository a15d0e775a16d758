// /v1/sandboxes/{id}/faults: what is broken on purpose. A fault is in force from its POST to its end: by hand, by its time, or used up.
import type { FaultState } from '../../durable/shell/views/cluster-state.ts'
import { fault, faultList, startedFault, startFaultBody } from '../../schema/api/faults.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { compareNumbers, pageOf } from '../http/paging.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { notFound } from '../http/rest-error.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { act } from './act.ts'
import { faultSpec, showFault } from './show-fault.ts'
import type { FaultSpec } from './show-fault.ts'

const FAULTS = '/v1/sandboxes/:sandbox_id/faults'

const startFault = endpoint({
  method: 'POST',
  path: FAULTS,
  tag: 'Faults',
  summary: 'Start a fault',
  description:
    'Breaks something until it is deleted, its time is up, or it has struck `count` times. 409 where a fault of the same kind is in force already.',
  scope: 'admin',
  body: startFaultBody,
  responses: { 201: { description: 'The fault, which is in force.', schema: startedFault } },
  async handle({ sandbox, caller, sandboxId, origin, body }) {
    const asker = { sandbox, caller, sandboxId }
    // The faults of groups strike at once and are over.
    const durationMs = 'duration_ms' in body ? (body.duration_ms ?? null) : null
    const spec = faultSpec(body)
    const started = await start(asker, spec, durationMs)
    const isBothWays = body.kind === 'link' && body.both_ways === true
    const reverse = isBothWays && spec.kind === 'link' ? await startReverse(asker, started.faultId, spec, durationMs) : null
    const sequence = reverse?.sequence ?? started.sequence
    const shown = { ...showFault(started), ...(reverse === null ? {} : { reverse_id: reverse.faultId }), sequence }
    const self = `${origin}/v1/sandboxes/${sandboxId}/faults/${started.faultId}`
    return json(201, shown, { Location: self, ...sequenceHeader({ sequence }) })
  },
})

const listFaults = endpoint({
  method: 'GET',
  path: FAULTS,
  tag: 'Faults',
  summary: 'List the faults in force',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The faults, by id.', schema: faultList } },
  async handle({ sandbox, caller, sandboxId, origin, query }) {
    const { faults } = valueOf(await sandbox.state(caller), sandboxId)
    const sorted = faults.toSorted((a, b) => a.faultId - b.faultId)
    const page = pageOf(sorted, ({ faultId }) => String(faultId), compareNumbers, query, `${origin}/v1/sandboxes/${sandboxId}/faults`)
    return json(200, { faults: page.items.map(showFault), next: page.next })
  },
})

const describeFault = endpoint({
  method: 'GET',
  path: `${FAULTS}/:fault_id`,
  tag: 'Faults',
  summary: 'Describe a fault',
  description: 'As long as it is in force; afterwards it is 404, and its end is among the events.',
  scope: 'observe',
  responses: { 200: { description: 'The fault.', schema: fault } },
  async handle({ sandbox, caller, sandboxId, params }) {
    const faultId = integerParameter(params.fault_id)
    const { faults } = valueOf(await sandbox.state(caller), sandboxId)
    const found = faults.find((one) => one.faultId === faultId)
    if (found === undefined) throw notFound(`There is no fault ${faultId}.`)
    return json(200, showFault(found))
  },
})

const endFault = endpoint({
  method: 'DELETE',
  path: `${FAULTS}/:fault_id`,
  tag: 'Faults',
  summary: 'End a fault',
  scope: 'admin',
  responses: { 204: { description: 'It is over.' } },
  async handle(context) {
    const faultId = integerParameter(context.params.fault_id)
    const { sequence } = await act(context, { kind: 'endFault', faultId }, 404)
    return empty(204, sequenceHeader({ sequence }))
  },
})

export const faultEndpoints: readonly Endpoint[] = [startFault, listFaults, describeFault, endFault]

type Started = FaultState & { readonly sequence: number }
type LinkSpec = Extract<FaultSpec, { kind: 'link' }>

async function start(asker: Asker, spec: FaultSpec, durationMs: number | null): Promise<Started> {
  const { faultId, sequence } = await act(asker, { kind: 'startFault', spec, durationMs }, 409)
  if (faultId === null) throw new Error('A fault that was started has an id.')
  // Only the cluster's clock knows when that was. The fault itself may be over by now, but what happened stays.
  const { events } = valueOf(await asker.sandbox.events(asker.caller, sequence, 1), asker.sandboxId)
  const startedMs = events[0]?.nowMs
  if (startedMs === undefined) throw new Error(`The event ${sequence} of a fault that was just started is kept.`)
  const used = spec.kind === 'rebalance' || spec.kind === 'expire_session' ? 1 : 0
  return { faultId, spec, startedMs, endsMs: durationMs === null ? null : startedMs + durationMs, used, sequence }
}

/** The same link the other way round. When that is refused the first fault ends as well: both ways or none. */
async function startReverse(asker: Asker, startedId: number, spec: LinkSpec, durationMs: number | null): Promise<Started> {
  try {
    return await start(asker, { ...spec, from: spec.to, to: spec.from }, durationMs)
  } catch (refusal) {
    await act(asker, { kind: 'endFault', faultId: startedId }, 404)
    throw refusal
  }
}
