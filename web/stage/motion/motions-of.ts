// From events to what flies over the stage. A moving dot is a batch or a request, never a single record. Events that belong together arrive
// within milliseconds; here they are drawn out, so that an effect starts where its cause has arrived.
import { changeOf, factsIn, listIn, numberIn, numbersIn, textIn } from '../../data/event-facts.ts'
import type { Facts } from '../../data/event-facts.ts'
import type { AnyApp, ClusterEvent, ClusterState } from '../../data/shapes.ts'
import { isConsumerApp } from '../../data/shapes.ts'

export type MotionKind = 'produce' | 'replicate' | 'fetch' | 'answer' | 'commit' | 'marker'

export type Motion = {
  readonly kind: MotionKind
  /** Anchors, the best first: what is folded away is not there, and its topic or broker stands for it. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** Records in the batch; 1 where it carries none. */
  readonly count: number
  /** Whether the network loses it on its way. */
  readonly isLost: boolean
  readonly startMs: number
}

/** How long one flight takes. */
export const TRAVEL_MS = 560

/** Effects wait for their causes, but not longer: a backlog of flights would show a past that is over. */
const MAX_DELAY_MS = 3 * TRAVEL_MS

const MAX_REMEMBERED = 4_000

type Sent = { readonly api: string; readonly brokerId: number }
type Place = { readonly topic: string; readonly partition: number }

/** Remembers what earlier events said: where requests went, how far followers were, and when flights arrive. */
export class MotionReader {
  readonly #arrivals = new Map<number, number>()
  readonly #appOf = new Map<number, number>()
  readonly #sent = new Map<string, Sent>()
  readonly #answers = new Map<string, number>()
  readonly #ends = new Map<string, number>()

  read(events: readonly ClusterEvent[], state: ClusterState, apps: readonly AnyApp[], nowMs: number): readonly Motion[] {
    const stage: Stage = { state, apps }
    const motions = events.flatMap((event) => this.#motionsOf(event, stage, nowMs))
    for (const memory of [this.#arrivals, this.#appOf, this.#sent, this.#answers, this.#ends]) forgetOldest(memory)
    return motions
  }

  #motionsOf(event: ClusterEvent, stage: Stage, nowMs: number): readonly Motion[] {
    const cause = event.caused_by
    const arrivedMs = cause === null ? nowMs : (this.#arrivals.get(cause) ?? nowMs)
    const startMs = Math.min(Math.max(nowMs, arrivedMs), nowMs + MAX_DELAY_MS)
    const { facts } = event
    const appId = numberIn(facts, 'app_id') ?? (cause === null ? null : (this.#appOf.get(cause) ?? null))
    if (appId !== null) this.#appOf.set(event.sequence, appId)
    const motions = this.#drawn(event, facts, appId, stage, startMs)
    const lastMs = motions.reduce((last, motion) => Math.max(last, motion.startMs + TRAVEL_MS), startMs)
    this.#arrivals.set(event.sequence, motions.length === 0 ? startMs : lastMs)
    return motions
  }

  #drawn(event: ClusterEvent, facts: Facts, appId: number | null, stage: Stage, startMs: number): readonly Motion[] {
    switch (event.kind) {
      case 'log.changed':
        return this.#appended(event, facts, appId, stage, startMs)
      case 'replica.fetched':
      case 'replica.appended':
        return this.#replicated(facts, stage, startMs)
      case 'app.changed':
        return appId === null ? [] : this.#appDid(changeOf(facts).change, appId, stage, startMs)
      case 'offsets.appended':
        return committed(facts, startMs)
      case 'marker.moved':
        return marked(facts, stage, startMs)
      default:
        return []
    }
  }

  #appended(event: ClusterEvent, facts: Facts, appId: number | null, stage: Stage, startMs: number): readonly Motion[] {
    const change = changeOf(facts).change
    const place = placeIn(facts)
    if (textIn(change, 'kind') !== 'batch.appended' || place === null) return []
    const isFromOutside = event.trigger.kind === 'request' && event.trigger.api === 'Produce'
    const isFromApp = appId !== null && stage.apps.some((app) => app.id === appId && !isConsumerApp(app)) && !place.topic.startsWith('__')
    if (!isFromOutside && !isFromApp) return []
    const count = (numberIn(change, 'last_offset') ?? 0) - (numberIn(change, 'base_offset') ?? 0) + 1
    const from = isFromApp ? [`app:${appId}`] : ['clients']
    return [{ kind: 'produce', from, to: leaderAnchors(stage.state, place), count, isLost: false, startMs }]
  }

  /** The answer that only brings a higher high watermark carries no records and is not drawn. */
  #replicated(facts: Facts, stage: Stage, startMs: number): readonly Motion[] {
    const place = placeIn(facts)
    const endOffset = numberIn(facts, 'log_end_offset')
    if (place === null || endOffset === null) return []
    const one = numberIn(facts, 'broker_id')
    const followers = one === null ? numbersIn(facts, 'broker_ids') : [one]
    return followers.flatMap((brokerId): Motion[] => {
      const to = replicaAnchors(place, brokerId)
      const key = to[0] ?? ''
      const before = this.#ends.get(key) ?? knownEnd(stage.state, place, brokerId)
      this.#ends.set(key, endOffset)
      if (endOffset <= before) return []
      return [{ kind: 'replicate', from: leaderAnchors(stage.state, place), to, count: endOffset - before, isLost: false, startMs }]
    })
  }

  #appDid(change: Facts, appId: number, stage: Stage, startMs: number): readonly Motion[] {
    const request = `${appId}/${numberIn(change, 'request_id')}`
    switch (textIn(change, 'kind')) {
      case 'request.sent':
        return this.#sentByApp(change, appId, request, startMs)
      case 'request.read':
      case 'request.released':
        this.#answers.set(request, startMs)
        return []
      case 'request.answered':
        return this.#answered(appId, request, startMs)
      case 'consumer.polled':
        return this.#polled(change, appId, stage, startMs)
      default:
        return []
    }
  }

  /** A produce that arrives is drawn when its batches are in the log; one that gets lost has only this moment. */
  #sentByApp(change: Facts, appId: number, request: string, startMs: number): readonly Motion[] {
    const api = textIn(change, 'api') ?? ''
    const brokerId = numberIn(change, 'broker_id')
    if (brokerId === null) return []
    this.#sent.set(request, { api, brokerId })
    if (textIn(change, 'phase') !== 'lost') return []
    return [{ kind: 'produce', from: [`app:${appId}`], to: [`broker:${brokerId}`], count: 1, isLost: true, startMs }]
  }

  #answered(appId: number, request: string, startMs: number): readonly Motion[] {
    const sent = this.#sent.get(request)
    this.#sent.delete(request)
    if (sent?.api !== 'Produce') return []
    const releasedMs = this.#answers.get(request) ?? startMs
    const answer = { from: [`broker:${sent.brokerId}`], to: [`app:${appId}`], count: 1, isLost: false }
    return [{ kind: 'answer', ...answer, startMs: Math.max(startMs, releasedMs) }]
  }

  #polled(change: Facts, appId: number, stage: Stage, startMs: number): readonly Motion[] {
    const counts = new Map<string, { place: Place; count: number }>()
    for (const record of listIn(change, 'records')) {
      const place = placeIn(record)
      if (place === null) continue
      const key = `${place.topic}/${place.partition}`
      counts.set(key, { place, count: (counts.get(key)?.count ?? 0) + 1 })
    }
    const readyMs = numbersIn(change, 'request_ids').map((id) => this.#answers.get(`${appId}/${id}`) ?? startMs)
    const fromMs = Math.max(startMs, ...readyMs)
    const to = readerAnchors(stage.apps, appId)
    return [...counts.values()].map(({ place, count }) => ({
      kind: 'fetch',
      from: leaderAnchors(stage.state, place),
      to,
      count,
      isLost: false,
      startMs: fromMs,
    }))
  }
}

type Stage = { readonly state: ClusterState; readonly apps: readonly AnyApp[] }

function committed(facts: Facts, startMs: number): readonly Motion[] {
  const groupId = textIn(facts, 'group_id')
  const brokerId = numberIn(facts, 'broker_id')
  if (groupId === null || brokerId === null) return []
  return [{ kind: 'commit', from: [`group:${groupId}`], to: [`broker:${brokerId}`], count: 1, isLost: false, startMs }]
}

/** The coordinator of a transaction tells the leader of a partition how it ended. */
function marked(facts: Facts, stage: Stage, startMs: number): readonly Motion[] {
  const place = placeIn(factsIn(facts, 'marker'))
  const coordinator = placeIn(facts)
  if (place === null || coordinator === null || textIn(factsIn(facts, 'progress'), 'phase') !== 'written') return []
  const leader = findPartition(stage.state, coordinator)?.leader
  const transaction = stage.state.transactions.find((one) => one.transactional_id === textIn(facts, 'transactional_id'))
  const brokerId = leader ?? transaction?.coordinator
  if (brokerId === undefined) return []
  return [{ kind: 'marker', from: [`broker:${brokerId}`], to: leaderAnchors(stage.state, place), count: 1, isLost: false, startMs }]
}

function placeIn(facts: Facts): Place | null {
  const topic = textIn(facts, 'topic')
  const partition = numberIn(facts, 'partition_index')
  return topic === null || partition === null ? null : { topic, partition }
}

function findPartition(state: ClusterState, place: Place) {
  return state.topics
    .find((topic) => topic.name === place.topic)
    ?.partitions.find((partition) => partition.partition_index === place.partition)
}

function leaderAnchors(state: ClusterState, place: Place): readonly string[] {
  const leader = findPartition(state, place)?.leader
  return leader === undefined || leader < 0 ? [`partition:${place.topic}:${place.partition}`] : replicaAnchors(place, leader)
}

function replicaAnchors({ topic, partition }: Place, brokerId: number): readonly string[] {
  return [`replica:${topic}:${partition}:${brokerId}`, `topic:${topic}:${brokerId}`, `broker:${brokerId}`]
}

function readerAnchors(apps: readonly AnyApp[], appId: number): readonly string[] {
  const app = apps.find((one) => one.id === appId)
  if (app === undefined || !isConsumerApp(app)) return [`app:${appId}`]
  const groupId = app.configs['group.id'] ?? ''
  return [`app:${appId}`, `member:${groupId}:${app.consumer?.member_id ?? ''}`, `group:${groupId}`]
}

/** What the state says of a follower that no event has told of yet. It may be newer than the event: then nothing is drawn, which is no harm. */
function knownEnd(state: ClusterState, place: Place, brokerId: number): number {
  return findPartition(state, place)?.logs.find((log) => log.broker_id === brokerId)?.log_end_offset ?? 0
}

function forgetOldest(memory: Map<unknown, unknown>): void {
  for (const key of memory.keys()) {
    if (memory.size <= MAX_REMEMBERED) return
    memory.delete(key)
  }
}
