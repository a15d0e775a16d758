// Which events are about what is selected. An event says so with its facts, whose names are those of the journal's records.
import type { EventLog } from '../data/event-log.ts'
import type { Selection } from '../data/selection.ts'
import type { ClusterEvent } from '../data/shapes.ts'

type Facts = ClusterEvent['facts']

/** The everyday work of a cluster: records, replication, polls. It happens many times a second and seldom says why something is as it is. */
const TRAFFIC_KINDS: ReadonlySet<string> = new Set([
  'replica.fetched',
  'replica.asked',
  'replica.appended',
  'fetcher.moved',
  'log.flushed',
  'random.moved',
  'extentId.moved',
  'metadata.appended',
  'offsets.appended',
  'members.seen',
  'consumer.changed',
  'transaction.prepared',
  'marker.moved',
  'marker.acknowledged',
  'idempotencyKey.kept',
  'idempotencyKeys.expired',
])

/** What an application's client does that somebody who looks at it wants to see even without its traffic. */
const TOLD_APP_CHANGES: ReadonlySet<string> = new Set([
  'phase.moved',
  'connection.lost',
  'producer.identified',
  'consumer.rebalanced',
  'transaction.moved',
  'transaction.ended',
])

const TRAFFIC_LOG_CHANGES: ReadonlySet<string> = new Set(['batch.appended', 'highWatermark.moved', 'extent.opened'])

export function isTraffic({ kind, facts }: ClusterEvent): boolean {
  if (TRAFFIC_KINDS.has(kind)) return true
  if (kind === 'app.changed') return !TOLD_APP_CHANGES.has(changeKind(facts))
  return kind === 'log.changed' && TRAFFIC_LOG_CHANGES.has(changeKind(facts))
}

/** What only follows from a change that stands beside it: of a new leader, that its epoch begins and whose log counts. */
const CONSEQUENCES: ReadonlySet<string> = new Set([
  'log.handed',
  'log.changed',
  'isr.proposed',
  'broker.view',
  'replica.joined',
  'offsets.loaded',
  'offsets.unloaded',
  'transactions.loaded',
  'transactions.unloaded',
])

/** Of events about one thing, newest first: the one that made it what it is. */
export function decisiveEvent(events: readonly ClusterEvent[]): ClusterEvent | null {
  return events.find(({ kind }) => !CONSEQUENCES.has(kind)) ?? events[0] ?? null
}

export type Wanted = { readonly count: number; readonly withTraffic: boolean }

/** The newest events about something, newest first. */
export function relatedEvents(events: Pick<EventLog, 'all'>, selection: Selection, { count, withTraffic }: Wanted): ClusterEvent[] {
  const isIt = aboutTest(selection)
  const found: ClusterEvent[] = []
  for (let index = events.all.length - 1; index >= 0 && found.length < count; index--) {
    const event = events.all[index]
    if (event !== undefined && (withTraffic || !isTraffic(event)) && isIt(event)) found.push(event)
  }
  return found
}

export function isAbout(event: ClusterEvent, selection: Selection): boolean {
  return aboutTest(selection)(event)
}

type Test = (event: ClusterEvent) => boolean

function aboutTest(selection: Selection): Test {
  switch (selection.kind) {
    case 'broker':
      return (event) => isAboutBroker(event, selection.brokerId)
    case 'controller':
      return (event) => isAboutController(event, selection.nodeId)
    case 'topic':
      return (event) => isAboutTopic(event, selection.topic)
    case 'partition':
      return (event) => isAboutPartition(event.facts, selection.topic, selection.partition)
    case 'replica':
      return (event) => isAboutReplica(event, selection)
    case 'app':
      return ({ facts }) => facts['app_id'] === selection.appId
    case 'group':
      return ({ facts }) => facts['group_id'] === selection.groupId || specOf(facts)['group_id'] === selection.groupId
    case 'member':
      return ({ facts }) => facts['group_id'] === selection.groupId && mentions(facts, selection.memberId)
    case 'transaction':
      return ({ facts }) => facts['transactional_id'] === selection.transactionalId
    case 'fault':
      return ({ facts }) => facts['fault_id'] === selection.faultId || recordOf(facts['fault'])['fault_id'] === selection.faultId
    case 'event':
      return ({ sequence, caused_by: cause }) => sequence === selection.sequence || cause === selection.sequence
  }
}

/** Events that carry a broker only because it leads the partition that they are about. */
const COORDINATED_KINDS: ReadonlySet<string> = new Set(['group.changed', 'group.written', 'group.removed'])

function isAboutBroker({ kind, facts }: ClusterEvent, brokerId: number): boolean {
  if (kind === 'partition.changed') return movesBroker(facts, brokerId)
  if (kind === 'brokerConfig.changed') return facts['broker_id'] === brokerId || facts['broker_id'] === null
  if (kind === 'fault.started') return isFaultOfNode(facts, brokerId)
  if (COORDINATED_KINDS.has(kind)) return false
  return facts['broker_id'] === brokerId || facts['node_id'] === brokerId || listHas(facts['broker_ids'], brokerId)
}

/** It became the leader of the partition, or the reason names it: it left or joined the ISR. */
function movesBroker(facts: Facts, brokerId: number): boolean {
  return recordOf(facts['change'])['leader'] === brokerId || recordOf(facts['reason'])['broker_id'] === brokerId
}

function isFaultOfNode(facts: Facts, nodeId: number): boolean {
  const spec = specOf(facts)
  return spec['broker_id'] === nodeId || spec['from'] === nodeId || spec['to'] === nodeId
}

function isAboutController({ kind, facts }: ClusterEvent, nodeId: number): boolean {
  return kind === 'controller.silent' || facts['node_id'] === nodeId || (kind === 'fault.started' && isFaultOfNode(facts, nodeId))
}

function isAboutTopic({ kind, facts }: ClusterEvent, topic: string): boolean {
  if (kind === 'topic.created' || kind === 'topic.removed') return facts['name'] === topic
  return facts['topic'] === topic || (kind === 'fault.started' && specOf(facts)['topic'] === topic)
}

function isAboutPartition(facts: Facts, topic: string, partition: number): boolean {
  const at = 'partition_index' in facts ? facts : specOf(facts)
  return at['topic'] === topic && at['partition_index'] === partition
}

type OfReplica = Extract<Selection, { kind: 'replica' }>

/** What happened to the partition as a whole happened to the replica too; what happened to another replica did not. */
function isAboutReplica({ facts }: ClusterEvent, { topic, partition, brokerId }: OfReplica): boolean {
  if (!isAboutPartition(facts, topic, partition)) return false
  const others = facts['broker_ids']
  if (Array.isArray(others)) return listHas(others, brokerId)
  const other = facts['broker_id']
  return other === undefined || other === brokerId
}

/** A member stands in the change, in the reason, or in a list of the change. */
function mentions(facts: Facts, memberId: string): boolean {
  const change = recordOf(facts['change'])
  if (change['member_id'] === memberId || recordOf(change['member'])['member_id'] === memberId) return true
  if (recordOf(facts['reason'])['member_id'] === memberId) return true
  const changes: readonly unknown[] = Array.isArray(facts['changes']) ? facts['changes'] : []
  return changes.some((one) => recordOf(recordOf(one)['key'])['member_id'] === memberId || recordOf(one)['member_id'] === memberId)
}

function changeKind(facts: Facts): string {
  const { kind } = recordOf(facts['change'])
  return typeof kind === 'string' ? kind : ''
}

function specOf(facts: Facts): Facts {
  return recordOf(recordOf(facts['fault'])['spec'])
}

const NOTHING: Facts = {}

function recordOf(value: unknown): Facts {
  return typeof value === 'object' && value !== null ? (value as Facts) : NOTHING
}

function listHas(list: unknown, brokerId: number): boolean {
  return Array.isArray(list) && list.includes(brokerId)
}
