// DescribeQuorum (API key 55): the fields of its request and response, as facts from the message definitions of Kafka 4.3.

import { defineMessage } from '../../message/message-definition.ts'

const describeQuorumRequest = defineMessage({
  name: 'DescribeQuorumRequest',
  validVersions: '0-2',
  flexibleVersions: '0+',
  fields: [
    {
      name: 'topics',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'topicName', type: 'string', versions: '0+' },
        { name: 'partitions', type: '[]struct', versions: '0+', fields: [{ name: 'partitionIndex', type: 'int32', versions: '0+' }] },
      ],
    },
  ],
})

const describeQuorumResponse = defineMessage({
  name: 'DescribeQuorumResponse',
  validVersions: '0-2',
  flexibleVersions: '0+',
  fields: [
    { name: 'errorCode', type: 'int16', versions: '0+' },
    { name: 'errorMessage', type: 'string', versions: '2+', nullableVersions: '2+', ignorable: true },
    {
      name: 'topics',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'topicName', type: 'string', versions: '0+' },
        {
          name: 'partitions',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'partitionIndex', type: 'int32', versions: '0+' },
            { name: 'errorCode', type: 'int16', versions: '0+' },
            { name: 'errorMessage', type: 'string', versions: '2+', nullableVersions: '2+', ignorable: true },
            { name: 'leaderId', type: 'int32', versions: '0+' },
            { name: 'leaderEpoch', type: 'int32', versions: '0+' },
            { name: 'highWatermark', type: 'int64', versions: '0+' },
            {
              name: 'currentVoters',
              type: '[]struct',
              versions: '0+',
              fields: [
                { name: 'replicaId', type: 'int32', versions: '0+' },
                { name: 'replicaDirectoryId', type: 'uuid', versions: '2+' },
                { name: 'logEndOffset', type: 'int64', versions: '0+' },
                { name: 'lastFetchTimestamp', type: 'int64', versions: '1+', default: -1, ignorable: true },
                { name: 'lastCaughtUpTimestamp', type: 'int64', versions: '1+', default: -1, ignorable: true },
              ],
            },
            {
              name: 'observers',
              type: '[]struct',
              versions: '0+',
              fields: [
                { name: 'replicaId', type: 'int32', versions: '0+' },
                { name: 'replicaDirectoryId', type: 'uuid', versions: '2+' },
                { name: 'logEndOffset', type: 'int64', versions: '0+' },
                { name: 'lastFetchTimestamp', type: 'int64', versions: '1+', default: -1, ignorable: true },
                { name: 'lastCaughtUpTimestamp', type: 'int64', versions: '1+', default: -1, ignorable: true },
              ],
            },
          ],
        },
      ],
    },
    {
      name: 'nodes',
      type: '[]struct',
      versions: '2+',
      fields: [
        { name: 'nodeId', type: 'int32', versions: '2+' },
        {
          name: 'listeners',
          type: '[]struct',
          versions: '2+',
          fields: [
            { name: 'name', type: 'string', versions: '2+' },
            { name: 'host', type: 'string', versions: '2+' },
            { name: 'port', type: 'uint16', versions: '2+' },
          ],
        },
      ],
    },
  ],
})

export const describeQuorumMessages = {
  apiKey: 55,
  name: 'DescribeQuorum',
  request: describeQuorumRequest,
  response: describeQuorumResponse,
} as const
