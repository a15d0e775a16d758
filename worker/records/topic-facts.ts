// The facts of a topic that a producer at the edge must know: remembered, or asked for.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { ask } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import { recallTopic, rememberTopic } from '../kafka/topic-memory.ts'
import type { TopicFacts } from '../kafka/topic-memory.ts'

export type FoundTopic = { readonly ok: true; readonly facts: TopicFacts } | { readonly ok: false; readonly error: KafkaErrorName }

/** The facts of a topic. With mayCreate an unknown topic is made on the way where the cluster allows it. */
export async function findTopic(asker: Asker, topic: string, mayCreate: boolean): Promise<FoundTopic> {
  const known = recallTopic(asker.sandboxId, topic)
  if (known !== null) return { ok: true, facts: known }
  const found = await askForTopic(asker, topic, mayCreate)
  if (found.ok) rememberTopic(asker.sandboxId, topic, found.facts)
  return found
}

async function askForTopic(asker: Asker, topic: string, mayCreate: boolean): Promise<FoundTopic> {
  const request = { topics: [topic], allowAutoTopicCreation: mayCreate }
  const { topics, clock } = (await ask(asker, { api: 'Metadata', request })).response
  const [described] = topics
  if (described === undefined || described.error !== 'NONE') return { ok: false, error: described?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION' }
  const { topicId, partitions } = described
  return { ok: true, facts: { topicId, partitionCount: partitions.length, maxMessageBytes: await maxMessageBytes(asker, topic), clock } }
}

async function maxMessageBytes(asker: Asker, topic: string): Promise<number> {
  const request = { resources: [{ resourceType: 'TOPIC', resourceName: topic, configurationKeys: ['max.message.bytes'] }] } as const
  const [described] = (await ask(asker, { api: 'DescribeConfigs', request })).response.results
  return Number(described?.configs[0]?.value)
}
