// DeleteAcls (API key 31): removes the rules that filters mean, and tells which those were.
// Does: each filter by itself; a rule that two of them mean is told under both and removed once.
// Source: AclControlManager.deleteAcls of Kafka 4.3.
import { matchesAclFilter, refuseAclFilter } from '../../../schema/kafka/acls/acl-filter.ts'
import type { AclFilter } from '../../../schema/kafka/acls/acl-filter.ts'
import type { DeleteAclsRequest, DeleteAclsResponse } from '../../../schema/kafka/requests/delete-acls.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'

type FilterResult = DeleteAclsResponse['filterResults'][number]

export function decideDeleteAcls(step: Step, { filters }: DeleteAclsRequest): Decision<'DeleteAcls'> {
  const removed = new Set<string>()
  const filterResults = filters.map((filter) => remove(step, filter, removed))
  for (const aclId of removed) step.records.push({ kind: 'acl.removed', aclId })
  return step.decision<'DeleteAcls'>({ filterResults })
}

function remove({ cluster }: Step, filter: AclFilter, removed: Set<string>): FilterResult {
  const errorMessage = refuseAclFilter(filter)
  if (errorMessage !== null) return { error: 'INVALID_REQUEST', errorMessage, matchingAcls: [] }
  const found = [...cluster.acls].filter(([, acl]) => matchesAclFilter(filter, acl))
  for (const [aclId] of found) removed.add(aclId)
  return { error: 'NONE', errorMessage: null, matchingAcls: found.map(([, acl]) => acl) }
}
