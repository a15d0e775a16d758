import { describe, expect, it } from 'vitest'
import type { Selection } from '../data/selection.ts'
import { eventOf, logOf } from './event-fixtures.ts'
import { decisiveEvent, isAbout, isTraffic, relatedEvents } from './related-events.ts'

const broker: Selection = { kind: 'broker', brokerId: 2 }
const partition: Selection = { kind: 'partition', topic: 'orders', partition: 0 }

describe('events about a broker', () => {
  it('are its life, its faults, and the partitions that it won or left', () => {
    expect(isAbout(eventOf(1, 'process.changed', { facts: { node_id: 2 } }), broker)).toBe(true)
    expect(isAbout(eventOf(1, 'broker.changed', { facts: { broker_id: 2 } }), broker)).toBe(true)
    expect(isAbout(eventOf(1, 'partition.changed', { facts: { change: { leader: 2 } } }), broker)).toBe(true)
    expect(isAbout(eventOf(1, 'partition.changed', { facts: { change: {}, reason: { broker_id: 2 } } }), broker)).toBe(true)
    expect(isAbout(eventOf(1, 'fault.started', { facts: { fault: { spec: { kind: 'link', from: 2, to: 'all' } } } }), broker)).toBe(true)
    expect(isAbout(eventOf(1, 'brokerConfig.changed', { facts: { broker_id: null } }), broker)).toBe(true)
  })

  it('are not those of another broker, nor of a group that it coordinates', () => {
    expect(isAbout(eventOf(1, 'process.changed', { facts: { node_id: 3 } }), broker)).toBe(false)
    expect(isAbout(eventOf(1, 'partition.changed', { facts: { change: { leader: 3 } } }), broker)).toBe(false)
    expect(isAbout(eventOf(1, 'group.changed', { facts: { broker_id: 2, group_id: 'g' } }), broker)).toBe(false)
  })
})

describe('events about a partition', () => {
  it('name its topic and its index', () => {
    expect(isAbout(eventOf(1, 'log.changed', { facts: { topic: 'orders', partition_index: 0 } }), partition)).toBe(true)
    expect(isAbout(eventOf(1, 'log.changed', { facts: { topic: 'orders', partition_index: 1 } }), partition)).toBe(false)
    expect(isAbout(eventOf(1, 'config.changed', { facts: { topic: 'orders' } }), partition)).toBe(false)
  })

  it('are about a replica unless they are about another one', () => {
    const replica: Selection = { kind: 'replica', topic: 'orders', partition: 0, brokerId: 2 }
    const at = { topic: 'orders', partition_index: 0 }
    expect(isAbout(eventOf(1, 'partition.changed', { facts: at }), replica)).toBe(true)
    expect(isAbout(eventOf(1, 'replica.truncated', { facts: { ...at, broker_id: 3 } }), replica)).toBe(false)
    expect(isAbout(eventOf(1, 'replica.fetched', { facts: { ...at, broker_ids: [2, 3] } }), replica)).toBe(true)
  })
})

describe('events about the rest', () => {
  it('name it', () => {
    expect(isAbout(eventOf(1, 'topic.created', { facts: { name: 'orders' } }), { kind: 'topic', topic: 'orders' })).toBe(true)
    expect(isAbout(eventOf(1, 'app.changed', { facts: { app_id: 4 } }), { kind: 'app', appId: 4 })).toBe(true)
    expect(isAbout(eventOf(1, 'group.changed', { facts: { group_id: 'g' } }), { kind: 'group', groupId: 'g' })).toBe(true)
    const joined = eventOf(1, 'group.changed', { facts: { group_id: 'g', change: { member: { member_id: 'm' } } } })
    expect(isAbout(joined, { kind: 'member', groupId: 'g', memberId: 'm' })).toBe(true)
    expect(isAbout(joined, { kind: 'member', groupId: 'g', memberId: 'n' })).toBe(false)
    const moved = eventOf(1, 'transaction.moved', { facts: { transactional_id: 't' } })
    expect(isAbout(moved, { kind: 'transaction', transactionalId: 't' })).toBe(true)
    expect(isAbout(eventOf(1, 'fault.started', { facts: { fault: { fault_id: 3 } } }), { kind: 'fault', faultId: 3 })).toBe(true)
    expect(isAbout(eventOf(2, 'log.changed', { caused_by: 1 }), { kind: 'event', sequence: 1 })).toBe(true)
  })
})

describe('the history of something', () => {
  const at = { topic: 'orders', partition_index: 0 }
  const changed = eventOf(1, 'partition.changed', { facts: at })
  const fetched = eventOf(2, 'replica.fetched', { facts: at })
  const appended = eventOf(3, 'log.changed', { facts: { ...at, change: { kind: 'batch.appended' } } })
  const truncated = eventOf(4, 'log.changed', { facts: { ...at, change: { kind: 'log.truncated' } } })
  const log = logOf(changed, fetched, appended, truncated)

  it('is newest first and without the everyday traffic', () => {
    expect(relatedEvents(log, partition, { count: 10, withTraffic: false })).toEqual([truncated, changed])
  })

  it('has the traffic too where it is wanted, and no more than was asked for', () => {
    expect(relatedEvents(log, partition, { count: 3, withTraffic: true })).toEqual([truncated, appended, fetched])
  })

  it('tells of an application what is no traffic', () => {
    expect(isTraffic(eventOf(1, 'app.changed', { facts: { change: { kind: 'request.sent' } } }))).toBe(true)
    expect(isTraffic(eventOf(1, 'app.changed', { facts: { change: { kind: 'phase.moved' } } }))).toBe(false)
  })

  it('has one event that made it what it is, and not what only followed from that', () => {
    const epoch = eventOf(5, 'log.changed', { facts: { ...at, change: { kind: 'epoch.started' } } })
    expect(decisiveEvent([epoch, changed])).toBe(changed)
    expect(decisiveEvent([epoch])).toBe(epoch)
    expect(decisiveEvent([])).toBeNull()
  })
})
