// Where a member reads on in the partitions that are its own: from the offset that its group has committed, from the beginning where there is none.
import type { FetchPartitionData, IsolationLevel } from '../../../../schema/kafka/requests/fetch.ts'
import type { FetchedOffset, OffsetFetchResponse } from '../../../../schema/kafka/requests/offset-fetch.ts'
import type { ClientPartition, PolledRecord } from '../../anomalies/client-history.ts'
import { partitionKey } from '../../anomalies/client-history.ts'
import type { MemberIdentity } from '../../group-history.ts'
import type { ClientContext } from '../client-context.ts'
import { Conversation } from '../conversation.ts'
import { visibleRecords } from '../visible-records.ts'
import type { VisibleRecords } from '../visible-records.ts'
import type { CoordinatorLink } from './coordinator-link.ts'
import type { Membership, MembershipOptions } from './membership.ts'

const MAX_BYTES = 100_000
/** max.poll.records: few, so that what is made of them fits into the smallest segment. */
const MAX_POLL_RECORDS = 3

export type ReaderOptions = MembershipOptions & {
  readonly isolationLevel: IsolationLevel
  /** Of a member of the newer protocol, which says who it is when it asks for offsets. */
  readonly saysEpoch: boolean
}

/** What one poll brought of a partition. */
export type Polled = { readonly partition: ClientPartition; readonly untilOffset: number; readonly records: readonly PolledRecord[] }

type Position = { readonly partition: ClientPartition; offset: number | null; isMoved: boolean }

export class Positions {
  readonly #context: ClientContext
  readonly #options: ReaderOptions
  readonly #link: CoordinatorLink
  readonly #take: (polled: Polled) => boolean
  readonly #asking: Conversation
  readonly #fetching: Conversation
  #positions = new Map<string, Position>()

  /** `take` says whether it wants what was polled; else the position stays. */
  constructor(context: ClientContext, options: ReaderOptions, link: CoordinatorLink, take: (polled: Polled) => boolean) {
    this.#context = context
    this.#options = options
    this.#link = link
    this.#take = take
    this.#asking = new Conversation(context)
    this.#fetching = new Conversation(context)
  }

  /** Reads exactly these from now on. What it read before and still reads it reads on where it is. */
  assign(partitions: readonly ClientPartition[]): void {
    const before = this.#positions
    this.#positions = new Map(
      partitions.map((partition) => {
        const key = partitionKey(partition)
        return [key, before.get(key) ?? { partition, offset: null, isMoved: true }]
      }),
    )
    if ([...before.keys()].some((key) => !this.#positions.has(key))) this.hangUp()
  }

  /** Reads on from what is committed. */
  forget(): void {
    this.hangUp()
    for (const position of this.#positions.values()) Object.assign(position, { offset: null, isMoved: true })
  }

  /** What is on its way is not heard. */
  hangUp(): void {
    this.#asking.hangUp()
    this.#fetching.hangUp()
  }

  turn(identity: MemberIdentity, membership: Membership): string {
    const unknown = [...this.#positions.values()].filter(({ offset }) => offset === null)
    if (unknown.length > 0) return this.#askForOffsets(identity, membership, unknown)
    return this.#positions.size === 0 ? 'owns nothing' : this.#fetch(this.#context.chance.oneOf([...this.#positions.values()]))
  }

  #askForOffsets(identity: MemberIdentity, membership: Membership, unknown: readonly Position[]): string {
    if (this.#asking.isWaiting) return 'waits for offsets'
    const { groupId, saysEpoch, isolationLevel } = this.#options
    const { memberId, generation } = identity
    const topics = unknown.map(({ partition: { topic: name, partitionIndex } }) => ({ name, partitionIndexes: [partitionIndex] }))
    const member = saysEpoch ? { memberId, memberEpoch: generation } : { memberId: null, memberEpoch: -1 }
    const request = { groupId, ...member, topics, requireStable: isolationLevel === 'read_committed' }
    return this.#link.ask(this.#asking, { api: 'OffsetFetch', request }, (response) => {
      if (response.error === 'NONE') this.#hearOffsets(response)
      else membership.hear(response.error, identity)
    })
  }

  #hearOffsets({ topics }: OffsetFetchResponse): void {
    for (const position of this.#positions.values()) {
      const { topic, partitionIndex } = position.partition
      const found = topics
        .filter(({ name }) => name === topic)
        .flatMap(({ partitions }) => partitions)
        .find((fetched) => fetched.partitionIndex === partitionIndex)
      if (position.offset === null && found !== undefined) position.offset = offsetOf(found)
    }
  }

  #fetch(position: Position): string {
    if (this.#fetching.isWaiting) return 'waits for records'
    const { audit, world, chance } = this.#context
    const { partition, offset: fetchOffset } = position
    if (fetchOffset === null) return 'does not know where to read'
    const { topic, topicId, partitionIndex } = partition
    const excusedLosses = audit.history.of(world.cluster, topic, partitionIndex)?.excusedLosses ?? 0
    const sent = { kind: 'fetch', brokerId: null, places: [{ topic, partitionIndex, fetchOffset, excusedLosses }] } as const
    const partitions = [{ partition: partitionIndex, fetchOffset, partitionMaxBytes: chance.oneOf([100, MAX_BYTES]) }]
    const { isolationLevel } = this.#options
    const request = { maxBytes: MAX_BYTES, maxWaitMs: 0, minBytes: 1, isolationLevel, topics: [{ topic, topicId, partitions }] }
    this.#fetching.ask({ api: 'Fetch', request }, { brokerId: null, sent }, ({ responses }) => {
      const data = responses.flatMap((response) => response.partitions)[0]
      if (data !== undefined) this.#hearFetch(position, fetchOffset, data)
    })
    return `fetches ${topic}-${partitionIndex} from ${fetchOffset}`
  }

  #hearFetch(position: Position, fetchOffset: number, data: FetchPartitionData): void {
    // auto.offset.reset=earliest.
    if (data.error === 'OFFSET_OUT_OF_RANGE') Object.assign(position, { offset: data.logStartOffset, isMoved: true })
    if (data.error !== 'NONE' || position.offset !== fetchOffset) return
    const { records, untilOffset } = firstOf(visibleRecords(data, fetchOffset))
    const { partition, isMoved } = position
    if (untilOffset === fetchOffset || !this.#take({ partition, untilOffset, records })) return
    const { isolationLevel, process } = this.#options
    const running = this.#context.clientHistory.beginOperation({ process, producer: null })
    if (isMoved) running.move(partition, fetchOffset)
    running.poll({ partition, isolationLevel, fromOffset: fetchOffset, untilOffset, records })
    running.end()
    Object.assign(position, { offset: untilOffset, isMoved: false })
  }
}

function firstOf({ records, untilOffset }: VisibleRecords): VisibleRecords {
  const [nextOffset = untilOffset] = records[MAX_POLL_RECORDS] ?? []
  return { records: records.slice(0, MAX_POLL_RECORDS), untilOffset: nextOffset }
}

/** Null when it has to be asked for again. */
function offsetOf({ error, committedOffset }: FetchedOffset): number | null {
  if (error !== 'NONE') return null
  return committedOffset === -1 ? 0 : committedOffset
}
