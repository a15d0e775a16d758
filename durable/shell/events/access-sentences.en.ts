// Who may do what, and how much, in English.
import type { AccessSentences } from './sentences.ts'

export const accessSentences: AccessSentences = {
  'acl.created': ({ acl }) => {
    const verb = acl.permissionType === 'ALLOW' ? 'allowed' : 'forbidden'
    const what = acl.patternType === 'PREFIXED' ? `whatever ${acl.resourceType} begins with` : acl.resourceType
    const where = acl.host === '*' ? '' : ` from ${acl.host}`
    return `${acl.principal} was ${verb} ${acl.operation} on ${what} ${acl.resourceName}${where}`
  },
  'acl.removed': ({ aclId }) => `The ACL ${aclId} was removed`,
  'clientQuota.changed': ({ entity, key, value }) => {
    const whom = entity.map(({ entityType, entityName }) => `${entityType} ${entityName ?? '(default)'}`).join(' with ')
    return value === null ? `${key} of ${whom} is limited no more` : `${key} of ${whom} was limited to ${value}`
  },
}
