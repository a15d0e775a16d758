// Rules of access between the wire, where their words are codes, and the cluster, where they are names.
import {
  ACL_OPERATIONS,
  codeOfName,
  nameOfCode,
  PATTERN_TYPES,
  PERMISSION_TYPES,
  RESOURCE_TYPES,
} from '../../../../schema/kafka/acls/acl-codes.ts'
import type { AclBinding } from '../../../../schema/kafka/acls/acl-binding.ts'
import type { AclFilter } from '../../../../schema/kafka/acls/acl-filter.ts'

/** What an entry says beside its resource, as the wire has it. */
type WireEntry = { readonly operation: number; readonly permissionType: number }

type WireFilter = WireEntry & {
  readonly resourceTypeFilter: number
  readonly resourceNameFilter: string | null
  readonly patternTypeFilter: number
  readonly principalFilter: string | null
  readonly hostFilter: string | null
}

export function aclFilterOf(filter: WireFilter): AclFilter {
  return {
    resourceType: nameOfCode(RESOURCE_TYPES, filter.resourceTypeFilter),
    resourceName: filter.resourceNameFilter,
    patternType: nameOfCode(PATTERN_TYPES, filter.patternTypeFilter),
    principal: filter.principalFilter,
    host: filter.hostFilter,
    ...namesOfEntry(filter),
  }
}

export function namesOfEntry({ operation, permissionType }: WireEntry) {
  return { operation: nameOfCode(ACL_OPERATIONS, operation), permissionType: nameOfCode(PERMISSION_TYPES, permissionType) }
}

export function wireResourceOf({ resourceType, resourceName, patternType }: AclBinding) {
  return { resourceType: codeOfName(RESOURCE_TYPES, resourceType), resourceName, patternType: codeOfName(PATTERN_TYPES, patternType) }
}

export function wireEntryOf({ principal, host, operation, permissionType }: AclBinding) {
  return { principal, host, operation: codeOfName(ACL_OPERATIONS, operation), permissionType: codeOfName(PERMISSION_TYPES, permissionType) }
}
