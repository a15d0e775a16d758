// Asks the cluster for what a fetch wants, as things stand. What the object gives at once is bounded, so an answer that is full is gone on with
// for the partitions that got nothing, until all have their share or the whole is as large as it may be.
import type { FetchPartitionData, FetchResponse, IsolationLevel } from '../../../../schema/kafka/requests/fetch.ts'
import type { MetadataBroker } from '../../../../schema/kafka/requests/metadata.ts'
import { MAX_WIRE_FETCH_BYTES } from '../../../../schema/limits.ts'
import type { WireCall } from '../../wire-api.ts'
import type { FetchedPartition } from './fetch-sessions.ts'
import { fetchTopicsOf } from './wanted-partition.ts'
import type { WantedPartition } from './wanted-partition.ts'

export type FetchPlan = {
  readonly isolationLevel: IsolationLevel
  readonly minBytes: number
  readonly maxBytes: number
  /** Where the reader stands in each partition. */
  readonly wanted: readonly WantedPartition[]
}

export type FetchRound = {
  /** In the order in which the partitions are wanted. */
  readonly fetched: readonly FetchedPartition[]
  readonly nodeEndpoints: readonly MetadataBroker[]
  /** There is nothing to wait for: the least bytes are there, or something has to be told. */
  readonly isEnough: boolean
}

/** @param maxWaitMs how long the cluster may wait until it is enough; 0 takes what there is. Rejects with UnheardError. */
export async function fetchOnce(ask: WireCall['ask'], plan: FetchPlan, maxWaitMs: number): Promise<FetchRound> {
  const maxBytes = Math.min(plan.maxBytes, MAX_WIRE_FETCH_BYTES)
  const { isolationLevel } = plan
  const answers = new Map<WantedPartition, FetchPartitionData>()
  const endpoints: MetadataBroker[] = []
  let sizeBytes = 0
  for (let open = plan.wanted; open.length > 0;) {
    const wait = { maxWaitMs: sizeBytes === 0 ? maxWaitMs : 0, minBytes: plan.minBytes }
    const bounds = { maxBytes: maxBytes - sizeBytes, hasRecordsAlready: sizeBytes > 0 }
    const response = await ask('Fetch', { isolationLevel, ...wait, ...bounds, topics: fetchTopicsOf(open) })
    const answerBytes = takeAnswer(answers, open, response)
    endpoints.push(...(response.nodeEndpoints ?? []))
    sizeBytes += answerBytes
    const goesOn = response.isCutShort === true && answerBytes > 0 && sizeBytes < maxBytes
    open = goesOn ? open.filter((wanted) => isOpen(answers.get(wanted))) : []
  }
  const fetched = plan.wanted.flatMap((wanted) => {
    const data = answers.get(wanted)
    return data === undefined ? [] : [{ wanted, data }]
  })
  return { fetched, nodeEndpoints: endpoints, isEnough: isEnough(fetched, sizeBytes, Math.min(plan.minBytes, maxBytes)) }
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

function isOpen(data: FetchPartitionData | undefined): boolean {
  return data?.error === 'NONE' && data.records.length === 0 && data.divergingEpoch === undefined
}

function isEnough(fetched: readonly FetchedPartition[], sizeBytes: number, minBytes: number): boolean {
  return (
    fetched.length === 0 ||
    sizeBytes >= minBytes ||
    fetched.some(({ data: { error, divergingEpoch } }) => error !== 'NONE' || divergingEpoch !== undefined)
  )
}
