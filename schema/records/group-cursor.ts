// How far a member of a group was given records, as text that a client holds: the next offset of each partition that it has seen something of.
// Acknowledging such a place acknowledges everything before it.
import type { TopicPartition } from '../kafka/topic-partition.ts'

export type GroupPlace = TopicPartition & { readonly nextOffset: number }

const PLACE = /^([A-Za-z0-9._-]{1,249})\/(\d{1,9})\/(\d{1,16})$/

/** `orders/0/12,orders/1/7`: a topic's name has neither slash nor comma. */
export function encodeGroupCursor(places: readonly GroupPlace[]): string {
  return places.map(({ topic, partitionIndex, nextOffset }) => `${topic}/${partitionIndex}/${nextOffset}`).join(',')
}

/** Null for a text that is none. */
export function decodeGroupCursor(text: string): GroupPlace[] | null {
  const places: GroupPlace[] = []
  for (const part of text.split(',')) {
    const [, topic = '', partition, offset] = PLACE.exec(part) ?? []
    const nextOffset = Number(offset)
    if (!Number.isSafeInteger(nextOffset)) return null
    places.push({ topic, partitionIndex: Number(partition), nextOffset })
  }
  return places
}
