// Whether rules allow something. A rule that forbids wins over all that allow; where no rule is about a resource, everybody may
// (allow.everyone.if.no.acl.found), since a sandbox without rules is one without restrictions.
// Source: StandardAuthorizerData and Authorizer.authorizeByResourceType of Kafka 4.3.
import type { AclOperation, ResourceType } from './acl-codes.ts'
import type { AclBinding } from './acl-binding.ts'
import { WILDCARD, WILDCARD_PRINCIPAL } from './acl-binding.ts'

/** Who asks, and from where. */
export type AclSubject = {
  /** `User:<name>`. */
  readonly principal: string
  /** The bare address. */
  readonly host: string
}

/** Who may do one of these may also describe, or describe the configs. What forbids one of them does not forbid that. */
const IMPLY: Readonly<Partial<Record<AclOperation, ReadonlySet<AclOperation>>>> = {
  DESCRIBE: new Set(['READ', 'WRITE', 'DELETE', 'ALTER']),
  DESCRIBE_CONFIGS: new Set(['ALTER_CONFIGS']),
}

export function isAllowed(
  acls: readonly AclBinding[],
  subject: AclSubject,
  operation: AclOperation,
  resourceType: ResourceType,
  resourceName: string,
): boolean {
  const about = acls.filter((acl) => acl.resourceType === resourceType && isAbout(acl, resourceName))
  if (about.length === 0) return true
  const concerning = about.filter((acl) => concerns(acl, subject, operation))
  return concerning.length > 0 && concerning.every(({ permissionType }) => permissionType === 'ALLOW')
}

/** Whether there may be a resource of the type on which the operation is allowed. */
export function isAllowedOnSome(
  acls: readonly AclBinding[],
  subject: AclSubject,
  operation: AclOperation,
  resourceType: ResourceType,
): boolean {
  const concerning = acls.filter((acl) => acl.resourceType === resourceType && concerns(acl, subject, operation))
  const denials = concerning.filter(({ permissionType }) => permissionType === 'DENY')
  if (denials.some(isAboutAll)) return false
  const allowing = concerning.filter(({ permissionType }) => permissionType === 'ALLOW')
  if (allowing.some((acl) => isAboutAll(acl) || !denials.some((denial) => covers(denial, acl)))) return true
  // Where nothing is said about all resources, there is one that nothing is said about.
  return !acls.some((acl) => acl.resourceType === resourceType && isAboutAll(acl))
}

function isAbout({ patternType, resourceName: pattern }: AclBinding, name: string): boolean {
  if (patternType === 'PREFIXED') return name.startsWith(pattern)
  return pattern === name || pattern === WILDCARD
}

function isAboutAll({ patternType, resourceName }: AclBinding): boolean {
  return patternType === 'LITERAL' && resourceName === WILDCARD
}

/** Whether whatever the second is about, the first is about too. */
function covers(acl: AclBinding, other: AclBinding): boolean {
  if (acl.patternType === 'PREFIXED') return other.resourceName.startsWith(acl.resourceName)
  return isAboutAll(acl) || (other.patternType === 'LITERAL' && other.resourceName === acl.resourceName)
}

function concerns(
  { principal, host, operation: ruled, permissionType }: AclBinding,
  subject: AclSubject,
  operation: AclOperation,
): boolean {
  if (principal !== WILDCARD_PRINCIPAL && principal !== subject.principal) return false
  if (host !== WILDCARD && host !== subject.host) return false
  if (ruled === 'ALL' || ruled === operation) return true
  return permissionType === 'ALLOW' && IMPLY[operation]?.has(ruled) === true
}
