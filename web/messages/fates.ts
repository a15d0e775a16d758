// What has become of each record of a topic, as far as the page has asked: GET …/partitions/{p}/delivery, a window of offsets at a time.
import { signal } from '@preact/signals'
import type { SandboxSession } from '../data/session.ts'
import type { Message } from './message.ts'

export type DeliveredFate =
  | 'committed'
  | 'uncommitted'
  | 'open'
  | 'aborted'
  | 'deleted'
  | 'lost'
  | 'neverStored'
  | 'control'
  | 'duplicateDropped'

export type Delivered = {
  readonly offset: number
  readonly fate: DeliveredFate
  readonly leader_epoch: number
  readonly broker: number | null
  readonly producer_id: number | null
  readonly app_id: number | null
  readonly record: number | null
}

export type Delivery = {
  readonly log_start_offset: number
  readonly high_watermark: number
  readonly log_end_offset: number
  readonly records: readonly Delivered[]
  readonly next: string | null
}

/** What the list says of a message. `compacted` is one that was there and is not in the log any more, though the log goes on around it. */
export type Fate = DeliveredFate | 'compacted'

/** Fates that may still become others by themselves. */
const UNSETTLED: ReadonlySet<Fate> = new Set<Fate>(['uncommitted', 'open'])

/** The server's own bound of a page. */
const MAX_WINDOW = 1_000

export function deliveryPath(session: SandboxSession, topic: string, partition: number, from: number, count: number): string {
  const window = `page_size=${Math.max(1, Math.min(count, MAX_WINDOW))}&page_token=${from}`
  return session.v1(`/topics/${encodeURIComponent(topic)}/partitions/${partition}/delivery?${window}`)
}

/** A snapshot keeps its records and says nothing of their fates. */
export function tellsFates(session: SandboxSession): boolean {
  return session.kind === 'sandbox'
}

export class Fates {
  /** Grows with each answer; read it to follow. */
  readonly version = signal(0)
  readonly #session: SandboxSession
  readonly #topic: string
  readonly #known = new Map<string, Fate>()
  #isAsking = false
  #isStale = false
  #visible: readonly Message[] = []

  constructor(session: SandboxSession, topic: string) {
    this.#session = session
    this.#topic = topic
  }

  of(message: Message): Fate | null {
    return message.kind === 'place' ? message.fate : (this.#known.get(keyOf(message.partition, message.offset)) ?? null)
  }

  /** Asks for the fates of what can be seen, as far as they are not known or not settled. One question at a time; the last wish counts. */
  watch(visible: readonly Message[]): void {
    if (!tellsFates(this.#session)) return
    this.#visible = visible
    this.#isStale = true
    if (!this.#isAsking) void this.#ask()
  }

  /** Something has happened in the cluster, so what is not settled may be another by now. */
  look(): void {
    this.watch(this.#visible)
  }

  async #ask(): Promise<void> {
    this.#isAsking = true
    while (this.#isStale) {
      this.#isStale = false
      const windows = windowsOf(this.#visible.filter((message) => this.#isWanted(message)))
      await Promise.all(windows.map((window) => this.#askFor(window)))
      if (windows.length > 0) this.version.value++
    }
    this.#isAsking = false
  }

  #isWanted(message: Message): boolean {
    if (message.kind === 'place') return false
    const fate = this.of(message)
    return fate === null || UNSETTLED.has(fate)
  }

  async #askFor({ partition, from, until }: Window): Promise<void> {
    const path = deliveryPath(this.#session, this.#topic, partition, from, until - from)
    const answer = await this.#session.api.look<Delivery>({ method: 'GET', path })
    if (!answer.ok) return
    this.learn(partition, from, until, answer.value)
  }

  /** Takes what an answer says about the offsets from `from` up to but not including `until`. */
  learn(partition: number, from: number, until: number, delivery: Delivery): void {
    for (const [offset, fate] of fatesIn(delivery, from, until)) this.#known.set(keyOf(partition, offset), fate)
  }
}

/** What stands at each offset. An offset that a reader once saw and the answer does not name is gone. */
export function fatesIn({ records, log_start_offset, log_end_offset }: Delivery, from: number, until: number): Map<number, Fate> {
  const fates = new Map<number, Fate>()
  for (let offset = from; offset < Math.min(until, from + MAX_WINDOW); offset++) {
    fates.set(offset, offset < log_start_offset ? 'deleted' : offset < log_end_offset ? 'compacted' : 'lost')
  }
  for (const { offset, fate } of records) {
    // What is in the log counts more than what once was at the same offset.
    if (fates.has(offset) && fate !== 'lost' && fate !== 'deleted' && fate !== 'duplicateDropped') fates.set(offset, fate)
  }
  return fates
}

type Window = { readonly partition: number; readonly from: number; readonly until: number }

/** One window for each partition of the messages, no longer than an answer. */
export function windowsOf(messages: readonly Message[]): Window[] {
  const windows = new Map<number, Window>()
  for (const { partition, offset } of messages) {
    const known = windows.get(partition) ?? { partition, from: offset, until: offset + 1 }
    windows.set(partition, { partition, from: Math.min(known.from, offset), until: Math.max(known.until, offset + 1) })
  }
  return [...windows.values()]
}

function keyOf(partition: number, offset: number): string {
  return `${partition}:${offset}`
}
