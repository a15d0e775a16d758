// ConsumerGroupDescribe (API key 69): the fields of its request and response, as facts from the message definitions of Kafka 4.3.

import { defineMessage } from '../../message/message-definition.ts'

const consumerGroupDescribeRequest = defineMessage({
  name: 'ConsumerGroupDescribeRequest',
  validVersions: '0-1',
  flexibleVersions: '0+',
  fields: [
    { name: 'groupIds', type: '[]string', versions: '0+' },
    { name: 'includeAuthorizedOperations', type: 'bool', versions: '0+' },
  ],
})

const consumerGroupDescribeResponse = defineMessage({
  name: 'ConsumerGroupDescribeResponse',
  validVersions: '0-1',
  flexibleVersions: '0+',
  fields: [
    { name: 'throttleTimeMs', type: 'int32', versions: '0+' },
    {
      name: 'groups',
      type: '[]struct',
      versions: '0+',
      fields: [
        { name: 'errorCode', type: 'int16', versions: '0+' },
        { name: 'errorMessage', type: 'string', versions: '0+', nullableVersions: '0+', default: null },
        { name: 'groupId', type: 'string', versions: '0+' },
        { name: 'groupState', type: 'string', versions: '0+' },
        { name: 'groupEpoch', type: 'int32', versions: '0+' },
        { name: 'assignmentEpoch', type: 'int32', versions: '0+' },
        { name: 'assignorName', type: 'string', versions: '0+' },
        {
          name: 'members',
          type: '[]struct',
          versions: '0+',
          fields: [
            { name: 'memberId', type: 'string', versions: '0+' },
            { name: 'instanceId', type: 'string', versions: '0+', nullableVersions: '0+', default: null },
            { name: 'rackId', type: 'string', versions: '0+', nullableVersions: '0+', default: null },
            { name: 'memberEpoch', type: 'int32', versions: '0+' },
            { name: 'clientId', type: 'string', versions: '0+' },
            { name: 'clientHost', type: 'string', versions: '0+' },
            { name: 'subscribedTopicNames', type: '[]string', versions: '0+' },
            { name: 'subscribedTopicRegex', type: 'string', versions: '0+', nullableVersions: '0+', default: null },
            {
              name: 'assignment',
              type: 'struct',
              versions: '0+',
              fields: [
                {
                  name: 'topicPartitions',
                  type: '[]struct',
                  versions: '0+',
                  fields: [
                    { name: 'topicId', type: 'uuid', versions: '0+' },
                    { name: 'topicName', type: 'string', versions: '0+' },
                    { name: 'partitions', type: '[]int32', versions: '0+' },
                  ],
                },
              ],
            },
            {
              name: 'targetAssignment',
              type: 'struct',
              versions: '0+',
              fields: [
                {
                  name: 'topicPartitions',
                  type: '[]struct',
                  versions: '0+',
                  fields: [
                    { name: 'topicId', type: 'uuid', versions: '0+' },
                    { name: 'topicName', type: 'string', versions: '0+' },
                    { name: 'partitions', type: '[]int32', versions: '0+' },
                  ],
                },
              ],
            },
            { name: 'memberType', type: 'int8', versions: '1+', default: -1, ignorable: true },
          ],
        },
        { name: 'authorizedOperations', type: 'int32', versions: '0+', default: -2147483648 },
      ],
    },
  ],
})

export const consumerGroupDescribeMessages = {
  apiKey: 69,
  name: 'ConsumerGroupDescribe',
  request: consumerGroupDescribeRequest,
  response: consumerGroupDescribeResponse,
} as const
