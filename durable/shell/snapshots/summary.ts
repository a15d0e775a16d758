// A cluster in a line: what lists of snapshots show.
import type { Manifest } from '../../../schema/snapshots/manifest.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { isInternalTopic } from '../../engine/coordinator/internal-topics.ts'
import { groupCount } from '../../engine/group/group-count.ts'

/** Without Kafka's own topics, which nobody made. */
export function summaryOf(cluster: ClusterView): Manifest['summary'] {
  const own = [...cluster.topics.values()].filter(({ name }) => !isInternalTopic(name))
  const partitions = own.flatMap((topic) => topic.partitions)
  const records = partitions.reduce((sum, { log }) => sum + log.highWatermark - log.logStartOffset, 0)
  return { brokers: cluster.brokers.size, topics: own.length, partitions: partitions.length, groups: groupCount(cluster), records }
}
