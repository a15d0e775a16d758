// Reading record batches as they are stored: application/octet-stream, whole batches one after another, the very bytes that a raw produce
// takes. The first may begin below the offset asked for, as in Kafka's own fetch. With read_committed only batches that are committed.
import { AbortedBatches } from '../../schema/kafka/aborted-batches.ts'
import { concatenate } from '../../schema/kafka/concatenate.ts'
import { decodeBatchHeader, isControl, lastOffsetOf, splitBatches } from '../../schema/kafka/record-batch.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import { RAW_TYPE } from './produce-raw.ts'
import type { ReadPlan } from './read-plan.ts'
import type { FetchedPartition, TopicReader } from './topic-reader.ts'

const NOTHING = new Uint8Array(0)

export async function readRaw(reader: TopicReader, plan: ReadPlan): Promise<Response> {
  const records = await readOrWait(reader, plan.waitMs)
  reader.close()
  const headers = { 'Content-Type': RAW_TYPE, 'Samsa-Cursor': encodeCursor(reader.cursor) }
  return new Response(records, { headers })
}

/** The next batches that are to be seen; waits once, and for batches that are not it does not wait again. */
async function readOrWait(reader: TopicReader, waitMs: number): Promise<Uint8Array> {
  let hasWaited = waitMs === 0
  for (;;) {
    const [fetched] = await reader.fetch()
    if (fetched !== undefined) {
      const { records, nextOffset } = visibleBatches(fetched)
      reader.advance(fetched.partition, nextOffset)
      if (records.length > 0) return records
    } else if (hasWaited || !(await reader.wait(waitMs))) {
      return NOTHING
    } else {
      hasWaited = true
    }
  }
}

/** With read_committed neither aborted batches nor markers, which no reader needs any more and no producer may send. */
function visibleBatches({ fromOffset, records, abortedTransactions }: FetchedPartition): { records: Uint8Array; nextOffset: number } {
  const split = splitBatches(records)
  const batches = split.ok ? split.batches.map((batch) => ({ batch, header: decodeBatchHeader(batch) })) : []
  const last = batches.at(-1)
  const nextOffset = last === undefined ? fromOffset : lastOffsetOf(last.header) + 1
  if (abortedTransactions === null) return { records, nextOffset }
  const aborted = new AbortedBatches(abortedTransactions)
  const visible = batches.filter(({ batch, header }) => !aborted.isAborted(header, batch) && !isControl(header.attributes))
  return { records: concatenated(visible.map(({ batch }) => batch)), nextOffset }
}

function concatenated(batches: readonly Uint8Array[]): Uint8Array {
  return concatenate(
    batches,
    batches.reduce((sum, { length }) => sum + length, 0),
  )
}
