// DeleteAcls (API key 31): removes the rules that filters mean, and tells which those were.
// Does: each filter by itself; a rule that two of them mean is told under both and removed once. When they find too much together, the last of
//   them are refused.
// Source: AclControlManager.deleteAcls of Kafka 4.3.
import { matchesAclFilter, refuseAclFilter } from '../../../schema/kafka/acls/acl-filter.ts'
import type { AclFilter } from '../../../schema/kafka/acls/acl-filter.ts'
import type { DeleteAclsRequest, DeleteAclsResponse } from '../../../schema/kafka/requests/delete-acls.ts'
import { MAX_ACCESS_CHANGES_PER_REQUEST } from '../../../schema/limits.ts'
import { TOO_MANY_CHANGES } from '../access/check-acl.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'
import type { Step } from '../step.ts'

type FilterResult = DeleteAclsResponse['filterResults'][number]

export function decideDeleteAcls(step: Step, { filters }: DeleteAclsRequest): Decision<'DeleteAcls'> {
  if (filters.length > MAX_ACCESS_CHANGES_PER_REQUEST) {
    return answer<'DeleteAcls'>({ filterResults: filters.map(() => refused(TOO_MANY_CHANGES)) })
  }
  const removed = new Set<string>()
  let found = 0
  const filterResults = filters.map((filter) => {
    const result = found > MAX_ACCESS_CHANGES_PER_REQUEST ? refused(TOO_MANY_CHANGES) : remove(step, filter, removed)
    found += result.matchingAcls.length
    return result
  })
  for (const aclId of removed) step.records.push({ kind: 'acl.removed', aclId })
  return step.decision<'DeleteAcls'>({ filterResults })
}

function remove({ cluster }: Step, filter: AclFilter, removed: Set<string>): FilterResult {
  const errorMessage = refuseAclFilter(filter)
  if (errorMessage !== null) return refused(errorMessage)
  const found = [...cluster.acls].filter(([, acl]) => matchesAclFilter(filter, acl))
  for (const [aclId] of found) removed.add(aclId)
  return { error: 'NONE', errorMessage: null, matchingAcls: found.map(([, acl]) => acl) }
}

function refused(errorMessage: string): FilterResult {
  return { error: 'INVALID_REQUEST', errorMessage, matchingAcls: [] }
}
