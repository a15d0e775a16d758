// One transaction, step by step: what its producer asked, what the coordinator wrote down, and what went to each partition: records, offsets,
// and in the end a marker.
import { changeOf, factsIn, numberIn, textIn } from '../data/event-facts.ts'
import type { Facts } from '../data/event-facts.ts'
import type { ClusterEvent } from '../data/shapes.ts'
import { lanesOf } from '../sequence/sequence.ts'
import type { Lane, Sequence, SequenceStep } from '../sequence/sequence.ts'
import type { TransactionRun } from './transaction-runs.ts'

/** Events of other kinds that are worth reading between the first and the last of a transaction, and a little around. */
export const WRITE_KINDS = ['app.changed', 'log.changed', 'offsets.appended'] as const
export const EVENTS_BEFORE = 40
export const EVENTS_BEHIND = 60

export type ProducerApp = { readonly appId: number; readonly name: string }

const PRODUCER = 'producer'
/** What a producer says to its coordinator. Produce and TxnOffsetCommit are told by the logs that they end up in. */
const TO_COORDINATOR = new Set(['InitProducerId', 'AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn'])

/** @param app the simulated application that holds the id; of any other producer only what the cluster was asked is known. */
export function stepsOfTransaction(run: TransactionRun, writes: readonly ClusterEvent[], app: ProducerApp | null): Sequence {
  const story = new Story(run, app)
  const events = [...run.events, ...writes].toSorted((one, other) => one.sequence - other.sequence)
  for (const event of events) story.tell(event)
  return { lanes: lanesOf(story.steps, (key) => story.laneOf(key), ['client', 'coordinator', 'leader']), steps: story.steps }
}

class Story {
  readonly steps: SequenceStep[] = []
  readonly #run: TransactionRun
  readonly #app: ProducerApp | null
  readonly #causes: ReadonlySet<number>
  readonly #asked = new Map<number, { readonly api: string; readonly broker: string }>()
  /** Where the coordinator is: markers have no broker of their own. */
  #coordinator = 'broker:?'

  constructor(run: TransactionRun, app: ProducerApp | null) {
    this.#run = run
    this.#app = app
    this.#causes = new Set(run.events.flatMap(({ caused_by: cause }) => (cause === null ? [] : [cause])))
    const first = run.events.find(({ facts }) => numberIn(facts, 'broker_id') !== null)
    if (first !== undefined) this.#coordinator = `broker:${numberIn(first.facts, 'broker_id') ?? '?'}`
  }

  laneOf(key: string): Lane {
    if (key === PRODUCER) return { key, role: 'client', label: this.#app?.name ?? `producer ${this.#run.producerId}` }
    if (key.startsWith('broker:')) return { key, role: 'coordinator', label: key.replace(':', ' ') }
    return { key, role: 'leader', label: key }
  }

  tell(event: ClusterEvent): void {
    switch (event.kind) {
      case 'transaction.prepared':
        return this.#tellPrepared(event)
      case 'transaction.moved':
        return this.#add(event, this.#coordinator, this.#coordinator, textIn(event.facts, 'state') ?? '', 'state')
      case 'marker.moved':
        return this.#tellMarker(event)
      case 'marker.acknowledged':
        return this.#add(event, markerLane(event.facts), this.#coordinator, 'WriteTxnMarkers', 'answer')
      case 'log.changed':
        return this.#tellAppend(event)
      case 'offsets.appended':
        return this.#tellOffsets(event)
      case 'app.changed':
        return this.#tellApp(event)
      default:
        return undefined
    }
  }

  #tellPrepared(event: ClusterEvent): void {
    this.#coordinator = `broker:${numberIn(event.facts, 'broker_id') ?? '?'}`
    const { kind, api = '' } = event.trigger
    const isAsked = kind === 'request' && TO_COORDINATOR.has(api) && event.caused_by === null
    if (isAsked) this.#add(event, PRODUCER, this.#coordinator, api, 'request')
    const state = textIn(factsIn(event.facts, 'transition'), 'state') ?? ''
    this.#add(event, this.#coordinator, this.#coordinator, `__transaction_state: ${state}`, 'callback')
  }

  #tellMarker(event: ClusterEvent): void {
    const phase = textIn(factsIn(event.facts, 'progress'), 'phase') ?? ''
    const marker = event.facts['is_commit'] === true ? 'COMMIT' : 'ABORT'
    const lane = markerLane(event.facts)
    if (phase === 'waiting') return this.#add(event, this.#coordinator, this.#coordinator, `${marker} ${lane}`, 'trouble')
    this.#add(event, this.#coordinator, lane, `${marker} ${phase}`, 'request')
  }

  /** Records of this producer. Markers are told by their coordinator. */
  #tellAppend(event: ClusterEvent): void {
    if (!this.#isWithin(event)) return
    const { kind, change } = changeOf(event.facts)
    const producer = factsIn(change, 'producer')
    const isOwn = kind === 'batch.appended' && numberIn(producer, 'producer_id') === this.#run.producerId
    if (!isOwn || producer['is_transactional'] !== true || producer['marker'] !== undefined) return
    const topic = textIn(event.facts, 'topic')
    // Offsets are records of __consumer_offsets, and told as what they are.
    if (topic === '__consumer_offsets') return
    const [first, last] = [numberIn(change, 'base_offset') ?? 0, numberIn(change, 'last_offset') ?? 0]
    this.#add(event, PRODUCER, placeIn(event.facts), `Produce ${first === last ? first : `${first}–${last}`}`, 'request')
  }

  #tellOffsets(event: ClusterEvent): void {
    if (!this.#isWithin(event) || numberIn(event.facts, 'producer_id') !== this.#run.producerId) return
    this.#add(event, PRODUCER, placeIn(event.facts), 'TxnOffsetCommit', 'request')
  }

  /** A batch behind the end belongs to the next transaction of the same producer. */
  #isWithin({ sequence }: ClusterEvent): boolean {
    const { firstSequence, ended } = this.#run
    return sequence >= firstSequence && (ended === null || sequence < ended.sequence)
  }

  #tellApp(event: ClusterEvent): void {
    if (this.#app === null || numberIn(event.facts, 'app_id') !== this.#app.appId) return
    const { kind, change } = changeOf(event.facts)
    const requestId = numberIn(change, 'request_id') ?? -1
    if (kind === 'request.sent') this.#tellRequest(event, change, requestId)
    const asked = this.#asked.get(requestId)
    if (asked === undefined) return
    if (kind === 'transaction.ended' || kind === 'producer.identified') this.#add(event, asked.broker, PRODUCER, asked.api, 'answer')
    if (kind === 'coordinator.refused')
      this.#add(event, asked.broker, PRODUCER, `${asked.api}: ${textIn(change, 'error') ?? ''}`, 'trouble')
  }

  #tellRequest(event: ClusterEvent, change: Facts, requestId: number): void {
    const api = textIn(change, 'api') ?? ''
    const isOwn = this.#causes.has(event.sequence) || event.sequence >= this.#run.firstSequence
    const isBehind = this.#run.ended !== null && event.sequence > this.#run.ended.sequence
    if (!TO_COORDINATOR.has(api) || !isOwn || isBehind) return
    const broker = `broker:${numberIn(change, 'broker_id') ?? '?'}`
    this.#asked.set(requestId, { api, broker })
    const ending = factsIn(change, 'ending')
    const how = ending['committed'] === undefined ? '' : ending['committed'] === true ? ' commit' : ' abort'
    this.#add(event, PRODUCER, broker, api + how, 'request')
  }

  #add(event: ClusterEvent, from: string, to: string, label: string, tone: SequenceStep['tone']): void {
    this.steps.push({ event, from, to, label, tone })
  }
}

function markerLane(facts: Facts): string {
  return placeIn(factsIn(facts, 'marker'))
}

function placeIn(facts: Facts): string {
  return `${textIn(facts, 'topic') ?? ''}-${numberIn(facts, 'partition_index') ?? ''}`
}
