// Events as they leave the object: plain data, with their sentences in both languages.
import type { ClusterRecord } from '../../engine/record.ts'
import type { Trigger } from '../../engine/event.ts'

export type RenderedEvent = {
  /** The number of the event since the cluster was made. */
  readonly sequence: number
  /** The cluster's time, milliseconds since the epoch. */
  readonly nowMs: number
  readonly kind: ClusterRecord['kind']
  readonly trigger: Trigger
  /** The sequence of the event that caused this one; null when the trigger itself did. */
  readonly causedBy: number | null
  /** What happened and why, in one sentence. */
  readonly why: { readonly en: string; readonly 'zh-CN': string }
  /** The record itself without what only the engine needs. */
  readonly facts: Readonly<Record<string, unknown>>
}

export type EventPage = {
  readonly events: readonly RenderedEvent[]
  /** Where the next page begins. */
  readonly nextSequence: number
  /** The oldest sequence that is still kept: earlier ones are gone. */
  readonly firstKeptSequence: number
}
