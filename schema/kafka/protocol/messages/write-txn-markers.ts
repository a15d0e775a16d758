// WriteTxnMarkers (API key 27): the fields of its request and response, as facts from the message definitions of Kafka 4.3.

import { defineMessage } from '../../message/message-definition.ts'

const writeTxnMarkersRequest = defineMessage({
  name: 'WriteTxnMarkersRequest',
  validVersions: '1-2',
  flexibleVersions: '1+',
  fields: [
    {
      name: 'markers',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'producerId', type: 'int64', versions: '0+' },
        { name: 'producerEpoch', type: 'int16', versions: '0+' },
        { name: 'transactionResult', type: 'bool', versions: '0+' },
        {
          name: 'topics',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'name', type: 'string', versions: '0+' },
            { name: 'partitionIndexes', type: '[]int32', versions: '0+' },
          ],
        },
        { name: 'coordinatorEpoch', type: 'int32', versions: '0+' },
        { name: 'transactionVersion', type: 'int8', versions: '2+', default: 0, ignorable: true },
      ],
    },
  ],
})

const writeTxnMarkersResponse = defineMessage({
  name: 'WriteTxnMarkersResponse',
  validVersions: '1-2',
  flexibleVersions: '1+',
  fields: [
    {
      name: 'markers',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'producerId', type: 'int64', versions: '0+' },
        {
          name: 'topics',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'name', type: 'string', versions: '0+' },
            {
              name: 'partitions',
              type: '[]struct',
              versions: '0+',
              fields: [
                { name: 'partitionIndex', type: 'int32', versions: '0+' },
                { name: 'errorCode', type: 'int16', versions: '0+' },
              ],
            },
          ],
        },
      ],
    },
  ],
})

export const writeTxnMarkersMessages = {
  apiKey: 27,
  name: 'WriteTxnMarkers',
  request: writeTxnMarkersRequest,
  response: writeTxnMarkersResponse,
} as const
