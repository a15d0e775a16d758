// How much is drawn of each partition. There is no zooming and panning: the number of partitions decides, or the person does.
import type { ClusterState } from '../../data/shapes.ts'

/** `topics`: one row a topic; `partitions`: one line a partition; `records`: the offsets themselves. */
export type Detail = 'topics' | 'partitions' | 'records'

export const DETAILS: readonly Detail[] = ['topics', 'partitions', 'records']

/** Up to so many partitions fit with their records, and without. */
const MAX_WITH_RECORDS = 16
const MAX_WITH_PARTITIONS = 100

/** A topic with more partitions than this starts folded. */
const MAX_UNFOLDED = 24

export function detailOf(state: ClusterState, chosen: string | null): Detail {
  const asked = DETAILS.find((detail) => detail === chosen)
  if (asked !== undefined) return asked
  const count = state.topics.filter(isUnfoldedAtFirst).reduce((sum, topic) => sum + topic.partitions.length, 0)
  if (count <= MAX_WITH_RECORDS) return 'records'
  return count <= MAX_WITH_PARTITIONS ? 'partitions' : 'topics'
}

/** Whether a topic's partitions are shown without somebody asking for them. Those of Kafka itself have fifty and say little. */
export function isUnfoldedAtFirst(topic: ClusterState['topics'][number]): boolean {
  return !isInternal(topic.name) && topic.partitions.length <= MAX_UNFOLDED
}

export function isInternal(topic: string): boolean {
  return topic.startsWith('__')
}
