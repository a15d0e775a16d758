// GET /v1/sandboxes/{id}/state: the whole cluster at one moment.
import type { ClusterState } from '../../durable/shell/views/cluster-state.ts'
import { momentQuery } from '../../schema/api/history.ts'
import type { MomentQuery } from '../../schema/api/history.ts'
import { clusterState } from '../../schema/api/state.ts'
import type { ShownState } from '../../schema/api/state.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { valueOf } from '../http/outcome.ts'
import { isInternalTopic } from '../../schema/kafka/internal-topics.ts'
import type { Asker } from '../kafka/ask.ts'
import { mayName } from '../kafka/topic-names.ts'
import type { Principal } from '../keys/principal.ts'
import { valueAt } from './history-endpoints.ts'
import { showFault } from './show-fault.ts'
import { snakeCased } from '../../schema/json/snake-case.ts'

const describeState = endpoint({
  method: 'GET',
  path: '/v1/sandboxes/:sandbox_id/state',
  tag: 'State',
  summary: 'Describe the whole cluster',
  description:
    'Nodes, topics with every replica’s log, faults, clock and what waits. A key that is bound to a prefix sees only those topics. With `at` it is as it ' +
    'was right behind that event: 410 when that moment is not kept any more, 422 when it is still to come.',
  scope: 'observe',
  query: momentQuery,
  responses: { 200: { description: 'Everything, as of one event.', schema: clusterState } },
  handle: (context) => stateAnswer(context, context.query),
})

export const stateEndpoints: readonly Endpoint[] = [describeState]

/** The cluster at the moment that is asked for: that of a sandbox, or that in a snapshot. */
export async function stateAnswer(
  { sandbox, caller, sandboxId, principal }: Asker & { readonly principal: Pick<Principal, 'topicPrefix'> },
  { at, internal }: MomentQuery,
): Promise<Response> {
  const state =
    at === undefined
      ? valueOf(await sandbox.state(caller), sandboxId)
      : valueAt(at, 'at', valueOf(await sandbox.stateAt(caller, at), sandboxId))
  const isShown = ({ name }: { readonly name: string }) => mayName(principal, name) && (internal !== 'false' || !isInternalTopic(name))
  return json(200, showState({ ...state, topics: state.topics.filter(isShown) }))
}

function showState({ faults, ...others }: ClusterState): ShownState {
  return { ...snakeCased(others), faults: faults.map(showFault) }
}
