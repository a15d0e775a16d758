// What __cluster_metadata says about who may do what, and how much.
// Source: StandardAclWithId, AclControlManager and ClientQuotaControlManager of Kafka 4.3.
import { ACL_OPERATIONS, codeOfName, PATTERN_TYPES, PERMISSION_TYPES, RESOURCE_TYPES } from '../../../schema/kafka/acls/acl-codes.ts'
import type { AclBinding } from '../../../schema/kafka/acls/acl-binding.ts'
import type { MetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import type { QuotaEntity } from '../../../schema/kafka/requests/client-quotas.ts'

export function aclRecord(id: string, acl: AclBinding): MetadataRecord {
  return {
    type: 'AccessControlEntryRecord',
    id,
    resourceType: codeOfName(RESOURCE_TYPES, acl.resourceType),
    resourceName: acl.resourceName,
    patternType: codeOfName(PATTERN_TYPES, acl.patternType),
    principal: acl.principal,
    host: acl.host,
    operation: codeOfName(ACL_OPERATIONS, acl.operation),
    permissionType: codeOfName(PERMISSION_TYPES, acl.permissionType),
  }
}

/** A null value is the end of the quota. */
export function quotaRecord(entity: QuotaEntity, key: string, value: number | null): MetadataRecord {
  return { type: 'ClientQuotaRecord', entity, key, value: value ?? 0, remove: value === null }
}
