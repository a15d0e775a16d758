// Partitions in a sentence: all of them as long as they are few.
import type { TopicPartition } from '../../../schema/kafka/topic-partition.ts'

const SHOWN = 10

export function partitionNames(partitions: readonly TopicPartition[], none: string): string {
  if (partitions.length === 0) return none
  const names = partitions.slice(0, SHOWN).map(({ topic, partitionIndex }) => `${topic}-${partitionIndex}`)
  return partitions.length > SHOWN ? `${names.join(', ')} … (${partitions.length})` : names.join(', ')
}

export function placeName({ topic, partitionIndex, offset }: TopicPartition & { readonly offset: number }): string {
  return `${topic}-${partitionIndex}@${offset}`
}
