// Sending the records of somebody who says who it is: all of them are stored or none, so that the same request can be sent again and the status
// of the answer says what became of it.
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import { sequenceHeader } from '../kafka/ask.ts'
import { inBodyOrder } from './by-topic.ts'
import type { ByTopic, PlacedOutcome } from './by-topic.ts'
import { outcomeError } from './produce-refusal.ts'
import { sendRecords } from './send-records.ts'
import type { Sending } from './send-records.ts'

type Stored = Extract<RecordOutcome, { kind: 'stored' }>

export type SentWhole = {
  /** In the order of the body; every record was stored. */
  readonly placed: readonly { readonly topicIndex: number; readonly outcome: Stored }[]
  readonly headers: Readonly<Record<string, string>>
}

/** Throws RestError when nothing was stored, with the reason of the first record that had one. */
export async function sendWhole(sending: Sending, sorted: ByTopic): Promise<SentWhole> {
  const { outcomes, sequence } = await sendRecords(sending, sorted.topics, true)
  const placed = inBodyOrder(sorted, outcomes)
  refuseFailure(placed)
  const stored = placed as SentWhole['placed']
  const isRepeated = stored.every(({ outcome }) => outcome.isDuplicate)
  const headers = sequenceHeader({ sequence })
  if (!isRepeated) return { placed: stored, headers }
  if (sending.sender.idempotencyKey === null) return { placed: stored, headers: { ...headers, 'Producer-Duplicate': 'true' } }
  // Under a key the answer is the first one again, as if nothing had happened in between.
  const first = stored.map(({ topicIndex, outcome }) => ({ topicIndex, outcome: { ...outcome, isDuplicate: false } }))
  return { placed: first, headers: { ...headers, 'Idempotency-Replayed': 'true' } }
}

/** A record that was not attempted only says that another one failed. */
function isReason({ outcome }: PlacedOutcome): boolean {
  return outcome.kind === 'refused' || (outcome.kind === 'failed' && outcome.error !== 'OPERATION_NOT_ATTEMPTED')
}

function refuseFailure(placed: readonly PlacedOutcome[]): void {
  const index = placed.findIndex(isReason)
  const outcome = placed[index]?.outcome
  if (outcome === undefined || outcome.kind === 'stored') return
  throw outcomeError(outcome, placed.length === 1 ? '' : `Record ${index + 1} of ${placed.length}: `)
}
