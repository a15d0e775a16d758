// One rule of access control: who, from where, may or may not do what with which resources.
// Source: AclBinding, ResourcePattern and AccessControlEntry of Kafka 4.3.
import type { AclOperation, PatternType, PermissionType, ResourceType } from './acl-codes.ts'

export type AclBinding = {
  readonly resourceType: Exclude<ResourceType, 'UNKNOWN' | 'ANY'>
  readonly resourceName: string
  readonly patternType: 'LITERAL' | 'PREFIXED'
  /** `User:<name>`. */
  readonly principal: string
  /** An address, or a star for every one. */
  readonly host: string
  readonly operation: Exclude<AclOperation, 'UNKNOWN' | 'ANY'>
  readonly permissionType: 'ALLOW' | 'DENY'
}

/** A rule that somebody wants: nothing about it has been checked. */
export type WantedAcl = {
  readonly resourceType: ResourceType
  readonly resourceName: string
  readonly patternType: PatternType
  readonly principal: string
  readonly host: string
  readonly operation: AclOperation
  readonly permissionType: PermissionType
}

/** As the name of a literal pattern: every resource of the type. As a host: every host. */
export const WILDCARD = '*'
/** Everybody. */
export const WILDCARD_PRINCIPAL = 'User:*'

/** Two rules that say the same are one. */
export function aclKey({ resourceType, resourceName, patternType, principal, host, operation, permissionType }: AclBinding): string {
  return JSON.stringify([resourceType, resourceName, patternType, principal, host, operation, permissionType])
}

const TYPES = new Set<ResourceType>(['TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID', 'DELEGATION_TOKEN', 'USER'])

export function isBindingType(type: ResourceType): type is AclBinding['resourceType'] {
  return TYPES.has(type)
}
