// KafkaConsumer.poll, as one look: the membership goes a step on where only polls move it, a commit begins when its interval is over, and what
// has been fetched is given away. It never waits; a host that has time left carries requests and polls again.
// Source: ClassicKafkaConsumer.poll, ConsumerCoordinator.poll, FetchCollector.collectFetch of Kafka 4.3.
import { goOnClassic, pollClassic } from './classic-membership.ts'
import { autoCommit } from './commits.ts'
import { isPartition } from './consumer.ts'
import type { Callback, Consumer, ConsumerError, ConsumerRecord, Fetched } from './consumer.ts'
import { goOnConsumerMember, pollConsumerMember } from './consumer-membership.ts'
import { isCooperative } from './client-assignors.ts'
import { changePartitions, resetPartition, withoutPartitions } from './partitions.ts'

export type Polled = {
  readonly state: Consumer
  readonly records: readonly ConsumerRecord[]
  /** To be run in this order, and then callbacksDone. While there are any, there are no records. */
  readonly callbacks: readonly Callback[]
  /** What Kafka's poll throws; the next one goes on. */
  readonly error: ConsumerError | null
}

export function poll(given: Consumer, nowMs: number, maxRecords: number = given.settings.maxPollRecords): Polled {
  const { error } = given
  if (error !== null) return { state: { ...given, error: null, lastPollMs: nowMs }, records: [], callbacks: [], error }
  if (given.phase !== 'open') return { state: given, records: [], callbacks: given.callbacks, error: null }
  const state = autoCommit(pollMembership({ ...given, lastPollMs: nowMs }, nowMs), nowMs)
  if (state.callbacks.length > 0) return { state, records: [], callbacks: state.callbacks, error: null }
  if (givesUpAll(state)) return { state, records: [], callbacks: [], error: null }
  const wanting = resetWithoutGroup({ ...state, wantsRecords: true }, nowMs)
  return { ...take(wanting, Math.max(0, maxRecords)), callbacks: [], error: null }
}

/** Without a group nothing is committed. */
function resetWithoutGroup(state: Consumer, nowMs: number): Consumer {
  if (state.settings.groupId !== null) return state
  const lost = state.partitions.filter(({ lookup }) => lookup === 'committed')
  return lost.reduce((next, partition) => resetPartition(next, partition, 'Undefined offset', nowMs), state)
}

function pollMembership(state: Consumer, nowMs: number): Consumer {
  const { member } = state
  switch (member.protocol) {
    case 'none':
      return state
    case 'classic':
      return pollClassic(state, member, nowMs)
    case 'consumer':
      return pollConsumerMember(state, member, nowMs)
  }
}

/** Between the commit before a revoke and the revoke nothing may be processed that the commit does not know of. */
function givesUpAll({ member, settings }: Consumer): boolean {
  return member.protocol === 'classic' && member.phase === 'preparing' && !isCooperative(settings.partitionAssignmentStrategy)
}

/** The host has run the callbacks that poll gave it. */
export function callbacksDone(state: Consumer): Consumer {
  if (state.callbacks.length === 0) return state
  const gone = state.callbacks.flatMap(({ kind, partitions }) => (kind === 'assigned' ? [] : partitions))
  const next = withoutPartitions({ ...state, callbacks: [] }, gone)
  switch (next.member.protocol) {
    case 'none':
      return next
    case 'classic':
      return goOnClassic(next, next.member)
    case 'consumer':
      return goOnConsumerMember(next, next.member)
  }
}

type Taken = { readonly state: Consumer; readonly records: readonly ConsumerRecord[] }

function take(state: Consumer, maxRecords: number): Taken {
  let next = state
  const records: ConsumerRecord[] = []
  for (const fetched of state.fetched) {
    if (records.length >= maxRecords) break
    if (next.partitions.find(isPartition(fetched))?.isPaused === true) continue
    const given = fetched.records.slice(0, maxRecords - records.length)
    records.push(...given)
    next = afterTaking(next, fetched, given)
  }
  return { state: next, records }
}

/** The position is behind what was given; behind all of it also behind markers and what was aborted. */
function afterTaking(state: Consumer, fetched: Fetched, given: readonly ConsumerRecord[]): Consumer {
  const left = fetched.records.slice(given.length)
  const last = given.at(-1)
  const position = left.length === 0 ? fetched.nextOffset : (last?.offset ?? -1) + 1
  const rest = state.fetched.flatMap((one) => {
    if (one !== fetched) return [one]
    return left.length === 0 ? [] : [{ ...fetched, records: left }]
  })
  return changePartitions({ ...state, fetched: rest }, isPartition(fetched), (partition) => {
    return { ...partition, position, offsetEpoch: last?.leaderEpoch ?? partition.offsetEpoch }
  })
}
