// CreatePartitions (API key 37): more partitions for topics.
// Does: everything that the request says.
// Does not: see notDone.
// Source: ControllerApis.createPartitions of Kafka 4.3; KIP-195.
import { createPartitionsMessages } from '../../../../schema/kafka/protocol/messages/create-partitions.ts'
import { coded, wireApi } from '../../wire-api.ts'

export const createPartitionsApi = wireApi({
  ...createPartitionsMessages,
  notDone: ['More partitions than a topic or a sandbox holds are POLICY_VIOLATION.'],
  async serve({ topics, validateOnly }, { ask }) {
    const { results } = await ask('CreatePartitions', { topics, validateOnly })
    return { throttleTimeMs: 0, results: results.map(coded) }
  },
})
