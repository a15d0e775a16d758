// DescribeAcls (API key 29): the rules that a filter means, the oldest first.
// Does not: SECURITY_DISABLED. A sandbox always has an authorizer; without rules it forbids nothing.
// Source: AclApis.handleDescribeAcls and StandardAuthorizer.acls of Kafka 4.3.
import { matchesAclFilter, refuseAclFilter } from '../../../schema/kafka/acls/acl-filter.ts'
import type { DescribeAclsRequest } from '../../../schema/kafka/requests/describe-acls.ts'
import type { ClusterView } from '../cluster.ts'
import { answer } from '../decision.ts'
import type { Decision } from '../decision.ts'

export function decideDescribeAcls({ acls }: ClusterView, { filter }: DescribeAclsRequest): Decision<'DescribeAcls'> {
  const errorMessage = refuseAclFilter(filter)
  if (errorMessage !== null) return answer<'DescribeAcls'>({ error: 'INVALID_REQUEST', errorMessage, acls: [] })
  const found = [...acls.values()].filter((acl) => matchesAclFilter(filter, acl))
  return answer<'DescribeAcls'>({ error: 'NONE', errorMessage: null, acls: found })
}
