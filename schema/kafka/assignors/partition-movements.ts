// Which partitions went from whom to whom while an assignment was balanced. When a partition of a topic is to go from one member to
// another, and one of the same topic has just come the other way, that one goes back instead: both stay where they were.
// Source: AbstractStickyAssignor.PartitionMovements of Kafka 4.3.

import { inJavaHashMapOrder, javaStringHash } from '../java-hash-map.ts'
import type { TopicPartition } from '../topic-partition.ts'

type Movement = { readonly source: string; readonly destination: string }

export class PartitionMovements {
  /** A partition that moved several times has one movement, from where it was first. */
  readonly #movements = new Map<TopicPartition, Movement>()

  /** The partition that had better move when `partition` should go from its owner to another member. */
  partitionToMove(partition: TopicPartition, owner: string, destination: string): TopicPartition {
    const from = this.#movements.get(partition)?.source ?? owner
    const back: TopicPartition[] = []
    for (const [moved, movement] of this.#movements) {
      if (moved.topic === partition.topic && movement.source === destination && movement.destination === from) back.push(moved)
    }
    return inJavaHashMapOrder(back, javaHash)[0] ?? partition
  }

  moved(partition: TopicPartition, from: string, destination: string): void {
    const source = this.#movements.get(partition)?.source ?? from
    this.#movements.delete(partition)
    if (source !== destination) this.#movements.set(partition, { source, destination })
  }
}

/** As TopicPartition of Kafka has it. */
function javaHash({ topic, partitionIndex }: TopicPartition): number {
  return (Math.imul(31, 31 + partitionIndex) + javaStringHash(topic)) | 0
}
