// The records of __cluster_metadata about who may do what and how much of it: ACLs, SCRAM credentials, delegation tokens, client quotas.
// Source: the metadata record definitions of Kafka 4.3; AclControlManager, ScramControlManager, DelegationTokenControlManager,
// ClientQuotaControlManager.

import { defineMessage } from '../message/message-definition.ts'

export const accessControlEntryRecord = defineMessage({
  name: 'AccessControlEntryRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'id', type: 'uuid', versions: '0+' },
    { name: 'resourceType', type: 'int8', versions: '0+' },
    { name: 'resourceName', type: 'string', versions: '0+' },
    { name: 'patternType', type: 'int8', versions: '0+' },
    { name: 'principal', type: 'string', versions: '0+' },
    { name: 'host', type: 'string', versions: '0+' },
    { name: 'operation', type: 'int8', versions: '0+' },
    { name: 'permissionType', type: 'int8', versions: '0+' },
  ],
})

export const removeAccessControlEntryRecord = defineMessage({
  name: 'RemoveAccessControlEntryRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'id', type: 'uuid', versions: '0+' }],
})

export const userScramCredentialRecord = defineMessage({
  name: 'UserScramCredentialRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'name', type: 'string', versions: '0+' },
    { name: 'mechanism', type: 'int8', versions: '0+' },
    { name: 'salt', type: 'bytes', versions: '0+' },
    { name: 'storedKey', type: 'bytes', versions: '0+' },
    { name: 'serverKey', type: 'bytes', versions: '0+' },
    { name: 'iterations', type: 'int32', versions: '0+' },
  ],
})

export const removeUserScramCredentialRecord = defineMessage({
  name: 'RemoveUserScramCredentialRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'name', type: 'string', versions: '0+' },
    { name: 'mechanism', type: 'int8', versions: '0+' },
  ],
})

export const delegationTokenRecord = defineMessage({
  name: 'DelegationTokenRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'owner', type: 'string', versions: '0+' },
    { name: 'requester', type: 'string', versions: '0+' },
    { name: 'renewers', type: '[]string', versions: '0+' },
    { name: 'issueTimestamp', type: 'int64', versions: '0+' },
    { name: 'maxTimestamp', type: 'int64', versions: '0+' },
    { name: 'expirationTimestamp', type: 'int64', versions: '0+' },
    { name: 'tokenId', type: 'string', versions: '0+' },
  ],
})

export const removeDelegationTokenRecord = defineMessage({
  name: 'RemoveDelegationTokenRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'tokenId', type: 'string', versions: '0+' }],
})

export const clientQuotaRecord = defineMessage({
  name: 'ClientQuotaRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    {
      name: 'entity',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'entityType', type: 'string', versions: '0+' },
        { name: 'entityName', type: 'string', versions: '0+', nullableVersions: '0+' },
      ],
    },
    { name: 'key', type: 'string', versions: '0+' },
    { name: 'value', type: 'float64', versions: '0+' },
    { name: 'remove', type: 'bool', versions: '0+' },
  ],
})
