// What a fetch wants of one partition, and its place in the messages: partitions stand in an order of their own there, and those of one topic
// are together only where they follow each other.
// Source: FetchRequest.PartitionData and FetchResponse.toMessage of Kafka 4.3.
import type { FetchPartition, FetchTopic } from '../../../../schema/kafka/requests/fetch.ts'

export type TopicReference = {
  /** Empty where the topic is named by its id. */
  readonly topic: string
  /** Null where the topic is named by its name. */
  readonly topicId: string | null
}

export type WantedPartition = TopicReference & Required<FetchPartition>

/** One text for one partition, by its name or by its id; a connection that uses one does not use the other. */
export function wantedKey({ topic, topicId }: TopicReference, partition: number): string {
  return `${topicId ?? topic}/${partition}`
}

/** The things of one topic that follow each other, together. */
export function groupTopics<Part extends TopicReference>(
  parts: readonly Part[],
): { readonly first: Part; readonly parts: readonly Part[] }[] {
  const groups: { first: Part; parts: Part[] }[] = []
  for (const part of parts) {
    const group = groups.at(-1)
    if (group !== undefined && group.first.topic === part.topic && group.first.topicId === part.topicId) group.parts.push(part)
    else groups.push({ first: part, parts: [part] })
  }
  return groups
}

export function fetchTopicsOf(wanted: readonly WantedPartition[]): FetchTopic[] {
  return groupTopics(wanted).map(({ first: { topic, topicId }, parts }) => ({
    topic,
    topicId,
    partitions: parts.map(({ partition, fetchOffset, partitionMaxBytes, currentLeaderEpoch, lastFetchedEpoch }) => {
      return { partition, fetchOffset, partitionMaxBytes, currentLeaderEpoch, lastFetchedEpoch }
    }),
  }))
}
