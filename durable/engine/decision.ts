// What deciding gives back: what changes, what is stored, what is removed, what is answered, what watchers are told.
import type { KafkaApi, KafkaApis } from '../../schema/kafka/requests/apis.ts'
import type { BatchPlace } from './log/append.ts'
import type { ClusterRecord } from './record.ts'

/** Bytes to store. They are final: offset and leader epoch are stamped. */
export type BatchWrite = BatchPlace & { readonly maxTimestamp: number; readonly bytes: Uint8Array }

/** Stored batches that no log needs any more: those of one extent that start below `untilOffset` (relative), or all of it (null). */
export type BatchRemoval = { readonly extentId: number; readonly untilOffset: number | null }

export type Decision<Api extends KafkaApi = KafkaApi> = {
  readonly records: readonly ClusterRecord[]
  readonly writes: readonly BatchWrite[]
  readonly removals: readonly BatchRemoval[]
  readonly response: KafkaApis[Api]['response']
}

/** A decision that changes nothing. */
export function answer<Api extends KafkaApi>(response: KafkaApis[Api]['response']): Decision<Api> {
  return { records: [], writes: [], removals: [], response }
}
