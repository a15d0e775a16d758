// How far a group is behind in time: how old the oldest record is that it has still to read. The timestamp of a record is what its producer says,
// so this is the lag that people see, and not how long the record has been in the log.
import { clusterNowMs } from '../../schema/kafka/cluster-clock.ts'
import type { FetchPartitionData, IsolationLevel } from '../../schema/kafka/requests/fetch.ts'
import { MAX_FETCH_BYTES, MAX_TIME_LAG_FETCHES, TIME_LAG_PARTITION_BYTES } from '../../schema/limits.ts'
import { visitRecords } from '../../schema/records/render-batches.ts'
import { ask, askMetadata } from '../kafka/ask.ts'
import type { Asker } from '../kafka/ask.ts'
import type { OffsetLag } from './consumer-lag.ts'
import { partitionKeyOf } from './group-offsets.ts'
import { byTopic } from './write-offsets.ts'

/** Where to look for the next record of a partition. */
type Search = OffsetLag & { readonly fetchOffset: number }

/** In the order given. 0 where there is nothing to read, null where the oldest record is gone or was not found within bounds. */
export async function timeLags(asker: Asker, lags: readonly OffsetLag[], isolationLevel: IsolationLevel): Promise<(number | null)[]> {
  const behind = lags.filter(({ lag }) => lag > 0)
  if (behind.length === 0) return lags.map(() => 0)
  const { clock } = await askMetadata(asker, [])
  const nowMs = clusterNowMs(clock, Date.now())
  const timestamps = await oldestTimestamps(asker, behind, isolationLevel)
  return lags.map((lag) => {
    if (lag.lag <= 0) return 0
    const timestampMs = timestamps.get(partitionKeyOf(lag))
    return timestampMs === undefined ? null : Math.max(0, nowMs - timestampMs)
  })
}

async function oldestTimestamps(asker: Asker, lags: readonly OffsetLag[], isolationLevel: IsolationLevel): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  let searches: readonly Search[] = lags.map((lag) => ({ ...lag, fetchOffset: lag.currentOffset }))
  for (let fetches = 0; fetches < MAX_TIME_LAG_FETCHES && searches.length > 0; fetches++) {
    const fetched = await fetchAll(asker, searches, isolationLevel)
    searches = searches.flatMap((search) => lookInto(search, fetched.get(partitionKeyOf(search)), found))
  }
  return found
}

/** Notes the timestamp, or answers where to look next. */
function lookInto(search: Search, data: FetchPartitionData | undefined, found: Map<string, number>): Search[] {
  if (data === undefined || data.error !== 'NONE') return []
  const bounds = {
    fromOffset: search.fetchOffset,
    untilOffset: search.logEndOffset,
    maxRecords: 1,
    key: null,
    abortedTransactions: data.abortedTransactions ?? null,
  }
  const { recordCount, nextOffset, problem } = visitRecords(data.records, bounds, ({ timestamp: timestampMs }) => {
    found.set(partitionKeyOf(search), timestampMs)
    return true
  })
  const isOver = recordCount > 0 || problem !== null || nextOffset >= search.logEndOffset
  // No bytes were left for this partition, or all that came was aborted.
  return isOver ? [] : [{ ...search, fetchOffset: nextOffset }]
}

async function fetchAll(
  asker: Asker,
  searches: readonly Search[],
  isolationLevel: IsolationLevel,
): Promise<ReadonlyMap<string, FetchPartitionData>> {
  const topics = byTopic(searches).map(({ name, partitions }) => ({
    topic: name,
    topicId: null,
    partitions: partitions.map(({ partitionIndex: partition, fetchOffset }) => {
      return { partition, fetchOffset, partitionMaxBytes: TIME_LAG_PARTITION_BYTES }
    }),
  }))
  const { response } = await ask(asker, { api: 'Fetch', request: { maxBytes: MAX_FETCH_BYTES, isolationLevel, topics } })
  return new Map(
    response.responses.flatMap(({ topic: topicName, partitions }) => {
      return partitions.map((data) => [partitionKeyOf({ topicName, partitionIndex: data.partitionIndex }), data] as const)
    }),
  )
}
