// What a commit means for those who read records: which partitions may have more to read, or another end, than before.
import type { JournalEntry } from '../../engine/event.ts'
import type { LogChange } from '../../engine/log/log-change.ts'
import type { ClusterRecord } from '../../engine/record.ts'

export type Moved = {
  /** Whether a reader of the topic, or of one partition of it, should look again. */
  concerns(topic: string, partition: number | null): boolean
  /** The same for a reader of many, by the names of its places. */
  concernsAny(watched: ReadonlySet<string> | 'everything'): boolean
}

/** A topic's name, and one of its partitions or (null) all of them. */
type Place = readonly [topic: string, partition: number | null]

/** Looked at only when somebody asks: most commits come while nobody reads. */
export function movedBy(entries: readonly JournalEntry[]): Moved {
  let places: Places | null = null
  return {
    concerns(topic, partition) {
      places ??= placesOf(entries)
      if (places.isEverywhere || (partition === null && places.topics.has(topic))) return true
      return places.names.has(nameOf(topic, partition)) || places.names.has(nameOf(topic, null))
    },
    concernsAny(watched) {
      places ??= placesOf(entries)
      if (places.isEverywhere) return true
      if (watched === 'everything') return places.names.size > 0
      for (const name of places.names) if (watched.has(name)) return true
      return false
    },
  }
}

type Places = { readonly topics: ReadonlySet<string>; readonly names: ReadonlySet<string>; readonly isEverywhere: boolean }

function placesOf(entries: readonly JournalEntry[]): Places {
  const topics = new Set<string>()
  const names = new Set<string>()
  let isEverywhere = false
  for (const { records } of entries) {
    for (const record of records) {
      if (ABOUT_ACCESS.has(record.kind)) isEverywhere = true
      const place = placeOf(record)
      if (place === null) continue
      topics.add(place[0])
      names.add(nameOf(...place))
    }
  }
  return { topics, names, isEverywhere }
}

/** After these a broker may answer that did not before. */
const ABOUT_ACCESS: ReadonlySet<ClusterRecord['kind']> = new Set<ClusterRecord['kind']>(['process.changed', 'fault.ended'])

/** A log that loses the beginning of an open transaction may be read from behind it on. */
const MOVES_END: ReadonlySet<LogChange['kind']> = new Set<LogChange['kind']>(['highWatermark.moved', 'logStartOffset.moved'])

/** Null when the record is nothing to readers. */
function placeOf(record: ClusterRecord): Place | null {
  switch (record.kind) {
    case 'log.changed':
      return MOVES_END.has(record.change.kind) ? [record.topic, record.partitionIndex] : null
    case 'log.handed':
    case 'partition.changed':
      return [record.topic, record.partitionIndex]
    case 'partition.created':
      return [record.topic, null]
    case 'topic.created':
    case 'topic.removed':
      return [record.name, null]
    default:
      return null
  }
}

/** What a reader of these partitions watches: each of them, and what happens to its topic as a whole. */
export function placeNames(topics: readonly (readonly [topic: string, partitions: readonly number[]])[]): Set<string> {
  return new Set(topics.flatMap(([topic, partitions]) => [nameOf(topic, null), ...partitions.map((partition) => nameOf(topic, partition))]))
}

/** A slash cannot stand in a topic's name. */
function nameOf(topic: string, partition: number | null): string {
  return `${topic}/${partition ?? ''}`
}
