// What deciding gives back: what changes, what is stored, and what is answered, now or later.
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import type { HeardMember } from './group/sessions.ts'
import type { BatchPlace } from './log/append.ts'
import type { ClusterRecord } from './record.ts'
import type { Waiting } from './purgatory/waiting.ts'

/** Bytes to store. They are final: offset and leader epoch are stamped. */
export type BatchWrite = BatchPlace & { readonly maxTimestamp: number; readonly bytes: Uint8Array }

/** Stored batches that no log needs any more: those of one extent from `fromOffset` to below `untilOffset` (null: to its end), relative. */
export type BatchRemoval = { readonly extentId: number; readonly fromOffset: number; readonly untilOffset: number | null }

export type Changes = {
  readonly records: readonly ClusterRecord[]
  readonly writes: readonly BatchWrite[]
  /** Soft, and not journaled. */
  readonly heard?: readonly HeardMember[]
}

export type Decision<Api extends KafkaApi = KafkaApi> = Changes & {
  readonly response: KafkaApis[Api]['response']
  /** Set when the answer must wait; `response` is then what is answered if nothing goes wrong. */
  readonly waiting: Waiting | null
  /** See Reply. */
  readonly isUnheard?: true
}

/** What a person asked for beside Kafka: done, or refused with Kafka's own error. */
export type ActionOutcome = { readonly ok: true; readonly faultId: number | null; readonly appId?: number } | ActionRefusal
export type ActionRefusal = { readonly ok: false; readonly error: KafkaErrorName; readonly message: string }

export type ActionDecision = Changes & { readonly outcome: ActionOutcome }

/** The answer to a request, by its id. */
export type Reply = {
  readonly requestId: number
  /** No broker has said this: it is what a client makes of a connection that was refused, or of an answer that did not come. */
  readonly isUnheard?: true
} & {
  [Api in KafkaApi]: { readonly api: Api; readonly response: KafkaApis[Api]['response'] }
}[KafkaApi]

/** A decision that changes nothing. */
export function answer<Api extends KafkaApi>(response: KafkaApis[Api]['response']): Decision<Api> {
  return { records: [], writes: [], response, waiting: null }
}

export function refuseAction(error: KafkaErrorName, message: string): ActionDecision {
  return { records: [], writes: [], outcome: { ok: false, error, message } }
}
