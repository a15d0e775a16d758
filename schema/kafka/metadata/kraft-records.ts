// The control records of KRaft, what the quorum itself writes into __cluster_metadata and its snapshots: who leads, which kraft.version and
// voters hold, where a snapshot begins and ends. Unlike metadata records they have no frame: the record's key says the kind, and the first
// field of the value its version.
// Source: the message definitions of Kafka 4.3; KIP-595, KIP-630, KIP-853.

import { defineFields, defineMessage } from '../message/message-definition.ts'

const VOTER = defineFields([
  { name: 'voterId', type: 'int32', versions: '0+' },
  { name: 'voterDirectoryId', type: 'uuid', versions: '1+' },
])

export const leaderChangeMessage = defineMessage({
  name: 'LeaderChangeMessage',
  validVersions: '0-1',
  flexibleVersions: '0+',
  fields: [
    { name: 'version', type: 'int16', versions: '0+' },
    { name: 'leaderId', type: 'int32', versions: '0+' },
    { name: 'voters', type: '[]struct', versions: '0+', fields: VOTER },
    { name: 'grantingVoters', type: '[]struct', versions: '0+', fields: VOTER },
  ],
})

export const snapshotHeaderRecord = defineMessage({
  name: 'SnapshotHeaderRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'version', type: 'int16', versions: '0+' },
    { name: 'lastContainedLogTimestamp', type: 'int64', versions: '0+' },
  ],
})

export const snapshotFooterRecord = defineMessage({
  name: 'SnapshotFooterRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'version', type: 'int16', versions: '0+' }],
})

export const kraftVersionRecord = defineMessage({
  name: 'KRaftVersionRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'version', type: 'int16', versions: '0+' },
    { name: 'kRaftVersion', type: 'int16', versions: '0+' },
  ],
})

export const votersRecord = defineMessage({
  name: 'VotersRecord',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'version', type: 'int16', versions: '0+' },
    {
      name: 'voters',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'voterId', type: 'int32', versions: '0+' },
        { name: 'voterDirectoryId', type: 'uuid', versions: '0+' },
        {
          name: 'endpoints',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'name', type: 'string', versions: '0+' },
            { name: 'host', type: 'string', versions: '0+' },
            { name: 'port', type: 'uint16', versions: '0+' },
          ],
        },
        {
          name: 'kRaftVersionFeature',
          type: 'struct',
          versions: '0+',
          fields: [
            { name: 'minSupportedVersion', type: 'int16', versions: '0+' },
            { name: 'maxSupportedVersion', type: 'int16', versions: '0+' },
          ],
        },
      ],
    },
  ],
})
