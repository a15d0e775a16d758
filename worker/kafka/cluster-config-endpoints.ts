// /v3/clusters/{id}/broker-configs: what was altered for all brokers while they run.
import { alterConfigsBody, clusterConfig, clusterConfigList, updateConfigBody } from '../../schema/api/configs.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { alterResource } from './alter-resource.ts'
import { ALL_BROKERS, askConfig, askConfigs, compareConfigKeys, configKey, showConfig } from './config-resource.ts'
import { addressOf, listResponse } from './resource.ts'

const listClusterConfigs = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/broker-configs',
  tag: 'Configs',
  summary: 'List the configs of all brokers',
  description: 'What was altered for all of them while they run; what they were started with is shown by each broker.',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The configs, by name.', schema: clusterConfigList } },
  async handle(context) {
    return listResponse({
      kind: 'KafkaClusterConfigList',
      self: addressOf(context, 'broker-configs'),
      sorted: await askConfigs(context, 'BROKER', [ALL_BROKERS]),
      keyOf: configKey,
      compare: compareConfigKeys,
      query: context.query,
      show: (config) => showConfig(context, config),
    })
  },
})

const getClusterConfig = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/broker-configs/:config_name',
  tag: 'Configs',
  summary: 'Get a config of all brokers',
  scope: 'observe',
  responses: { 200: { description: 'The config.', schema: clusterConfig } },
  async handle(context) {
    return json(200, showConfig(context, await askConfig(context, 'BROKER', ALL_BROKERS, context.params.config_name)))
  },
})

const updateClusterConfig = endpoint({
  method: 'PUT',
  path: '/v3/clusters/:cluster_id/broker-configs/:config_name',
  tag: 'Configs',
  summary: 'Set a config of all brokers',
  scope: 'admin',
  body: updateConfigBody,
  responses: { 204: { description: 'The config has the value.' } },
  async handle(context) {
    const alteration = { name: context.params.config_name, value: context.body.value, operation: 'SET' } as const
    return alterResource(context, 'BROKER', ALL_BROKERS, [alteration], false)
  },
})

const resetClusterConfig = endpoint({
  method: 'DELETE',
  path: '/v3/clusters/:cluster_id/broker-configs/:config_name',
  tag: 'Configs',
  summary: 'Reset a config of all brokers',
  scope: 'admin',
  responses: { 204: { description: 'What the brokers were started with is in force again.' } },
  async handle(context) {
    return alterResource(context, 'BROKER', ALL_BROKERS, [{ name: context.params.config_name, operation: 'DELETE' }], false)
  },
})

const alterClusterConfigs = endpoint({
  method: 'POST',
  path: '/v3/clusters/:cluster_id/broker-configs:alter',
  tag: 'Configs',
  summary: 'Alter configs of all brokers',
  description: 'All of them or none.',
  scope: 'admin',
  body: alterConfigsBody,
  responses: { 204: { description: 'They are altered, or could be, with validate_only.' } },
  async handle(context) {
    return alterResource(context, 'BROKER', ALL_BROKERS, context.body.data, context.body.validate_only ?? false)
  },
})

export const clusterConfigEndpoints: readonly Endpoint[] = [
  listClusterConfigs,
  getClusterConfig,
  updateClusterConfig,
  resetClusterConfig,
  alterClusterConfigs,
]
