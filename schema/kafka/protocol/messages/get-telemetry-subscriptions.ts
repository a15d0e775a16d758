// GetTelemetrySubscriptions (API key 71): the fields of its request and response, as facts from the message definitions of Kafka 4.3.

import { defineMessage } from '../../message/message-definition.ts'

const getTelemetrySubscriptionsRequest = defineMessage({
  name: 'GetTelemetrySubscriptionsRequest',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [{ name: 'clientInstanceId', type: 'uuid', versions: '0+' }],
})

const getTelemetrySubscriptionsResponse = defineMessage({
  name: 'GetTelemetrySubscriptionsResponse',
  validVersions: '0',
  flexibleVersions: '0+',
  fields: [
    { name: 'throttleTimeMs', type: 'int32', versions: '0+' },
    { name: 'errorCode', type: 'int16', versions: '0+' },
    { name: 'clientInstanceId', type: 'uuid', versions: '0+' },
    { name: 'subscriptionId', type: 'int32', versions: '0+' },
    { name: 'acceptedCompressionTypes', type: '[]int8', versions: '0+' },
    { name: 'pushIntervalMs', type: 'int32', versions: '0+' },
    { name: 'telemetryMaxBytes', type: 'int32', versions: '0+' },
    { name: 'deltaTemporality', type: 'bool', versions: '0+' },
    { name: 'requestedMetrics', type: '[]string', versions: '0+' },
  ],
})

export const getTelemetrySubscriptionsMessages = {
  apiKey: 71,
  name: 'GetTelemetrySubscriptions',
  request: getTelemetrySubscriptionsRequest,
  response: getTelemetrySubscriptionsResponse,
} as const
