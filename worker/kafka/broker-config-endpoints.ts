// /v3/clusters/{id}/brokers/{broker}/configs: what a broker runs with, and altering what Kafka lets be altered meanwhile.
import { alterConfigsBody, brokerConfig, brokerConfigList, updateConfigBody } from '../../schema/api/configs.ts'
import type { ConfigAlteration } from '../../schema/api/configs.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { alterResource } from './alter-resource.ts'
import { askMetadata, brokerOf } from './ask.ts'
import type { Asker } from './ask.ts'
import {
  askConfig,
  askConfigs,
  compareBrokerConfigKeys,
  compareConfigKeys,
  configKey,
  requireConfigs,
  showConfig,
} from './config-resource.ts'
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

const listAllBrokerConfigs = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/brokers/-/configs',
  tag: 'Configs',
  summary: 'List the configs of each broker',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The configs, by broker and name.', schema: brokerConfigList } },
  async handle(context) {
    const { brokers } = await askMetadata(context, [])
    const configs = await askConfigs(
      context,
      'BROKER',
      brokers.map(({ nodeId }) => String(nodeId)),
    )
    return listResponse({
      kind: 'KafkaBrokerConfigList',
      self: addressOf(context, 'brokers', '-', 'configs'),
      sorted: configs.toSorted((left, right) => compareBrokerConfigKeys(configKey(left), configKey(right))),
      keyOf: configKey,
      compare: compareBrokerConfigKeys,
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

const updateBrokerConfig = endpoint({
  method: 'PUT',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id/configs/:config_name',
  tag: 'Configs',
  summary: 'Set a config of a broker',
  description: 'Only those that Kafka lets be altered while the broker runs: `is_read_only` is false.',
  scope: 'admin',
  body: updateConfigBody,
  responses: { 204: { description: 'The config has the value.' } },
  async handle(context) {
    const { broker_id: brokerId, config_name: name } = context.params
    return alterBroker(context, brokerId, [{ name, value: context.body.value, operation: 'SET' }], false)
  },
})

const resetBrokerConfig = endpoint({
  method: 'DELETE',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id/configs/:config_name',
  tag: 'Configs',
  summary: 'Reset a config of a broker',
  scope: 'admin',
  responses: { 204: { description: 'What holds for all brokers is in force again.' } },
  async handle(context) {
    const { broker_id: brokerId, config_name: name } = context.params
    return alterBroker(context, brokerId, [{ name, operation: 'DELETE' }], false)
  },
})

const alterBrokerConfigs = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/brokers/:broker_id/configs:alter',
  tag: 'Configs',
  summary: 'Alter configs of a broker',
  description: 'All of them or none.',
  scope: 'admin',
  body: alterConfigsBody,
  responses: { 204: { description: 'They are altered, or could be, with validate_only.' } },
  async handle(context) {
    return alterBroker(context, context.params.broker_id, context.body.data, context.body.validate_only ?? false)
  },
})

export const brokerConfigEndpoints: readonly Endpoint[] = [
  listBrokerConfigs,
  listAllBrokerConfigs,
  getBrokerConfig,
  updateBrokerConfig,
  resetBrokerConfig,
  alterBrokerConfigs,
]

async function alterBroker(
  asker: Asker,
  brokerId: string,
  alterations: readonly ConfigAlteration[],
  validateOnly: boolean,
): Promise<Response> {
  const { nodeId } = brokerOf(await askMetadata(asker, []), brokerId)
  const names = alterations.map(({ name }) => name)
  await requireConfigs(asker, 'BROKER', String(nodeId), names)
  return alterResource(asker, 'BROKER', String(nodeId), alterations, validateOnly)
}
