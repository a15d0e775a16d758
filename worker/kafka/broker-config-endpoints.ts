// /v3/clusters/{id}/brokers/{broker}/configs: what a broker runs with. It is given when the sandbox is made.
import { brokerConfig, brokerConfigList } from '../../schema/api/configs.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { askMetadata, brokerOf } from './ask.ts'
import { askConfig, askConfigs, compareConfigKeys, configKey, showConfig } from './config-resource.ts'
import { addressOf, listResponse } from './resource.ts'

const listBrokerConfigs = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id/configs',
  tag: 'Configs',
  summary: 'List the configs of a broker',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The configs, by name.', schema: brokerConfigList } },
  async handle(context) {
    const { nodeId } = brokerOf(await askMetadata(context, []), context.params.broker_id)
    return listResponse({
      kind: 'KafkaBrokerConfigList',
      self: addressOf(context, 'brokers', nodeId, 'configs'),
      sorted: await askConfigs(context, 'BROKER', [String(nodeId)]),
      keyOf: configKey,
      compare: compareConfigKeys,
      query: context.query,
      show: (config) => showConfig(context, config),
    })
  },
})

const getBrokerConfig = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id/configs/:config_name',
  tag: 'Configs',
  summary: 'Get a config of a broker',
  scope: 'observe',
  responses: { 200: { description: 'The config.', schema: brokerConfig } },
  async handle(context) {
    const { nodeId } = brokerOf(await askMetadata(context, []), context.params.broker_id)
    return json(200, showConfig(context, await askConfig(context, 'BROKER', String(nodeId), context.params.config_name)))
  },
})

export const brokerConfigEndpoints: readonly Endpoint[] = [listBrokerConfigs, getBrokerConfig]
