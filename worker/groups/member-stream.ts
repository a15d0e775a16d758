// A member of a group that speaks server-sent events: what it is given and what is taken from it, as that happens. Between two looks the object may
// sleep; the connection is held here, and the member is alive as long as it is.
import type { Callback } from '../../durable/engine/consumer/consumer.ts'
import type { PolledRecord } from '../../durable/shell/consumers/consumer-call.ts'
import { JsonWriter } from '../../schema/json/json-writer.ts'
import { topicPartitionKey } from '../../schema/kafka/topic-partition.ts'
import {
  MAX_FETCH_BYTES,
  MAX_PAGE_RECORDS,
  MEMBER_LOOK_WAIT_MS,
  PING_INTERVAL_MS,
  REVOKE_GRACE_MS,
  STREAM_JOIN_WAIT_MS,
} from '../../schema/limits.ts'
import { failureReport } from '../../schema/records/delivery-report.ts'
import { encodeGroupCursor } from '../../schema/records/group-cursor.ts'
import type { GroupPlace } from '../../schema/records/group-cursor.ts'
import { JsonRecordRenderer } from '../../schema/records/read-record.ts'
import type { ReadAs } from '../../schema/records/read-record.ts'
import { nextSequence } from '../http/change-stream.ts'
import { restErrorOf } from '../http/render-error.ts'
import type { Write } from '../http/stream-response.ts'
import { Waiter } from '../records/waiter.ts'
import type { GroupMemberClient, MemberAsker } from './group-member.ts'
import { groupOffsets } from './group-offsets.ts'

export type MemberPlan = { readonly acks: 'auto' | 'manual'; readonly as: ReadAs }

const LOOK = {
  kind: 'poll',
  waitMs: MEMBER_LOOK_WAIT_MS,
  // While the group moves, what happens next is an answer to the member, of which nobody else would be told.
  joinWaitMs: STREAM_JOIN_WAIT_MS,
  maxRecords: MAX_PAGE_RECORDS,
  maxBytes: MAX_FETCH_BYTES,
  runsCallbacks: true,
} as const

const encoder = new TextEncoder()

export class MemberSpeaker {
  readonly #asker: MemberAsker
  readonly #member: GroupMemberClient
  readonly #plan: MemberPlan
  readonly #write: Write
  /** Behind the last record that was sent of each partition, by topicPartitionKey. */
  readonly #places = new Map<string, GroupPlace>()
  #waiter: Waiter | null = null

  constructor(asker: MemberAsker, member: GroupMemberClient, plan: MemberPlan, write: Write) {
    this.#asker = asker
    this.#member = member
    this.#plan = plan
    this.#write = write
  }

  async speak(): Promise<void> {
    try {
      await this.#follow()
    } catch (failure) {
      await this.#say('error', failureReport(restErrorOf(failure)))
    } finally {
      this.#waiter?.close()
      // Whoever is gone by now, or was never there, needs no goodbye: the session ends by itself.
      await this.#member.call({ kind: 'close' }).catch(() => undefined)
    }
  }

  /** Ends when the client is gone. */
  async #follow(): Promise<void> {
    for (;;) {
      const next = await nextSequence(this.#asker)
      const { records, callbacks } = await this.#member.call(LOOK)
      if (callbacks.length > 0) {
        if (!(await this.#runCallbacks(callbacks))) return
      } else if (records.length > 0) {
        if (!(await this.#send(records))) return
      } else if (!(await this.#wait(next))) return
    }
  }

  async #runCallbacks(callbacks: readonly Callback[]): Promise<boolean> {
    for (const { kind, partitions } of callbacks) {
      const shown = partitions.map(({ topic, partitionIndex }) => ({ topic_name: topic, partition_id: partitionIndex }))
      const isTaken = kind !== 'assigned'
      const about = { consumer: this.#member.name, partitions: shown, ...(isTaken ? { lost: kind === 'lost' } : {}) }
      if (!(await this.#say(isTaken ? 'revoked' : 'assigned', JSON.stringify(about)))) return false
      const keys = new Set(partitions.map(topicPartitionKey))
      if (kind === 'revoked' && this.#plan.acks === 'manual') await this.#waitForAcks(keys)
      for (const key of keys) this.#places.delete(key)
    }
    await this.#member.call({ kind: 'callbacksDone' })
    return true
  }

  /** The partitions go to another member only when this one has let them go: so long it may commit what it was sent. */
  async #waitForAcks(keys: ReadonlySet<string>): Promise<void> {
    const sent = [...this.#places].filter(([key]) => keys.has(key)).map(([, place]) => place)
    const untilMs = Date.now() + REVOKE_GRACE_MS
    while (sent.length > 0 && Date.now() < untilMs) {
      const next = await nextSequence(this.#asker)
      if (await this.#areCommitted(sent)) return
      await this.#happens(next, untilMs - Date.now())
    }
  }

  async #areCommitted(places: readonly GroupPlace[]): Promise<boolean> {
    const topics = places.map(({ topic: name, partitionIndex }) => ({ name, partitionIndexes: [partitionIndex] }))
    const request = { groupId: this.#member.groupId, topics, memberId: null, memberEpoch: -1, requireStable: false }
    const committed = await groupOffsets(this.#asker, request)
    return places.every(({ topic, partitionIndex, nextOffset }) => {
      return committed.some((one) => one.topicName === topic && one.partitionIndex === partitionIndex && one.committedOffset >= nextOffset)
    })
  }

  async #send(records: readonly PolledRecord[]): Promise<boolean> {
    const writer = new JsonWriter()
    for (const record of records) {
      const { topic, partitionIndex, offset, timestampType } = record
      this.#places.set(topicPartitionKey(record), { topic, partitionIndex, nextOffset: offset + 1 })
      writer.ascii(`event: record\nid: ${encodeGroupCursor([...this.#places.values()])}\ndata: `)
      new JsonRecordRenderer(topic, partitionIndex, this.#plan.as).render(writer, record, timestampType)
      writer.ascii('\n\n')
    }
    if (!(await this.#write(writer.take()))) return false
    if (this.#plan.acks === 'auto') await this.#member.call({ kind: 'commit', offsets: null, isAsync: false })
    return true
  }

  /** Until something happens in the sandbox, with a ping now and then. False when the client is gone. */
  async #wait(next: number): Promise<boolean> {
    return (await this.#happens(next, PING_INTERVAL_MS)) || this.#say('ping', '{}')
  }

  /** Whether something happens in the sandbox in time: the event of this number, or a later one. */
  async #happens(next: number, waitMs: number): Promise<boolean> {
    if (this.#waiter?.isClosed === true) this.#waiter = null
    this.#waiter ??= await Waiter.open(this.#asker, { events: '1' })
    return this.#waiter.wait(String(next), waitMs)
  }

  /** False when the client is gone. */
  #say(event: string, data: string): Promise<boolean> {
    return this.#write(encoder.encode(`event: ${event}\ndata: ${data}\n\n`))
  }
}
