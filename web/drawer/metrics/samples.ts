// Time series that the page itself takes while somebody looks at the metrics: a few numbers of each look, and what is drawn from them.
import type { ClusterState } from '../../data/shapes.ts'
import { clusterValue } from './metric-rows.ts'
import type { Metric } from './metric-rows.ts'

export type Sample = {
  /** By the cluster's clock. */
  readonly timeMs: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly bytesReplicated: number
  readonly isrShrinks: number
  readonly elections: number
  readonly underReplicated: number
  readonly lag: ReadonlyMap<string, number>
}

/** Twenty minutes at a look every two seconds. */
export const MAX_SAMPLES = 600

export function sampleOf(metrics: readonly Metric[], state: ClusterState): Sample {
  return {
    timeMs: state.clock.now_ms,
    bytesIn: clusterValue(metrics, 'BytesInPerSec', 'Count') ?? 0,
    bytesOut: clusterValue(metrics, 'BytesOutPerSec', 'Count') ?? 0,
    bytesReplicated: clusterValue(metrics, 'ReplicationBytesInPerSec', 'Count') ?? 0,
    isrShrinks: clusterValue(metrics, 'IsrShrinksPerSec', 'Count') ?? 0,
    elections: clusterValue(metrics, 'LeaderElectionRateAndTimeMs', 'Count') ?? 0,
    underReplicated: clusterValue(metrics, 'UnderReplicatedPartitions', 'Value') ?? 0,
    lag: lagByGroup(state),
  }
}

/** How many records lie between what a group committed and the ends of the logs. */
export function lagByGroup({ topics, groups }: Pick<ClusterState, 'topics' | 'groups'>): Map<string, number> {
  const ends = new Map<string, number>()
  for (const { name, partitions } of topics) {
    for (const { partition_index: index, logs, leader } of partitions) {
      const log = logs.find(({ broker_id: broker }) => broker === leader)
      if (log !== undefined) ends.set(`${name} ${index}`, log.log_end_offset)
    }
  }
  return new Map(
    groups.map(({ group_id: id, committed }) => [
      id,
      committed.reduce(
        (sum, { topic, partition_index: index, offset }) => sum + Math.max(0, (ends.get(`${topic} ${index}`) ?? offset) - offset),
        0,
      ),
    ]),
  )
}

/** Time does not go back, but for a rewind, behind which all begins anew; while the clock is held the newest look counts. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last !== undefined && sample.timeMs < last.timeMs) return [sample]
  const earlier = last?.timeMs === sample.timeMs ? samples.slice(0, -1) : samples
  return [...earlier, sample].slice(-MAX_SAMPLES)
}

type Counted = 'bytesIn' | 'bytesOut' | 'bytesReplicated'

/** Per second of the cluster's time. The first look has nothing before it, and a counter that began anew counts from nothing. */
export function rates(samples: readonly Sample[], counted: Counted): (number | null)[] {
  return samples.map((sample, index) => {
    const before = samples[index - 1]
    if (before === undefined) return null
    const grown = sample[counted] - before[counted]
    return ((grown < 0 ? sample[counted] : grown) * 1_000) / (sample.timeMs - before.timeMs)
  })
}

/** The groups that were seen, in the order of their names. */
export function groupsOf(samples: readonly Sample[]): string[] {
  return [...new Set(samples.flatMap(({ lag }) => [...lag.keys()]))].toSorted()
}
