// All partitions that an assignment is about, each as one object, so that sets and maps of partitions need no text for a key.

import type { TopicPartition } from '../topic-partition.ts'
import type { AssignorTopic } from './assignor.ts'

export class PartitionSpace {
  readonly #byTopic: ReadonlyMap<string, readonly TopicPartition[]>
  /** In the order of their topics and numbers. */
  readonly all: readonly TopicPartition[]

  constructor(topics: ReadonlyMap<string, AssignorTopic>) {
    this.#byTopic = new Map(
      Array.from(topics, ([topic, { partitionCount }]) => [
        topic,
        Array.from({ length: partitionCount }, (_, partitionIndex) => ({ topic, partitionIndex })),
      ]),
    )
    this.all = [...this.#byTopic.values()].flat()
  }

  has(topic: string): boolean {
    return this.#byTopic.has(topic)
  }

  partitionsOf(topic: string): readonly TopicPartition[] {
    return this.#byTopic.get(topic) ?? []
  }

  /** The object of a partition that somebody names; nothing for one that does not exist. */
  find({ topic, partitionIndex }: TopicPartition): TopicPartition | undefined {
    return this.#byTopic.get(topic)?.[partitionIndex]
  }
}
