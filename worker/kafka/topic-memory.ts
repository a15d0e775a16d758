// What one instance of the Worker remembers of topics, for a few seconds: a Kafka client remembers metadata too, and asking for it before every
// produce request would double the requests. A change made through the same instance is seen at once, others within those seconds.
import type { ClusterClock } from '../../schema/kafka/cluster-clock.ts'
import type { KafkaRequest } from '../../schema/kafka/requests/apis.ts'
import { MAX_REMEMBERED_TOPICS } from '../../schema/limits.ts'

/** What a producer at the edge must know of a topic. */
export type TopicFacts = {
  readonly topicId: string
  readonly partitionCount: number
  readonly maxMessageBytes: number
  /** What records without a time of their own are stamped by. */
  readonly clock: Readonly<ClusterClock>
}

/** Kafka's clients look again after five minutes (metadata.max.age.ms); over HTTP people expect to see what was just changed. */
const MAX_AGE_MS = 5_000

const remembered = new Map<string, { readonly facts: TopicFacts; readonly untilMs: number }>()

export function recallTopic(sandboxId: string, topic: string): TopicFacts | null {
  const known = remembered.get(keyOf(sandboxId, topic))
  return known !== undefined && known.untilMs > Date.now() ? known.facts : null
}

/** When there is no more room, the topic that was learned of first goes. */
export function rememberTopic(sandboxId: string, topic: string, facts: TopicFacts): void {
  const key = keyOf(sandboxId, topic)
  remembered.delete(key)
  remembered.set(key, { facts, untilMs: Date.now() + MAX_AGE_MS })
  if (remembered.size <= MAX_REMEMBERED_TOPICS) return
  const oldest = remembered.keys().next().value
  if (oldest !== undefined) remembered.delete(oldest)
}

export function forgetTopic(sandboxId: string, topic: string): void {
  remembered.delete(keyOf(sandboxId, topic))
}

/** Everything of one sandbox: what holds for all of its topics has changed, its clock or the configs of its brokers. */
export function forgetTopicsOf(sandboxId: string): void {
  for (const key of remembered.keys()) if (key.startsWith(`${sandboxId}/`)) remembered.delete(key)
}

/** Forgets the topics that a request may have changed. */
export function forgetChanged(sandboxId: string, request: KafkaRequest): void {
  if (mayChangeAll(request)) forgetTopicsOf(sandboxId)
  for (const topic of changedTopics(request)) forgetTopic(sandboxId, topic)
}

/** Every topic may inherit what the brokers have; and which names belong to ids, only the cluster knows. */
function mayChangeAll({ api, request }: KafkaRequest): boolean {
  switch (api) {
    case 'AlterConfigs':
    case 'IncrementalAlterConfigs':
      return request.resources.some(({ resourceType }) => resourceType === 'BROKER')
    case 'DeleteTopics':
      return request.topicIds !== undefined
    default:
      return false
  }
}

function changedTopics({ api, request }: KafkaRequest): readonly string[] {
  switch (api) {
    case 'CreateTopics':
    case 'CreatePartitions':
      return request.topics.map(({ name }) => name)
    case 'DeleteTopics':
      return request.topicNames
    case 'AlterConfigs':
    case 'IncrementalAlterConfigs':
      return request.resources.map(({ resourceName }) => resourceName)
    default:
      return []
  }
}

/** A slash cannot stand in either name. */
function keyOf(sandboxId: string, topic: string): string {
  return `${sandboxId}/${topic}`
}
