// The words of Kafka's access control with their codes: kinds of resources, kinds of patterns, operations, permissions. UNKNOWN and ANY are
// words of filters; what is stored has neither.
// Source: ResourceType, PatternType, AclOperation and AclPermissionType of Kafka 4.3.

export const RESOURCE_TYPES = ['UNKNOWN', 'ANY', 'TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID', 'DELEGATION_TOKEN', 'USER'] as const
export const PATTERN_TYPES = ['UNKNOWN', 'ANY', 'MATCH', 'LITERAL', 'PREFIXED'] as const
export const ACL_OPERATIONS = [
  'UNKNOWN',
  'ANY',
  'ALL',
  'READ',
  'WRITE',
  'CREATE',
  'DELETE',
  'ALTER',
  'DESCRIBE',
  'CLUSTER_ACTION',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
  'IDEMPOTENT_WRITE',
  'CREATE_TOKENS',
  'DESCRIBE_TOKENS',
  'TWO_PHASE_COMMIT',
] as const
export const PERMISSION_TYPES = ['UNKNOWN', 'ANY', 'DENY', 'ALLOW'] as const

export type ResourceType = (typeof RESOURCE_TYPES)[number]
export type PatternType = (typeof PATTERN_TYPES)[number]
export type AclOperation = (typeof ACL_OPERATIONS)[number]
export type PermissionType = (typeof PERMISSION_TYPES)[number]

/** The one resource of the type CLUSTER. */
export const CLUSTER_NAME = 'kafka-cluster'

/** A code that is not in the table is UNKNOWN, as everything is that a later version may bring. */
export function nameOfCode<Name extends string>(names: readonly ['UNKNOWN', ...Name[]], code: number): Name | 'UNKNOWN' {
  return names[code] ?? 'UNKNOWN'
}

export function codeOfName<Name extends string>(names: readonly Name[], name: Name): number {
  return names.indexOf(name)
}
