// A consumer that is assigned what it asks for: it knows its position in each partition, reads on from there, and goes elsewhere when it wants to
// or when its position is gone. What it does is written into operations that its owner gives.
import type { FetchPartitionData, FetchRequest, FetchResponse, IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import type { TopicView } from '../../engine/cluster.ts'
import type { ClientPartition, RunningOperation } from '../anomalies/client-history.ts'
import { partitionKey } from '../anomalies/client-history.ts'
import { clientPartition } from './client-context.ts'
import type { ClientContext } from './client-context.ts'
import { Conversation } from './conversation.ts'
import { visibleRecords } from './visible-records.ts'

const SEEK_PERCENT = 5
const MAX_BYTES = 100_000

/** Gives the operation that a poll belongs to. When that is over it does not, and what was polled is dropped. */
export type NotePoll = (note: (running: RunningOperation) => void) => void

type FetchedFrom = { readonly fetchOffset: number; readonly isMoved: boolean }

export class Consumer {
  readonly #context: ClientContext
  readonly #isolationLevel: IsolationLevel
  readonly #conversation: Conversation
  /** By partitionKey. */
  readonly #positions = new Map<string, number>()

  constructor(context: ClientContext, isolationLevel: IsolationLevel) {
    this.#context = context
    this.#isolationLevel = isolationLevel
    this.#conversation = new Conversation(context)
  }

  get isWaiting(): boolean {
    return this.#conversation.isWaiting
  }

  positionOf(partition: ClientPartition): number | null {
    return this.#positions.get(partitionKey(partition)) ?? null
  }

  poll(topic: TopicView, partitionIndex: number, notePoll: NotePoll): string {
    const { chance, audit, world } = this.#context
    const partition = clientPartition(topic, partitionIndex)
    const known = this.positionOf(partition)
    const isMoved = known === null || chance.isPercent(SEEK_PERCENT)
    const fetchOffset = isMoved ? chance.between(0, topic.partitions[partitionIndex]?.log.highWatermark ?? 0) : known
    const excusedLosses = audit.history.of(world.cluster, topic.name, partitionIndex)?.excusedLosses ?? 0
    const brokerId = this.#context.someBroker(topic)
    const sent = { kind: 'fetch', brokerId, places: [{ topic: topic.name, partitionIndex, fetchOffset, excusedLosses }] } as const
    this.#conversation.ask({ api: 'Fetch', request: this.#requestOf(partition, fetchOffset) }, { brokerId, sent }, (response) => {
      const data = dataOf(response, partition)
      // A fetch that failed for now is made again from the same position.
      if (data?.error !== 'NONE' && data?.error !== 'OFFSET_OUT_OF_RANGE') return
      notePoll((running) => this.#take(running, partition, { fetchOffset, isMoved }, data))
    })
    return `${topic.name}-${partitionIndex} at ${fetchOffset} via ${brokerId}`
  }

  #requestOf({ topic, topicId, partitionIndex: partition }: ClientPartition, fetchOffset: number): FetchRequest {
    const { chance } = this.#context
    const partitions = [{ partition, fetchOffset, partitionMaxBytes: chance.oneOf([100, MAX_BYTES]) }]
    return {
      maxBytes: MAX_BYTES,
      maxWaitMs: chance.oneOf([0, 0, 500]),
      minBytes: 1,
      isolationLevel: this.#isolationLevel,
      topics: [{ topic, topicId, partitions }],
    }
  }

  #take(running: RunningOperation, partition: ClientPartition, { fetchOffset, isMoved }: FetchedFrom, data: FetchPartitionData): void {
    if (data.error !== 'NONE') {
      // auto.offset.reset=earliest.
      running.move(partition, data.logStartOffset)
      this.#positions.set(partitionKey(partition), data.logStartOffset)
      return
    }
    if (isMoved) running.move(partition, fetchOffset)
    const { records, untilOffset } = visibleRecords(data, fetchOffset)
    running.poll({ partition, isolationLevel: this.#isolationLevel, fromOffset: fetchOffset, untilOffset, records })
    this.#positions.set(partitionKey(partition), untilOffset)
  }
}

function dataOf({ responses }: FetchResponse, { topic, partitionIndex }: ClientPartition): FetchPartitionData | null {
  const answer = responses.find((response) => response.topic === topic)
  return answer?.partitions.find((each) => each.partitionIndex === partitionIndex) ?? null
}
