// POST …/configs:alter for one topic and for many, and the single steps that PUT and DELETE are.
import type { ConfigAlteration } from '../../schema/api/configs.ts'
import { alterConfigsBody, alterFailures, alterTopicsConfigsBody } from '../../schema/api/configs.ts'
import { endpoint } from '../http/endpoint.ts'
import { empty, json } from '../http/json-response.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import { alterResource } from './alter-resource.ts'
import { ask, sequenceHeader } from './ask.ts'
import type { Asker } from './ask.ts'
import { alterationsOf, requireConfigs } from './config-resource.ts'

/** Alters one config of one topic. 204, or RestError. */
export function alterTopicConfig(asker: Asker, topicName: string, alteration: ConfigAlteration): Promise<Response> {
  return alterOne(asker, topicName, [alteration], false)
}

export const alterTopicConfigs = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/configs:alter',
  tag: 'Configs',
  summary: 'Alter configs of a topic',
  description: 'All of them or none.',
  scope: 'admin',
  body: alterConfigsBody,
  responses: { 204: { description: 'They are altered, or could be, with validate_only.' } },
  async handle(context) {
    const { body, params } = context
    return alterOne(context, params.topic_name, body.data, body.validate_only ?? false)
  },
})

export const alterTopicsConfigs = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/topics/-/configs:alter',
  tag: 'Configs',
  summary: 'Alter configs of many topics',
  description: 'All of a topic or none of it; other topics do not suffer from one that is refused.',
  scope: 'admin',
  body: alterTopicsConfigsBody,
  responses: {
    204: { description: 'All are altered, or could be, with validate_only.' },
    207: { description: 'Some topics were refused; the others are altered.', schema: alterFailures },
  },
  async handle(context) {
    const { body, principal } = context
    for (const { topic_name: name } of body.data) refuseForeignTopic(principal, name)
    const resources = body.data.map(({ topic_name: name, configs }) => alterationsOf('TOPIC', name, configs))
    const validateOnly = body.validate_only ?? false
    const answered = await ask(context, { api: 'IncrementalAlterConfigs', request: { resources, validateOnly } })
    const failures = answered.response.responses.flatMap(({ error, errorMessage, resourceName }) => {
      if (error === 'NONE') return []
      const { errorCode, message } = kafkaRestError(error, errorMessage)
      return [{ topic_name: resourceName, error_code: errorCode, message }]
    })
    return failures.length === 0 ? empty(204, sequenceHeader(answered)) : json(207, { failures }, sequenceHeader(answered))
  },
})

async function alterOne(
  asker: Asker,
  topicName: string,
  alterations: readonly ConfigAlteration[],
  validateOnly: boolean,
): Promise<Response> {
  const names = alterations.map(({ name }) => name)
  await requireConfigs(asker, 'TOPIC', topicName, names)
  return alterResource(asker, 'TOPIC', topicName, alterations, validateOnly)
}
