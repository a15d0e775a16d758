// One reading of a topic: pages of messages as somebody chose them, or the tail as it comes. The components show its signals.
import { batch, signal } from '@preact/signals'
import type { ApiAnswer, ApiCall, Problem } from '../data/api.ts'
import type { SandboxSession } from '../data/session.ts'
import type { TopicState } from '../data/shapes.ts'
import { commonQuery, firstQuery, recordsPath } from './choice.ts'
import type { Choice } from './choice.ts'
import { Fates, tellsFates } from './fates.ts'
import { LiveRows } from './live-rows.ts'
import type { Row } from './live-rows.ts'
import { LiveTail } from './live-tail.ts'
import { mergedByTime, messageOf } from './message.ts'
import type { Message, ReadRecord } from './message.ts'
import { placesBeside } from './places.ts'

type RecordPage = {
  readonly records: readonly ReadRecord[]
  readonly cursor: string
  readonly caught_up: boolean
  readonly scanned_records?: number
  readonly undecided_records?: number
}

export type ReadingStatus = 'reading' | 'done' | 'live'

/** What was looked at for the rows that are shown. */
export type Scan = { readonly scanned: number; readonly undecided: number }

const PAGE_RECORDS = 200
/** Records of each partition that `newest` begins with; with a filter further back, since it leaves most of them out. */
const FIRST_TAIL = 50
const FIRST_FILTERED_TAIL = 2_000
/** `newest` reads to the end in pages of the server; so many at most for one press of a button. */
const MAX_PAGES_AT_ONCE = 12
const FULL_PAGE_RECORDS = 1_000

export class Reading {
  readonly rows = signal<readonly Row[]>([])
  readonly status = signal<ReadingStatus>('reading')
  readonly problem = signal<Problem | null>(null)
  /** Whether there is more to read in the direction of the reading. */
  readonly hasMore = signal(false)
  readonly scan = signal<Scan | null>(null)
  /** Rows that were ever put on top while live. */
  readonly added = signal(0)
  readonly dropped = signal(0)
  readonly call = signal<ApiCall | null>(null)
  readonly fates: Fates
  readonly #session: SandboxSession
  readonly #topic: string
  #choice: Choice
  #cursor: string | null = null
  #tail = 0
  /** Answers of an older wish are not shown any more. */
  #wish = 0
  #live: LiveTail | null = null

  constructor(session: SandboxSession, topic: string, choice: Choice) {
    this.#session = session
    this.#topic = topic
    this.#choice = choice
    this.fates = new Fates(session, topic)
  }

  /** Reads anew, as chosen. */
  async start(choice: Choice): Promise<void> {
    this.stop()
    this.#choice = choice
    this.#tail = choice.filter.trim() === '' ? FIRST_TAIL : FIRST_FILTERED_TAIL
    this.rows.value = []
    await this.#readFirst()
  }

  /** The next page; of `newest` it reaches further back. */
  async more(): Promise<void> {
    if (this.#choice.start !== 'newest') return this.#readOn()
    this.#tail *= 4
    await this.#readFirst()
  }

  /** Follows the topic from its end. The rows that stand stay below. */
  follow(): void {
    const wish = ++this.#wish
    const rows = new LiveRows()
    batch(() => {
      this.status.value = 'live'
      this.problem.value = null
      this.hasMore.value = false
      this.scan.value = null
      this.rows.value = []
      this.added.value = 0
      this.dropped.value = 0
    })
    const query = commonQuery(this.#choice, this.#session.kind)
    const path = this.#session.v3(recordsPath(this.#topic, this.#choice.partition, this.#session.kind))
    this.#live = new LiveTail(this.#session.api.key, path, query, {
      onRecord: (json) => rows.receive(json),
      onFrame: () => {
        if (!rows.isWaiting || wish !== this.#wish) return
        rows.commit()
        batch(() => {
          this.rows.value = rows.rows
          this.added.value = rows.added
          this.dropped.value = rows.dropped
        })
      },
      onProblem: (problem) => {
        if (wish !== this.#wish) return
        this.problem.value = problem
        this.stop()
      },
    })
  }

  /** Nothing more comes; what is shown stays. */
  stop(): void {
    this.#wish++
    this.#live?.close()
    this.#live = null
    if (this.status.value === 'live') this.status.value = 'done'
  }

  // ---- Pages ----

  get #topicState(): TopicState | null {
    return this.#session.state.value?.topics.find(({ name }) => name === this.#topic) ?? null
  }

  async #readFirst(): Promise<void> {
    const state = this.#session.state.value
    const topic = this.#topicState
    if (state === null || topic === null) return
    const query = firstQuery(this.#choice, { topic, state, kind: this.#session.kind }, this.#tail)
    const isNewest = this.#choice.start === 'newest'
    query.set('count', String(isNewest ? FULL_PAGE_RECORDS : PAGE_RECORDS))
    await this.#read(query, { isFresh: true, pages: isNewest ? MAX_PAGES_AT_ONCE : 1 })
  }

  async #readOn(): Promise<void> {
    if (this.#cursor === null) return
    const query = commonQuery(this.#choice, this.#session.kind)
    query.set('cursor', this.#cursor)
    query.set('count', String(PAGE_RECORDS))
    await this.#read(query, { isFresh: false, pages: 1 })
  }

  async #read(first: URLSearchParams, { isFresh, pages }: { readonly isFresh: boolean; readonly pages: number }): Promise<void> {
    const wish = ++this.#wish
    batch(() => {
      this.status.value = 'reading'
      this.problem.value = null
    })
    const read: ReadRecord[] = []
    let scan: Scan | null = isFresh ? null : this.scan.value
    let query = first
    for (let page = 0; page < pages; page++) {
      const answer = await this.#askPage(query, page === 0 && isFresh)
      if (wish !== this.#wish) return
      if (!answer.ok) {
        batch(() => {
          this.problem.value = answer.problem
          this.status.value = 'done'
        })
        return
      }
      const { records, cursor, caught_up: isCaughtUp, scanned_records: scanned, undecided_records: undecided } = answer.value
      read.push(...records)
      if (scanned !== undefined) scan = { scanned: (scan?.scanned ?? 0) + scanned, undecided: (scan?.undecided ?? 0) + (undecided ?? 0) }
      this.#cursor = cursor
      this.hasMore.value = !isCaughtUp
      if (isCaughtUp) break
      query = commonQuery(this.#choice, this.#session.kind)
      query.set('cursor', cursor)
      query.set('count', String(FULL_PAGE_RECORDS))
    }
    await this.#show(wish, read, isFresh, scan)
  }

  #askPage(query: URLSearchParams, isShown: boolean): Promise<ApiAnswer<RecordPage>> {
    const call: ApiCall = {
      method: 'GET',
      path: `${this.#session.v3(recordsPath(this.#topic, this.#choice.partition, this.#session.kind))}?${query.toString()}`,
    }
    if (isShown) this.call.value = call
    return this.#session.api.look<RecordPage>(call)
  }

  async #show(wish: number, records: readonly ReadRecord[], isFresh: boolean, scan: Scan | null): Promise<void> {
    const messages = records.map(messageOf)
    // Markers and lost records are only told of to somebody who wants to see everything.
    const isEverything = tellsFates(this.#session) && this.#choice.filter.trim() === '' && this.#choice.isolation === 'read_uncommitted'
    const places = isEverything ? await placesBeside(this.#session, this.#topic, messages, this.fates) : []
    if (wish !== this.#wish) return
    const merged: Message[] = mergedByTime([...messages, ...places])
    if (this.#choice.start === 'newest') merged.reverse()
    batch(() => {
      this.rows.value = isFresh ? merged : [...this.rows.value, ...merged]
      this.scan.value = scan
      this.status.value = 'done'
      if (this.#choice.start === 'newest') this.hasMore.value = this.#mayReachBack()
    })
  }

  /** Whether a partition begins before what `newest` has read of it. */
  #mayReachBack(): boolean {
    const partitions = this.#topicState?.partitions ?? []
    return partitions.some(({ partition_index: index, leader, logs }) => {
      const log = logs.find(({ broker_id: brokerId }) => brokerId === leader)
      const isRead = this.#choice.partition === null || this.#choice.partition === index
      return isRead && log !== undefined && log.high_watermark - log.log_start_offset > this.#tail
    })
  }
}
