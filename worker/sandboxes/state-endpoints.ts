// GET /v1/sandboxes/{id}/state: the whole cluster at one moment.
import type { ClusterState } from '../../durable/shell/views/cluster-state.ts'
import { clusterState } from '../../schema/api/state.ts'
import type { ShownState } from '../../schema/api/state.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { mayName } from '../kafka/topic-names.ts'
import { showFault } from './show-fault.ts'
import { snakeCased } from '../../schema/json/snake-case.ts'

const describeState = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/state',
  tag: 'State',
  summary: 'Describe the whole cluster',
  description:
    'Nodes, topics with every replica’s log, faults, clock and what waits. A key that is bound to a prefix sees only those topics.',
  scope: 'observe',
  responses: { 200: { description: 'Everything, as of one event.', schema: clusterState } },
  async handle({ sandbox, caller, sandboxId, principal }) {
    const state = valueOf(await sandbox.state(caller), sandboxId)
    return json(200, showState({ ...state, topics: state.topics.filter(({ name }) => mayName(principal, name)) }))
  },
})

export const stateEndpoints: readonly Endpoint[] = [describeState]

function showState({ faults, ...others }: ClusterState): ShownState {
  return { ...snakeCased(others), faults: faults.map(showFault) }
}
