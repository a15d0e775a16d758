// What a producer at the edge must know of a topic: how many partitions to choose from and how large a batch may be. Remembered for a few
// seconds in each instance of the Worker, as a Kafka client remembers metadata; a change made through the same instance is seen at once.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import { MAX_REMEMBERED_TOPICS } from '../../schema/limits.ts'
import { ask } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'

export type TopicFacts = {
  readonly topicId: string
  readonly partitionCount: number
  readonly maxMessageBytes: number
  readonly logAppendTime: boolean
}

export type FoundTopic = { readonly ok: true; readonly facts: TopicFacts } | { readonly ok: false; readonly error: KafkaErrorName }

/** Kafka's clients look again after five minutes (metadata.max.age.ms); over HTTP people expect to see what they just changed. */
const MAX_AGE_MS = 5_000

const remembered = new Map<string, { readonly facts: TopicFacts; readonly untilMs: number }>()

/** The facts of a topic. With mayCreate an unknown topic is made on the way where the cluster allows it. */
export async function findTopic(asker: Asker, topic: string, mayCreate: boolean): Promise<FoundTopic> {
  const known = remembered.get(keyOf(asker.sandboxId, topic))
  if (known !== undefined && known.untilMs > Date.now()) return { ok: true, facts: known.facts }
  const found = await askForTopic(asker, topic, mayCreate)
  if (found.ok) remember(keyOf(asker.sandboxId, topic), found.facts)
  return found
}

/** To be called after anything that changes a topic. */
export function forgetTopic(sandboxId: string, topic: string): void {
  remembered.delete(keyOf(sandboxId, topic))
}

function remember(key: string, facts: TopicFacts): void {
  remembered.delete(key)
  remembered.set(key, { facts, untilMs: Date.now() + MAX_AGE_MS })
  if (remembered.size <= MAX_REMEMBERED_TOPICS) return
  const oldest = remembered.keys().next().value
  if (oldest !== undefined) remembered.delete(oldest)
}

/** A slash cannot stand in either name. */
function keyOf(sandboxId: string, topic: string): string {
  return `${sandboxId}/${topic}`
}

async function askForTopic(asker: Asker, topic: string, mayCreate: boolean): Promise<FoundTopic> {
  const request = { topics: [topic], allowAutoTopicCreation: mayCreate }
  const metadata = (await ask(asker, { api: 'Metadata', request })).response
  const [described] = metadata.topics
  if (described === undefined || described.error !== 'NONE') return { ok: false, error: described?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION' }
  const configs = await configsOf(asker, topic)
  return {
    ok: true,
    facts: {
      topicId: described.topicId,
      partitionCount: described.partitions.length,
      maxMessageBytes: Number(configs.get('max.message.bytes')),
      logAppendTime: configs.get('message.timestamp.type') === 'LogAppendTime',
    },
  }
}

async function configsOf(asker: Asker, topic: string): Promise<Map<string, string | null>> {
  const configurationKeys = ['max.message.bytes', 'message.timestamp.type']
  const request = { resources: [{ resourceType: 'TOPIC', resourceName: topic, configurationKeys }] } as const
  const { results } = (await ask(asker, { api: 'DescribeConfigs', request })).response
  return new Map((results[0]?.configs ?? []).map(({ name, value }) => [name, value]))
}
