// A reader of one sandbox's events: it knows its place in history, asks the object page by page, leaves out what was not asked for, and waits
// for more without keeping the object awake.
import type { EventPage, RenderedEvent } from '../../durable/shell/events/event-page.ts'
import { nextSequenceIn } from '../../schema/close-codes.ts'
import type { EventKind, ShownEvent } from '../../schema/api/events.ts'
import { MAX_EVENTS_PER_PAGE } from '../../schema/limits.ts'
import { valueOf } from '../http/outcome.ts'
import { RestError } from '../http/rest-error.ts'
import type { Asker } from '../kafka/ask.ts'
import { mayName } from '../kafka/topic-names.ts'
import type { Principal } from '../keys/principal.ts'
import { Waiter } from '../records/waiter.ts'
import type { EventPlan } from './event-plan.ts'
import { isoTime } from './show-sandbox.ts'
import { snakeCased } from '../../schema/json/snake-case.ts'

/** Who reads, as far as it matters: which topics the key may name. */
type Seer = Pick<Principal, 'topicPrefix'>

export type EventRound = {
  readonly events: readonly ShownEvent[]
  /** There was nothing more to look at. */
  readonly isCaughtUp: boolean
  /** As many events were given as were asked for. */
  readonly isDone: boolean
}

export class EventReader {
  readonly #asker: Asker
  readonly #principal: Seer
  readonly #plan: EventPlan
  #next: number
  #firstKept = 0
  #left: number
  #waiter: Waiter | null = null

  private constructor(asker: Asker, principal: Seer, plan: EventPlan, next: number) {
    this.#asker = asker
    this.#principal = principal
    this.#plan = plan
    this.#next = next
    this.#left = plan.maxEvents
  }

  static async open(asker: Asker & { readonly principal: Seer }, plan: EventPlan): Promise<EventReader> {
    const { sandbox, caller, sandboxId, principal } = asker
    const next = plan.from === 'latest' ? valueOf(await sandbox.state(caller), sandboxId).sequence + 1 : plan.from
    return new EventReader({ sandbox, caller, sandboxId }, principal, plan, next === 'earliest' ? 0 : next)
  }

  /** The sequence behind the last event that was looked at. */
  get next(): number {
    return this.#next
  }

  get firstKept(): number {
    return this.#firstKept
  }

  /** Asks once. Throws RestError 410 when what comes next is not kept any more. */
  async round(): Promise<EventRound> {
    if (this.#left <= 0) return { events: [], isCaughtUp: false, isDone: true }
    const page = await this.#page()
    const events: ShownEvent[] = []
    for (const event of page.events) {
      this.#next = event.sequence + 1
      if (!this.#isWanted(event)) continue
      events.push(showEvent(event, this.#plan.language))
      if (--this.#left === 0) return { events, isCaughtUp: false, isDone: true }
    }
    this.#next = Math.max(this.#next, page.nextSequence)
    return { events, isCaughtUp: page.events.length === 0, isDone: false }
  }

  async #page(): Promise<EventPage> {
    const { sandbox, caller, sandboxId } = this.#asker
    const page = valueOf(await sandbox.events(caller, this.#next, MAX_EVENTS_PER_PAGE), sandboxId)
    this.#firstKept = page.firstKeptSequence
    // Sequences begin with 1, so whoever asks from 0 asks for everything.
    const isFromStart = this.#next <= 1 && this.#plan.from === 'earliest'
    if (!isFromStart && Math.max(this.#next, 1) < page.firstKeptSequence) throw gone(this.#next, page.firstKeptSequence)
    return page
  }

  #isWanted({ kind, facts }: RenderedEvent): boolean {
    const { kinds, topic } = this.#plan
    if (kinds !== null && !kinds.has(kind)) return false
    const about = topicOf(kind, facts)
    return (topic === null || topic === about) && (about === null || mayName(this.#principal, about))
  }

  /** Waits for an event; false when the time is over first. */
  async wait(timeoutMs: number): Promise<boolean> {
    // The object may have been started anew since; a closed socket would answer at once for ever.
    if (this.#waiter?.isClosed === true) {
      // A cluster that was put back goes on with lower sequences, and so does who follows it.
      this.#next = Math.min(this.#next, nextSequenceIn(this.#waiter.closeReason) ?? this.#next)
      this.#waiter = null
    }
    this.#waiter ??= await Waiter.open(this.#asker, { events: '1' })
    return this.#waiter.wait(String(this.#next), timeoutMs)
  }

  /** Lets go of what waiting holds open. */
  close(): void {
    this.#waiter?.close()
    this.#waiter = null
  }
}

export function showEvent(event: RenderedEvent, language: EventPlan['language']): ShownEvent {
  const { sequence, nowMs, kind, trigger, causedBy, why, facts } = event
  return {
    sequence,
    time: isoTime(nowMs),
    time_ms: nowMs,
    kind,
    trigger: snakeCased(trigger),
    caused_by: causedBy,
    why: language === null ? why : why[language],
    facts: snakeCased(facts),
  }
}

/** The topic that an event is about; null for one about nodes, faults or the clock. */
function topicOf(kind: EventKind, { topic, name }: RenderedEvent['facts']): string | null {
  if (typeof topic === 'string') return topic
  return (kind === 'topic.created' || kind === 'topic.removed') && typeof name === 'string' ? name : null
}

function gone(wanted: number, firstKept: number): RestError {
  return new RestError({
    status: 410,
    code: 'OFFSET_OUT_OF_RANGE',
    message: `Event ${wanted} is not kept any more: events are kept from ${firstKept} on.`,
    headers: { 'Content-Range': `events ${firstKept}-/*` },
    details: { first_kept: firstKept },
  })
}
