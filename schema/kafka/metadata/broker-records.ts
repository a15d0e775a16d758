// The records of __cluster_metadata that say which brokers and controllers there are and in what state. Fencing is a change of the
// registration since 3.3; the two records of their own are only read from older logs.
// Source: the metadata record definitions of Kafka 4.3; ClusterControlManager.

import { defineMessage } from '../message/message-definition.ts'

export const registerBrokerRecord = defineMessage({
  name: 'RegisterBrokerRecord',
  validVersions: '0-4',
  flexibleVersions: '0+',
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+' },
    { name: 'isMigratingZkBroker', type: 'bool', versions: '2+', default: false },
    { name: 'incarnationId', type: 'uuid', versions: '0+' },
    { name: 'brokerEpoch', type: 'int64', versions: '0+' },
    {
      name: 'endPoints',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'name', type: 'string', versions: '0+' },
        { name: 'host', type: 'string', versions: '0+' },
        { name: 'port', type: 'uint16', versions: '0+' },
        { name: 'securityProtocol', type: 'int16', versions: '0+' },
      ],
    },
    {
      name: 'features',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'name', type: 'string', versions: '0+' },
        { name: 'minSupportedVersion', type: 'int16', versions: '0+' },
        { name: 'maxSupportedVersion', type: 'int16', versions: '0+' },
      ],
    },
    { name: 'rack', type: 'string', versions: '0+', nullableVersions: '0+' },
    { name: 'fenced', type: 'bool', versions: '0+', default: true },
    { name: 'inControlledShutdown', type: 'bool', versions: '1+', default: false },
    { name: 'logDirs', type: '[]uuid', versions: '3+', taggedVersions: '3+', tag: 0 },
    { name: 'cordonedLogDirs', type: '[]uuid', versions: '4+', nullableVersions: '4+', taggedVersions: '4+', tag: 1, default: null },
  ],
})

export const unregisterBrokerRecord = defineMessage({
  name: 'UnregisterBrokerRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+' },
    { name: 'brokerEpoch', type: 'int64', versions: '0+' },
  ],
})

export const fenceBrokerRecord = defineMessage({
  name: 'FenceBrokerRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'id', type: 'int32', versions: '0+' },
    { name: 'epoch', type: 'int64', versions: '0+' },
  ],
})

export const unfenceBrokerRecord = defineMessage({
  name: 'UnfenceBrokerRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'id', type: 'int32', versions: '0+' },
    { name: 'epoch', type: 'int64', versions: '0+' },
  ],
})

export const brokerRegistrationChangeRecord = defineMessage({
  name: 'BrokerRegistrationChangeRecord',
  validVersions: '0-3',
  flexibleVersions: '0+',
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+' },
    { name: 'brokerEpoch', type: 'int64', versions: '0+' },
    { name: 'fenced', type: 'int8', versions: '0+', taggedVersions: '0+', tag: 0 },
    { name: 'inControlledShutdown', type: 'int8', versions: '1+', taggedVersions: '1+', tag: 1 },
    { name: 'logDirs', type: '[]uuid', versions: '2+', taggedVersions: '2+', tag: 2 },
    { name: 'cordonedLogDirs', type: '[]uuid', versions: '3+', nullableVersions: '3+', taggedVersions: '3+', tag: 3, default: null },
  ],
})

export const registerControllerRecord = defineMessage({
  name: 'RegisterControllerRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'controllerId', type: 'int32', versions: '0+' },
    { name: 'incarnationId', type: 'uuid', versions: '0+' },
    { name: 'zkMigrationReady', type: 'bool', versions: '0+' },
    {
      name: 'endPoints',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'name', type: 'string', versions: '0+' },
        { name: 'host', type: 'string', versions: '0+' },
        { name: 'port', type: 'uint16', versions: '0+' },
        { name: 'securityProtocol', type: 'int16', versions: '0+' },
      ],
    },
    {
      name: 'features',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'name', type: 'string', versions: '0+' },
        { name: 'minSupportedVersion', type: 'int16', versions: '0+' },
        { name: 'maxSupportedVersion', type: 'int16', versions: '0+' },
      ],
    },
  ],
})
