// POST /v1/sandboxes/{id}/brokers/{b}:kill and its like: one node's life, in somebody's hand. Controllers are nodes too.
import type { NodeAction } from '../../durable/engine/input.ts'
import { nodeActionAnswer, nodeActionBody, nodeAwayBody } from '../../schema/api/nodes.ts'
import type { NodeVerb } from '../../schema/api/nodes.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { act } from './act.ts'

type VerbFacts = { readonly action: NodeAction; readonly summary: string; readonly description: string }

const VERBS: Readonly<Record<NodeVerb, VerbFacts>> = {
  kill: {
    action: 'kill',
    summary: 'Kill a broker',
    description: 'Its process ends at once, as with `kill -9`. What it wrote is kept; the controller notices when its session expires.',
  },
  stop: {
    action: 'stop',
    summary: 'Stop a broker in order',
    description: 'A controlled shutdown: it hands over what it leads, writes everything to its disk, and goes.',
  },
  start: {
    action: 'start',
    summary: 'Start a broker',
    description: 'A broker that is down registers anew, catches up with the metadata, and then with its leaders.',
  },
  pause: {
    action: 'pause',
    summary: 'Pause a broker',
    description: 'As a long garbage collection does: it answers nobody, keeps its connections, and still believes what it believed.',
  },
  resume: {
    action: 'resume',
    summary: 'Resume a broker',
    description: 'It first serves what waits in its sockets, and only then hears what happened meanwhile.',
  },
  'crash-unflushed': {
    action: 'crash',
    summary: 'Crash the machine of a broker',
    description: 'The power goes: what its log had not flushed to the disk is lost.',
  },
}

function nodeAction(verb: NodeVerb): Endpoint {
  const { action, summary, description } = VERBS[verb]
  return endpoint({
    method: 'POST',
    path: `/v1/sandboxes/:sandbox_id/brokers/:node_id:${verb}` as const,
    tag: 'Faults',
    summary,
    description: `${description} A controller can be named as well. 409 when it cannot do that now.`,
    scope: 'admin',
    body: action === 'start' || action === 'resume' ? nodeActionBody : nodeAwayBody,
    responses: { 200: { description: 'It is done.', schema: nodeActionAnswer } },
    async handle(context) {
      const nodeId = integerParameter(context.params.node_id)
      const durationMs = context.body?.duration_ms ?? null
      const { sequence } = await act(context, { kind: 'node', nodeId, action, durationMs }, 409)
      return json(200, { broker_id: nodeId, action: verb, sequence }, sequenceHeader({ sequence }))
    },
  })
}

export const nodeEndpoints: readonly Endpoint[] = [
  nodeAction('kill'),
  nodeAction('stop'),
  nodeAction('start'),
  nodeAction('pause'),
  nodeAction('resume'),
  nodeAction('crash-unflushed'),
]
