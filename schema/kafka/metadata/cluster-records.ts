// The records of __cluster_metadata about the cluster as a whole: finalized features, blocks of producer ids, the no-op that keeps the
// log moving, and the bounds of metadata transactions (KIP-868).
// Source: the metadata record definitions of Kafka 4.3; FeatureControlManager, ProducerIdControlManager, QuorumController.

import { defineMessage } from '../message/message-definition.ts'

export const featureLevelRecord = defineMessage({
  name: 'FeatureLevelRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'name', type: 'string', versions: '0+' },
    { name: 'featureLevel', type: 'int16', versions: '0+' },
  ],
})

export const producerIdsRecord = defineMessage({
  name: 'ProducerIdsRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'brokerId', type: 'int32', versions: '0+' },
    { name: 'brokerEpoch', type: 'int64', versions: '0+', default: -1 },
    { name: 'nextProducerId', type: 'int64', versions: '0+' },
  ],
})

export const noOpRecord = defineMessage({
  name: 'NoOpRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [],
})

export const zkMigrationStateRecord = defineMessage({
  name: 'ZkMigrationStateRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'zkMigrationState', type: 'int8', versions: '0+' }],
})

export const beginTransactionRecord = defineMessage({
  name: 'BeginTransactionRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'name', type: 'string', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 0, default: null }],
})

export const endTransactionRecord = defineMessage({
  name: 'EndTransactionRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [],
})

export const abortTransactionRecord = defineMessage({
  name: 'AbortTransactionRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'reason', type: 'string', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 0, default: null }],
})
