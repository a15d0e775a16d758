// Who may do what, and how much, in Simplified Chinese.
import type { AccessSentences } from './sentences.ts'

export const accessSentences: AccessSentences = {
  'acl.created': ({ acl }) => {
    const verb = acl.permissionType === 'ALLOW' ? '允许' : '禁止'
    const what =
      acl.patternType === 'PREFIXED' ? `以 ${acl.resourceName} 开头的 ${acl.resourceType}` : `${acl.resourceType} ${acl.resourceName}`
    const where = acl.host === '*' ? '' : `从 ${acl.host} `
    return `已${verb} ${acl.principal} ${where}对 ${what} 执行 ${acl.operation}`
  },
  'acl.removed': ({ aclId }) => `ACL ${aclId} 已删除`,
  'clientQuota.changed': ({ entity, key, value }) => {
    const whom = entity.map(({ entityType, entityName }) => `${entityType} ${entityName ?? '（默认）'}`).join('、')
    return value === null ? `${whom} 的 ${key} 不再受限` : `${whom} 的 ${key} 上限设为 ${value}`
  },
}
