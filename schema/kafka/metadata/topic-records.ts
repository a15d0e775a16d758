// The records of __cluster_metadata that say which topics and partitions there are, who leads and follows them, and what is configured.
// A change of a partition carries only what changed: null, -2 and -1 mean that a field stays as it is.
// Source: the metadata record definitions of Kafka 4.3; ReplicationControlManager, ConfigurationControlManager.

import { defineMessage } from '../message/message-definition.ts'

export const topicRecord = defineMessage({
  name: 'TopicRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'name', type: 'string', versions: '0+' },
    { name: 'topicId', type: 'uuid', versions: '0+' },
  ],
})

export const removeTopicRecord = defineMessage({
  name: 'RemoveTopicRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'topicId', type: 'uuid', versions: '0+' }],
})

export const partitionRecord = defineMessage({
  name: 'PartitionRecord',
  validVersions: '0-2',
  flexibleVersions: '0+',
  fields: [
    { name: 'partitionId', type: 'int32', versions: '0+', default: -1 },
    { name: 'topicId', type: 'uuid', versions: '0+' },
    { name: 'replicas', type: '[]int32', versions: '0+' },
    { name: 'isr', type: '[]int32', versions: '0+' },
    { name: 'removingReplicas', type: '[]int32', versions: '0+' },
    { name: 'addingReplicas', type: '[]int32', versions: '0+' },
    { name: 'leader', type: 'int32', versions: '0+', default: -1 },
    { name: 'leaderRecoveryState', type: 'int8', versions: '0+', taggedVersions: '0+', tag: 0, default: 0 },
    { name: 'leaderEpoch', type: 'int32', versions: '0+', default: -1 },
    { name: 'partitionEpoch', type: 'int32', versions: '0+', default: -1 },
    { name: 'directories', type: '[]uuid', versions: '1+' },
    {
      name: 'eligibleLeaderReplicas',
      type: '[]int32',
      versions: '2+',
      nullableVersions: '2+',
      taggedVersions: '2+',
      tag: 1,
      default: null,
    },
    { name: 'lastKnownElr', type: '[]int32', versions: '2+', nullableVersions: '2+', taggedVersions: '2+', tag: 2, default: null },
  ],
})

export const partitionChangeRecord = defineMessage({
  name: 'PartitionChangeRecord',
  validVersions: '0-2',
  flexibleVersions: '0+',
  fields: [
    { name: 'partitionId', type: 'int32', versions: '0+', default: -1 },
    { name: 'topicId', type: 'uuid', versions: '0+' },
    { name: 'isr', type: '[]int32', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 0, default: null },
    { name: 'leader', type: 'int32', versions: '0+', taggedVersions: '0+', tag: 1, default: -2 },
    { name: 'replicas', type: '[]int32', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 2, default: null },
    { name: 'removingReplicas', type: '[]int32', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 3, default: null },
    { name: 'addingReplicas', type: '[]int32', versions: '0+', nullableVersions: '0+', taggedVersions: '0+', tag: 4, default: null },
    { name: 'leaderRecoveryState', type: 'int8', versions: '0+', taggedVersions: '0+', tag: 5, default: -1 },
    { name: 'directories', type: '[]uuid', versions: '1+', nullableVersions: '1+', taggedVersions: '1+', tag: 8, default: null },
    {
      name: 'eligibleLeaderReplicas',
      type: '[]int32',
      versions: '2+',
      nullableVersions: '2+',
      taggedVersions: '2+',
      tag: 6,
      default: null,
    },
    { name: 'lastKnownElr', type: '[]int32', versions: '2+', nullableVersions: '2+', taggedVersions: '2+', tag: 7, default: null },
  ],
})

export const configRecord = defineMessage({
  name: 'ConfigRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'resourceType', type: 'int8', versions: '0+' },
    { name: 'resourceName', type: 'string', versions: '0+' },
    { name: 'name', type: 'string', versions: '0+' },
    { name: 'value', type: 'string', versions: '0+', nullableVersions: '0+' },
  ],
})

export const clearElrRecord = defineMessage({
  name: 'ClearElrRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'topicName', type: 'string', versions: '0+' }],
})
