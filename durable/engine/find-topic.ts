// The topic that a request means: by its name, by its id, or by both. Newer versions of many APIs name topics by their id alone (KIP-516), so
// that a client never takes a topic that was made anew for the one it knew.
// Source: MetadataImage.topics and KafkaApis of Kafka 4.3.
import type { ClusterView, TopicView } from './cluster.ts'

export type FoundTopic =
  | { readonly ok: true; readonly topic: TopicView }
  | { readonly ok: false; readonly error: 'UNKNOWN_TOPIC_OR_PARTITION' | 'UNKNOWN_TOPIC_ID' }

/** @param name empty for a topic that is named by its id alone. @param topicId null, or absent, for one that is named by its name alone. */
export function findTopic(cluster: ClusterView, name: string, topicId: string | null | undefined): FoundTopic {
  const isByName = name !== '' || topicId === null || topicId === undefined
  const topic = isByName ? cluster.topics.get(name) : topicById(cluster, topicId)
  if (topic === undefined) return { ok: false, error: isByName ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'UNKNOWN_TOPIC_ID' }
  if (isByName && topicId && topicId !== topic.topicId) return { ok: false, error: 'UNKNOWN_TOPIC_ID' }
  return { ok: true, topic }
}

const namesById = new WeakMap<ClusterView['topics'], Map<string, string>>()

/** Every produce and fetch of a new client asks, so the names are remembered; a name that has another id by now does not count. */
export function topicById({ topics }: ClusterView, topicId: string): TopicView | undefined {
  const known = topics.get(namesById.get(topics)?.get(topicId) ?? '')
  if (known?.topicId === topicId) return known
  const names = new Map(Array.from(topics.values(), (topic) => [topic.topicId, topic.name]))
  namesById.set(topics, names)
  return topics.get(names.get(topicId) ?? '')
}
