// Which rules somebody means: what a filter leaves open, any rule fits. Of patterns there are two ways to leave them open: ANY takes those with
// the very name, MATCH those that are about a resource of that name.
// Source: AclBindingFilter, ResourcePatternFilter and AccessControlEntryFilter of Kafka 4.3.
import type { AclOperation, PatternType, PermissionType, ResourceType } from './acl-codes.ts'
import type { AclBinding } from './acl-binding.ts'
import { WILDCARD } from './acl-binding.ts'

export type AclFilter = {
  readonly resourceType: ResourceType
  /** Null is any name, as it is for the principal and the host. */
  readonly resourceName: string | null
  readonly patternType: PatternType
  readonly principal: string | null
  readonly host: string | null
  readonly operation: AclOperation
  readonly permissionType: PermissionType
}

export function matchesAclFilter(filter: AclFilter, acl: AclBinding): boolean {
  return (
    (filter.resourceType === 'ANY' || filter.resourceType === acl.resourceType) &&
    matchesPattern(filter, acl) &&
    (filter.principal === null || filter.principal === acl.principal) &&
    (filter.host === null || filter.host === acl.host) &&
    (filter.operation === 'ANY' || filter.operation === acl.operation) &&
    (filter.permissionType === 'ANY' || filter.permissionType === acl.permissionType)
  )
}

function matchesPattern({ patternType, resourceName: name }: AclFilter, acl: AclBinding): boolean {
  if (patternType !== 'ANY' && patternType !== 'MATCH' && patternType !== acl.patternType) return false
  if (name === null) return true
  if (patternType !== 'MATCH') return name === acl.resourceName
  if (acl.patternType === 'PREFIXED') return name.startsWith(acl.resourceName)
  return name === acl.resourceName || acl.resourceName === WILDCARD
}

/** What a filter says that no version of Kafka means, or null. */
export function refuseAclFilter({ resourceType, patternType, operation, permissionType }: AclFilter): string | null {
  if (resourceType === 'UNKNOWN' || patternType === 'UNKNOWN') return 'Unknown patternFilter.'
  return operation === 'UNKNOWN' || permissionType === 'UNKNOWN' ? 'Unknown entryFilter.' : null
}
