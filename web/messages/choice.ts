// What somebody wants to read: where to begin, which partitions, which records, and whether aborted ones are shown. It stands in the address,
// so that a link leads to the same messages, and becomes the query of GET …/records.
import { encodeCursor } from '../../schema/records/cursor.ts'
import type { SandboxSession } from '../data/session.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'

export type StartKind = 'newest' | 'oldest' | 'offset' | 'time' | 'group'
export const START_KINDS: readonly StartKind[] = ['newest', 'oldest', 'offset', 'time', 'group']

export type Choice = {
  readonly start: StartKind
  /** The offset, the time or the group that it begins at. Empty for the others. */
  readonly at: string
  /** Null for all of them. */
  readonly partition: number | null
  readonly filter: string
  readonly isolation: 'read_uncommitted' | 'read_committed'
}

export const FIRST_CHOICE: Choice = { start: 'newest', at: '', partition: null, filter: '', isolation: 'read_uncommitted' }

/** Names in the address. */
export function choiceFrom(search: URLSearchParams): Choice {
  const start = START_KINDS.find((kind) => kind === search.get('start')) ?? 'newest'
  const partition = search.get('partition')
  return {
    start,
    at: search.get('at') ?? '',
    partition: partition !== null && /^\d{1,9}$/.test(partition) ? Number(partition) : null,
    filter: search.get('filter') ?? '',
    isolation: search.get('isolation') === 'read_committed' ? 'read_committed' : 'read_uncommitted',
  }
}

/** What stands in the address for it; what is as at first stands there not at all. */
export function searchOf({ start, at, partition, filter, isolation }: Choice): Record<string, string | null> {
  return {
    start: start === 'newest' ? null : start,
    at: at === '' ? null : at,
    partition: partition === null ? null : String(partition),
    filter: filter === '' ? null : filter,
    isolation: isolation === 'read_uncommitted' ? null : isolation,
  }
}

/** Why it cannot be read: `null` when it can. */
export type ChoiceProblem = 'offset' | 'time' | 'group'

export function problemOf({ start, at }: Choice, state: ClusterState): ChoiceProblem | null {
  if (start === 'offset' && !/^\d{1,15}$/.test(at)) return 'offset'
  if (start === 'time' && Number.isNaN(Date.parse(at))) return 'time'
  return start === 'group' && !state.groups.some(({ group_id: groupId }) => groupId === at) ? 'group' : null
}

/** `/topics/orders/records` or one partition of it, below /v3/clusters/{id}. A snapshot has one address for both, and takes the partition as a parameter. */
export function recordsPath(topic: string, partition: number | null, kind: SandboxSession['kind']): string {
  const of = `/topics/${encodeURIComponent(topic)}`
  return `${of}${partition === null || kind === 'snapshot' ? '' : `/partitions/${partition}`}/records`
}

/** What is the same for every page and for following. */
export function commonQuery({ filter, isolation, partition }: Choice, kind: SandboxSession['kind']): URLSearchParams {
  const query = new URLSearchParams()
  if (kind === 'snapshot' && partition !== null) query.set('partition', String(partition))
  if (isolation !== 'read_uncommitted') query.set('isolation', isolation)
  if (filter.trim() !== '') query.set('filter', filter)
  return query
}

/** The query of the first page. @param tail how many records before the end of each partition `newest` begins. */
export function firstQuery(choice: Choice, at: ReadPlace, tail: number): URLSearchParams {
  const { topic, state, kind } = at
  const query = commonQuery(choice, kind)
  switch (choice.start) {
    case 'oldest':
      query.set('offset', 'earliest')
      break
    case 'newest':
      query.set('tail', String(tail))
      break
    case 'offset':
      query.set('offset', choice.at)
      break
    case 'time':
      query.set('timestamp', String(Date.parse(choice.at)))
      break
    case 'group':
      query.set('cursor', cursorOfGroup(choice.at, topic, state))
      break
  }
  return query
}

/** What is read, and in what. */
export type ReadPlace = { readonly topic: TopicState; readonly state: ClusterState; readonly kind: SandboxSession['kind'] }

/** Where a group goes on: its committed offsets, and the beginning of partitions that it has committed nothing for. */
export function cursorOfGroup(groupId: string, topic: TopicState, state: ClusterState): string {
  const committed = state.groups.find((group) => group.group_id === groupId)?.committed ?? []
  const nextOffsets = topic.partitions.map(({ partition_index: index, leader, logs }) => {
    const log = logs.find(({ broker_id: brokerId }) => brokerId === leader) ?? logs[0]
    const [start, end] = [log?.log_start_offset ?? 0, log?.high_watermark ?? 0]
    const offset = committed.find((one) => one.topic === topic.name && one.partition_index === index)?.offset ?? start
    return Math.min(Math.max(offset, start), end)
  })
  return encodeCursor({ topicId: topic.topic_id, nextOffsets, deliveredRecords: 0, deliveredBytes: 0 })
}
