// What is wrong with a rule that somebody wants to add. The sentences are those of the broker and of the controller, in their order.
// Source: AclApis.handleCreateAcls and AclControlManager.validateNewAcl of Kafka 4.3.
import { isBindingType } from '../../../schema/kafka/acls/acl-binding.ts'
import type { AclBinding, WantedAcl } from '../../../schema/kafka/acls/acl-binding.ts'
import { CLUSTER_NAME } from '../../../schema/kafka/acls/acl-codes.ts'
import { MAX_ACCESS_CHANGES_PER_REQUEST, MAX_ACL_TEXT_CHARACTERS } from '../../../schema/limits.ts'

export const TOO_MANY_CHANGES = `A request has at most ${MAX_ACCESS_CHANGES_PER_REQUEST} of them.`

export type CheckedAcl = { readonly ok: true; readonly acl: AclBinding } | { readonly ok: false; readonly message: string }

export function checkAcl(wanted: WantedAcl): CheckedAcl {
  const { resourceType, resourceName, patternType, principal, host, operation, permissionType } = wanted
  if (resourceType === 'CLUSTER' && resourceName !== CLUSTER_NAME) {
    return refuse(`The only valid name for the CLUSTER resource is ${CLUSTER_NAME}`)
  }
  if (resourceName === '') return refuse('Invalid empty resource name')
  if (!isBindingType(resourceType)) return refuse(`Invalid resourceType ${resourceType}`)
  if (patternType !== 'LITERAL' && patternType !== 'PREFIXED') return refuse(`Invalid patternType ${patternType}`)
  if (operation === 'UNKNOWN' || operation === 'ANY') return refuse(`Invalid operation ${operation}`)
  if (permissionType !== 'ALLOW' && permissionType !== 'DENY') return refuse(`Invalid permissionType ${permissionType}`)
  if (!principal.includes(':')) {
    const why = '(no colon is present separating the principal type from the principal name)'
    return refuse(`Could not parse principal from \`${principal}\` ${why}`)
  }
  const tooLong = [resourceName, principal, host].some(({ length }) => length > MAX_ACL_TEXT_CHARACTERS)
  if (tooLong) return refuse(`Names of an ACL have at most ${MAX_ACL_TEXT_CHARACTERS} characters.`)
  return { ok: true, acl: { resourceType, resourceName, patternType, principal, host, operation, permissionType } }
}

function refuse(message: string): CheckedAcl {
  return { ok: false, message }
}
