// The whole answer to a fetch. What the object gives at once is bounded, so an answer that is full is gone on with for the partitions that got
// nothing, until all have their share or the whole is as large as it may be.
import type { FetchPartitionData, FetchResponse, IsolationLevel } from '../../../../schema/kafka/requests/fetch.ts'
import type { MetadataBroker } from '../../../../schema/kafka/requests/metadata.ts'
import { MAX_FETCH_BYTES } from '../../../../schema/limits.ts'
import { MAX_WIRE_FETCH_BYTES } from '../../../../schema/protocol-limits.ts'
import type { WireCall } from '../../wire-api.ts'
import type { FetchedPartition } from './fetch-sessions.ts'
import { fetchTopicsOf } from './wanted-partition.ts'
import type { WantedPartition } from './wanted-partition.ts'

export type FetchPlan = {
  readonly isolationLevel: IsolationLevel
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
  /** Where the reader stands in each partition. */
  readonly wanted: readonly WantedPartition[]
}

export type WholeFetch = {
  /** In the order in which the partitions are wanted. */
  readonly fetched: readonly FetchedPartition[]
  readonly nodeEndpoints: readonly MetadataBroker[]
}

/** Only the first part waits for records. Rejects with UnheardError. */
export async function fetchWhole(ask: WireCall['ask'], plan: FetchPlan): Promise<WholeFetch> {
  const maxBytes = Math.min(plan.maxBytes, MAX_WIRE_FETCH_BYTES)
  const patience = { maxWaitMs: plan.maxWaitMs, minBytes: Math.min(plan.minBytes, MAX_FETCH_BYTES) }
  const answers = new Map<WantedPartition, FetchPartitionData>()
  const nodeEndpoints: MetadataBroker[] = []
  let sizeBytes = 0
  for (let open = plan.wanted; open.length > 0;) {
    const rest = { maxBytes: maxBytes - sizeBytes, ...(sizeBytes === 0 ? patience : { hasRecordsAlready: true }) }
    const response = await ask('Fetch', { isolationLevel: plan.isolationLevel, ...rest, topics: fetchTopicsOf(open) })
    const answerBytes = takeAnswer(answers, open, response)
    nodeEndpoints.push(...(response.nodeEndpoints ?? []))
    sizeBytes += answerBytes
    const goesOn = response.isCutShort === true && answerBytes > 0 && sizeBytes < maxBytes
    open = goesOn ? open.filter((wanted) => isOpen(answers.get(wanted))) : []
  }
  const fetched = plan.wanted.flatMap((wanted) => {
    const data = answers.get(wanted)
    return data === undefined ? [] : [{ wanted, data }]
  })
  return { fetched, nodeEndpoints }
}

/** Partitions stand in an answer as they stood in the request. Gives the bytes of their records. */
function takeAnswer(
  answers: Map<WantedPartition, FetchPartitionData>,
  open: readonly WantedPartition[],
  { responses }: FetchResponse,
): number {
  let sizeBytes = 0
  for (const [index, data] of responses.flatMap(({ partitions }) => partitions).entries()) {
    const wanted = open[index]
    if (wanted !== undefined) answers.set(wanted, data)
    sizeBytes += data.records.length
  }
  return sizeBytes
}

/** It has something to read, as far as is known, and got nothing yet. */
function isOpen(data: FetchPartitionData | undefined): boolean {
  return data?.error === 'NONE' && data.records.length === 0 && data.divergingEpoch === undefined
}
