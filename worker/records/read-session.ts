// One reading of a topic for one request: rounds of fetching, each rendered into bytes, with the bounds of the plan kept over all of them.
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { encodeCursor } from '../../schema/records/cursor.ts'
import { plainRecordRenderer } from '../../schema/records/plain-record.ts'
import { JsonRecordRenderer } from '../../schema/records/read-record.ts'
import type { RecordRenderer } from '../../schema/records/read-record.ts'
import { visitRecords } from '../../schema/records/render-batches.ts'
import type { VisitRecord } from '../../schema/records/render-batches.ts'
import type { ReadPlan } from './read-plan.ts'
import { RecordFilter } from './record-filter.ts'
import type { FetchedPartition, TopicReader } from './topic-reader.ts'

/** What stands around each record in one form. */
export type Framing = {
  /** Written before a record; `cursor` is the place after it. */
  readonly before: (writer: JsonWriter, cursor: () => string) => void
  readonly after: (writer: JsonWriter) => void
}

export type Round = {
  /** The rendered records, valid until the next round. */
  readonly bytes: Uint8Array
  /** Nothing was left to fetch. */
  readonly isCaughtUp: boolean
  /** A bound of the plan ended the reading for good. */
  readonly isDone: boolean
}

export class ReadSession {
  readonly reader: TopicReader
  /** Null when every record is wanted. */
  readonly filter: RecordFilter | null
  readonly #plan: ReadPlan
  readonly #framing: Framing
  readonly #writer = new JsonWriter()
  readonly #renderers = new Map<number, RecordRenderer>()
  /** Partitions that have reached the time at which reading ends. */
  readonly #ended = new Set<number>()

  constructor(reader: TopicReader, plan: ReadPlan, framing: Framing) {
    this.reader = reader
    this.#plan = plan
    this.#framing = framing
    this.filter = plan.filter === null ? null : new RecordFilter(plan.filter)
  }

  get isFull(): boolean {
    return this.reader.deliveredRecords >= this.#plan.maxRecords || this.reader.deliveredBytes >= this.#plan.maxBytes
  }

  /** Fetches once and renders what came. */
  async round(): Promise<Round> {
    this.#writer.length = 0
    const fetched = this.isFull ? [] : await this.reader.fetch()
    for (const partition of fetched) if (!this.#ended.has(partition.partition)) this.#render(partition)
    const isDone = this.isFull || this.reader.isOver(this.#ended)
    const isCaughtUp = fetched.every(({ partition }) => this.#ended.has(partition))
    return { bytes: this.#writer.bytes.slice(0, this.#writer.length), isCaughtUp, isDone }
  }

  #render({ partition, fromOffset, records, abortedTransactions }: FetchedPartition): void {
    // With a filter most of the records that are visited are not delivered; `isFull` ends the reading then.
    const maxRecords = this.filter === null ? this.#plan.maxRecords - this.reader.deliveredRecords : Number.POSITIVE_INFINITY
    const bounds = { fromOffset, untilOffset: Number.POSITIVE_INFINITY, maxRecords, key: this.#plan.key, abortedTransactions }
    const result = visitRecords(records, bounds, this.#visitor(partition))
    // What is stored was checked when it came, so an unreadable batch is our own fault and not the reader's.
    if (result.problem !== null) throw new Error(`A stored batch of ${this.reader.topic}-${partition} cannot be read: ${result.problem}`)
    this.reader.advance(partition, result.nextOffset)
  }

  #visitor(partition: number): VisitRecord {
    const renderer = this.#rendererOf(partition)
    const writer = this.#writer
    const { reader, filter } = this
    return (record, timestampType) => {
      if (this.#plan.untilMs !== null && record.timestamp >= this.#plan.untilMs) {
        this.#ended.add(partition)
        return false
      }
      if (this.isFull || filter?.isSpent === true) return false
      if (filter !== null && !filter.takes(partition, record)) return true
      reader.deliveredRecords++
      reader.deliveredBytes += (record.key?.length ?? 0) + (record.value?.length ?? 0)
      reader.advance(partition, record.offset + 1)
      this.#framing.before(writer, () => encodeCursor(reader.cursor))
      renderer.render(writer, record, timestampType)
      this.#framing.after(writer)
      return true
    }
  }

  #rendererOf(partition: number): RecordRenderer {
    const known = this.#renderers.get(partition)
    if (known !== undefined) return known
    const renderer = this.#plan.form === 'plain' ? plainRecordRenderer : new JsonRecordRenderer(this.reader.topic, partition, this.#plan.as)
    this.#renderers.set(partition, renderer)
    return renderer
  }
}
