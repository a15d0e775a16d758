// Reading record batches as they are stored: application/octet-stream, whole batches one after another, the very bytes that a raw produce
// takes. The first may begin below the offset asked for, as in Kafka's own fetch.
import { decodeBatchHeader, lastOffsetOf, splitBatches } from '../../schema/kafka/record-batch.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import { RAW_TYPE } from './produce-raw.ts'
import type { ReadPlan } from './read-plan.ts'
import type { FetchedPartition, TopicReader } from './topic-reader.ts'

const NOTHING = new Uint8Array(0)

export async function readRaw(reader: TopicReader, plan: ReadPlan): Promise<Response> {
  const fetched = await fetchOrWait(reader, plan)
  if (fetched !== null) reader.advance(fetched.partition, nextOffsetOf(fetched))
  reader.close()
  const headers = { 'Content-Type': RAW_TYPE, 'Samsa-Cursor': encodeCursor(reader.cursor) }
  return new Response(fetched?.records ?? NOTHING, { headers })
}

async function fetchOrWait(reader: TopicReader, plan: ReadPlan): Promise<FetchedPartition | null> {
  const [first] = await reader.fetch()
  if (first !== undefined || plan.waitMs === 0 || !(await reader.wait(plan.waitMs))) return first ?? null
  const [second] = await reader.fetch()
  return second ?? null
}

function nextOffsetOf({ fromOffset, records }: FetchedPartition): number {
  const split = splitBatches(records)
  const last = split.ok ? split.batches.at(-1) : undefined
  return last === undefined ? fromOffset : lastOffsetOf(decodeBatchHeader(last)) + 1
}
