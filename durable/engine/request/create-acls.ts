// CreateAcls (API key 30): adds rules of access.
// Does: each rule by itself; one that is there already is made once more by doing nothing.
// Source: AclApis.handleCreateAcls and AclControlManager.createAcls of Kafka 4.3.
import { aclKey } from '../../../schema/kafka/acls/acl-binding.ts'
import type { AclBinding, WantedAcl } from '../../../schema/kafka/acls/acl-binding.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { CreateAclsRequest, CreateAclsResponse } from '../../../schema/kafka/requests/create-acls.ts'
import { MAX_ACCESS_CHANGES_PER_REQUEST, MAX_ACLS_PER_SANDBOX } from '../../../schema/limits.ts'
import { checkAcl, TOO_MANY_CHANGES } from '../access/check-acl.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'
import { randomUuid } from '../uuid.ts'

type Result = CreateAclsResponse['results'][number]

export function decideCreateAcls(step: Step, { creations }: CreateAclsRequest): Decision<'CreateAcls'> {
  if (creations.length > MAX_ACCESS_CHANGES_PER_REQUEST) {
    return answer<'CreateAcls'>({ results: creations.map(() => result('INVALID_REQUEST', TOO_MANY_CHANGES)) })
  }
  const existing = new Set(Array.from(step.cluster.acls.values(), aclKey))
  const results = creations.map((wanted) => create(step, existing, wanted))
  return step.decision<'CreateAcls'>({ results })
}

/** @param existing the keys of all rules, those of this request included. */
function create(step: Step, existing: Set<string>, wanted: WantedAcl): Result {
  const checked = checkAcl(wanted)
  if (!checked.ok) return result('INVALID_REQUEST', checked.message)
  const { acl } = checked
  if (existing.has(aclKey(acl))) return result('NONE', null)
  if (existing.size >= MAX_ACLS_PER_SANDBOX) return result('POLICY_VIOLATION', `A sandbox has at most ${MAX_ACLS_PER_SANDBOX} ACLs.`)
  existing.add(aclKey(acl))
  add(step, acl)
  return result('NONE', null)
}

function add(step: Step, acl: AclBinding): void {
  step.records.push({ kind: 'acl.created', aclId: randomUuid(step.random), acl })
}

function result(error: KafkaErrorName, errorMessage: string | null): Result {
  return { error, errorMessage }
}
