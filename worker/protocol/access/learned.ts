// What guards have to learn from the cluster before they can decide: the rules of access, and the names of topics by their ids, for who is held
// to names and calls topics by their ids.
import type { AclBinding } from '../../../schema/kafka/acls/acl-binding.ts'
import type { Caller, SandboxRpc } from '../../../durable/shell/rpc.ts'
import { UnanswerableRequestError } from '../connection-error.ts'
import type { TopicNames } from './rights.ts'

type Topic = { readonly name: string; readonly topicId: string }

/**
 * An id never changes its topic, so what was learned once holds, and the cluster is asked only for an id that is new.
 *
 * @param topics all that there are at the moment.
 */
export function rememberedTopicNames(topics: () => Promise<readonly Topic[]>): TopicNames {
  let names: ReadonlyMap<string, string> = new Map()
  return async (topicIds) => {
    if (!topicIds.every((topicId) => names.has(topicId))) {
      names = new Map((await topics()).map(({ topicId, name }) => [topicId, name]))
    }
    return names
  }
}

export async function aclsOf(sandbox: SandboxRpc, caller: Caller): Promise<readonly AclBinding[]> {
  const outcome = await sandbox.acls(caller)
  if (!outcome.ok) throw new UnanswerableRequestError(outcome.message)
  return outcome.value
}

export async function topicsOf(sandbox: SandboxRpc, caller: Caller): Promise<readonly Topic[]> {
  const outcome = await sandbox.kafka(caller, { api: 'Metadata', request: { topics: null, allowAutoTopicCreation: false } })
  if (!outcome.ok) throw new UnanswerableRequestError(outcome.message)
  return outcome.value.response.topics
}
