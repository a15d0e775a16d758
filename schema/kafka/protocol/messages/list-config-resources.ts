// ListConfigResources (API key 74): the fields of its request and response, as facts from the message definitions of Kafka 4.3.

import { defineMessage } from '../../message/message-definition.ts'

const listConfigResourcesRequest = defineMessage({
  name: 'ListConfigResourcesRequest',
  validVersions: '0-1',
  flexibleVersions: '0+',
  fields: [{ name: 'resourceTypes', type: '[]int8', versions: '1+' }],
})

const listConfigResourcesResponse = defineMessage({
  name: 'ListConfigResourcesResponse',
  validVersions: '0-1',
  flexibleVersions: '0+',
  fields: [
    { name: 'throttleTimeMs', type: 'int32', versions: '0+' },
    { name: 'errorCode', type: 'int16', versions: '0+' },
    {
      name: 'configResources',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'resourceName', type: 'string', versions: '0+' },
        { name: 'resourceType', type: 'int8', versions: '1+', default: 16, ignorable: true },
      ],
    },
  ],
})

export const listConfigResourcesMessages = {
  apiKey: 74,
  name: 'ListConfigResources',
  request: listConfigResourcesRequest,
  response: listConfigResourcesResponse,
} as const
