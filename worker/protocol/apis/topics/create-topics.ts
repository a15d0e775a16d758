// CreateTopics (API key 19): new topics.
// Does: everything that the request says; from version 5 on the answer tells counts and configs of the new topics (KIP-525), from 7 on their ids.
// Does not: see notDone.
// Source: ControllerApis.createTopics of Kafka 4.3.
import type { CreatableTopicResult } from '../../../../schema/kafka/requests/create-topics.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { createTopicsMessages } from '../../../../schema/kafka/protocol/messages/create-topics.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import { configSourceCode } from './config-codes.ts'

const CONFIGS_FROM = 5

export const createTopicsApi = wireApi({
  ...createTopicsMessages,
  notDone: [
    'A topic is made in the moment in which it is asked for, so timeoutMs is not looked at.',
    'More topics or partitions than a sandbox holds are POLICY_VIOLATION.',
  ],
  async serve({ topics: wanted, validateOnly }, { apiVersion, ask }) {
    const { topics } = await ask('CreateTopics', { topics: wanted, validateOnly, includeConfigs: apiVersion >= CONFIGS_FROM })
    return { throttleTimeMs: 0, topics: topics.map(resultOf) }
  },
})

function resultOf({ name, topicId, error, errorMessage, numPartitions, replicationFactor, configs }: CreatableTopicResult) {
  return {
    name,
    topicId: topicId ?? ZERO_UUID,
    errorCode: codeOf(error),
    errorMessage,
    numPartitions,
    replicationFactor,
    configs: configs.map(({ source, ...config }) => ({ ...config, configSource: configSourceCode(source) })),
  }
}
