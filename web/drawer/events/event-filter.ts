// Which events the drawer lists, and the list itself: kept up as events come, so that a burst does not look at twenty thousand of them again.
import type { Selection } from '../../data/selection.ts'
import type { ClusterEvent } from '../../data/shapes.ts'
import { isAbout, isTraffic } from '../../inspector/related-events.ts'
import { interestingLane } from '../../timeline/lanes.ts'
import { groupOf } from './event-groups.ts'
import type { KindGroup } from './event-groups.ts'

export type EventFilter = {
  /** Null for all. */
  readonly group: KindGroup | null
  readonly topic: string | null
  /** In the sentence, the kind or the sequence, in any case. */
  readonly text: string
  readonly onlyInteresting: boolean
  /** Only what is about this. */
  readonly about: Selection | null
  /** The everyday work of the cluster too: every batch, every fetch. */
  readonly withTraffic: boolean
  readonly language: 'en' | 'zh-CN'
}

export function isWanted(event: ClusterEvent, filter: EventFilter): boolean {
  if (filter.group !== null && groupOf(event.kind) !== filter.group) return false
  if (filter.topic !== null && event.facts['topic'] !== filter.topic && event.facts['name'] !== filter.topic) return false
  if (filter.onlyInteresting ? interestingLane(event) === null : !filter.withTraffic && isTraffic(event)) return false
  if (filter.about !== null && !isAbout(event, filter.about)) return false
  return filter.text === '' || says(event, filter.text.toLowerCase(), filter.language)
}

function says({ kind, sequence, why }: ClusterEvent, wanted: string, language: 'en' | 'zh-CN'): boolean {
  return why[language].toLowerCase().includes(wanted) || kind.toLowerCase().includes(wanted) || `#${sequence}` === wanted
}

export class FilteredEvents {
  #filter: EventFilter | null = null
  #first = 0
  #last = 0
  #matching: ClusterEvent[] = []

  /** @param all the log, oldest first, without a gap. */
  update(all: readonly ClusterEvent[], filter: EventFilter): readonly ClusterEvent[] {
    const first = all[0]?.sequence ?? 0
    const last = all.at(-1)?.sequence ?? 0
    if (filter !== this.#filter || all.length === 0 || last < this.#last || first > this.#last + 1) {
      this.#matching = all.filter((event) => isWanted(event, filter))
    } else if (first !== this.#first || last !== this.#last) {
      const older = all.slice(0, Math.max(0, this.#first - first)).filter((event) => isWanted(event, filter))
      const newer = all.slice(this.#last - first + 1).filter((event) => isWanted(event, filter))
      const kept = first > this.#first ? this.#matching.filter(({ sequence }) => sequence >= first) : this.#matching
      if (older.length > 0 || newer.length > 0 || kept.length < this.#matching.length) this.#matching = [...older, ...kept, ...newer]
    }
    this.#filter = filter
    this.#first = first
    this.#last = last
    return this.#matching
  }
}
