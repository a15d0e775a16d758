// /v3/clusters/{id}/topics/{topic}/configs: reading and altering the configs of a topic, and of all topics under `-`.
import { topicConfig, topicConfigList, updateConfigBody } from '../../schema/api/configs.ts'
import { pageQuery } from '../../schema/api/paging.ts'
import { endpoint } from '../http/endpoint.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { json } from '../http/json-response.ts'
import { alterTopicConfig, alterTopicConfigs, alterTopicsConfigs } from './alter-topic-configs.ts'
import { askMetadata } from './ask.ts'
import { askConfig, askConfigs, compareConfigKeys, configKey, showConfig } from './config-resource.ts'
import { addressOf, listResponse } from './resource.ts'
import { mayName } from './topic-names.ts'

const listTopicConfigs = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/configs',
  tag: 'Configs',
  summary: 'List the configs of a topic',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The configs, by name.', schema: topicConfigList } },
  async handle(context) {
    const { topic_name: topicName } = context.params
    return listResponse({
      kind: 'KafkaTopicConfigList',
      self: addressOf(context, 'topics', topicName, 'configs'),
      sorted: await askConfigs(context, 'TOPIC', [topicName]),
      keyOf: configKey,
      compare: compareConfigKeys,
      query: context.query,
      show: (config) => showConfig(context, config),
    })
  },
})

const listAllTopicConfigs = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/-/configs',
  tag: 'Configs',
  summary: 'List the configs of all topics',
  scope: 'observe',
  query: pageQuery,
  responses: { 200: { description: 'The configs, by topic and name.', schema: topicConfigList } },
  async handle(context) {
    const { topics } = await askMetadata(context, null)
    const names = topics.map(({ name }) => name).filter((name) => mayName(context.principal, name))
    const configs = await askConfigs(context, 'TOPIC', names)
    return listResponse({
      kind: 'KafkaTopicConfigList',
      self: addressOf(context, 'topics', '-', 'configs'),
      sorted: configs.toSorted((left, right) => compareConfigKeys(configKey(left), configKey(right))),
      keyOf: configKey,
      compare: compareConfigKeys,
      query: context.query,
      show: (config) => showConfig(context, config),
    })
  },
})

const getTopicConfig = endpoint({
  method: 'GET',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/configs/:config_name',
  tag: 'Configs',
  summary: 'Get a config of a topic',
  scope: 'observe',
  responses: { 200: { description: 'The config.', schema: topicConfig } },
  async handle(context) {
    const { topic_name: topicName, config_name: name } = context.params
    return json(200, showConfig(context, await askConfig(context, 'TOPIC', topicName, name)))
  },
})

const updateTopicConfig = endpoint({
  method: 'PUT',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/configs/:config_name',
  tag: 'Configs',
  summary: 'Set a config of a topic',
  scope: 'admin',
  body: updateConfigBody,
  responses: { 204: { description: 'The config has the value.' } },
  async handle(context) {
    const { topic_name: topicName, config_name: name } = context.params
    return alterTopicConfig(context, topicName, { name, value: context.body.value, operation: 'SET' })
  },
})

const resetTopicConfig = endpoint({
  method: 'DELETE',
  path: '/v3/clusters/:cluster_id/topics/:topic_name/configs/:config_name',
  tag: 'Configs',
  summary: 'Reset a config of a topic',
  scope: 'admin',
  responses: { 204: { description: 'The default is in force again.' } },
  async handle(context) {
    const { topic_name: topicName, config_name: name } = context.params
    return alterTopicConfig(context, topicName, { name, operation: 'DELETE' })
  },
})

export const topicConfigEndpoints: readonly Endpoint[] = [
  listTopicConfigs,
  listAllTopicConfigs,
  getTopicConfig,
  updateTopicConfig,
  resetTopicConfig,
  alterTopicConfigs,
  alterTopicsConfigs,
]
