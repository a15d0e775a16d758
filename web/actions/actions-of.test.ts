import { describe, expect, it } from 'vitest'
import { aBroker, aConsumer, aGroup, aPartition, aProducer, aReplica, aState } from '../stage/model/fixtures.ts'
import type { Selection } from '../data/selection.ts'
import type { AnyApp, ClusterState } from '../data/shapes.ts'
import type { Action, ActionPlace } from './actions.ts'
import { actionsOf, clusterActions } from './actions-of.ts'
import { completed } from './forms.ts'

function placeWith(state: Partial<ClusterState>, apps: readonly AnyApp[] = []): ActionPlace {
  return { state: aState(state), apps, v1: (path) => `/v1/sandboxes/x${path}`, v3: (path) => `/v3/clusters/x${path}` }
}

function idsOf(place: ActionPlace, selection: Selection): string[] {
  return actionsOf(place, selection).map(({ id }) => id)
}

function action(actions: readonly Action[], id: string): Action {
  const found = actions.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no action ${id}.`)
  return found
}

function filled(one: Action, values: Readonly<Record<string, string>>): unknown {
  return one.form === undefined ? null : one.form.call(completed(one.form, { ...one.form.first, ...values }))
}

const broker: Selection = { kind: 'broker', brokerId: 1 }

describe('a broker', () => {
  it('that runs can be killed with k, and cannot be started', () => {
    const actions = actionsOf(placeWith({}), broker)
    expect(action(actions, 'broker.kill')).toMatchObject({ key: 'k', call: { method: 'POST', path: '/v1/sandboxes/x/brokers/1:kill' } })
    expect(actions.some(({ id }) => id === 'broker.start')).toBe(false)
  })

  it('that is down can be started, and one that is paused resumed', () => {
    expect(idsOf(placeWith({ brokers: [aBroker({ process: 'down' })] }), broker)).toContain('broker.start')
    expect(idsOf(placeWith({ brokers: [aBroker({ process: 'paused' })] }), broker)).toContain('broker.resume')
  })

  it('can be taken away for a while', () => {
    const away = action(actionsOf(placeWith({}), broker), 'broker.away')
    expect(filled(away, { verb: 'stop', duration_ms: '700' })).toEqual({
      method: 'POST',
      path: '/v1/sandboxes/x/brokers/1:stop',
      body: { duration_ms: 700 },
    })
  })

  it('that is gone has no actions', () => {
    expect(idsOf(placeWith({ brokers: [] }), broker)).toEqual([])
  })
})

describe('a partition', () => {
  const topics = [{ name: 'or ders', topic_id: 't', partitions: [aPartition({ replicas: [1, 2], logs: [aReplica({ role: 'leader' })] })] }]
  const selection: Selection = { kind: 'partition', topic: 'or ders', partition: 0 }
  const actions = actionsOf(placeWith({ topics }), selection)

  it('names its topic as an address does', () => {
    expect(action(actions, 'partition.delete-records').call.path).toBe('/v3/clusters/x/topics/or%20ders/partitions/0/records:delete')
  })

  it('needs no election while its preferred replica leads, and no unclean one while anybody does', () => {
    expect(action(actions, 'partition.elect').refusal).toBeDefined()
    expect(action(actions, 'partition.elect-unclean').refusal).toBeDefined()
    const offline = [{ name: 'or ders', topic_id: 't', partitions: [aPartition({ leader: -1 })] }]
    const others = actionsOf(placeWith({ topics: offline }), selection)
    expect(action(others, 'partition.elect-unclean')).not.toHaveProperty('refusal')
    expect(action(others, 'partition.elect-unclean').confirm).toBeDefined()
  })

  it('moves to the brokers that are named, in their order', () => {
    expect(filled(action(actions, 'partition.reassign'), { replicas: '3, 1' })).toMatchObject({ body: { replicas: [3, 1] } })
  })

  it('can be written to, key and value as text', () => {
    expect(filled(action(actions, 'partition.produce'), { key: 'a', value: 'b' })).toEqual({
      method: 'POST',
      path: '/v3/clusters/x/topics/or%20ders/records?acks=all',
      body: { partition_id: 0, key: { type: 'STRING', data: 'a' }, value: { type: 'STRING', data: 'b' } },
    })
    expect(filled(action(actions, 'partition.produce'), { key: 'a', tombstone: 'on' })).toMatchObject({
      body: { partition_id: 0, key: { type: 'STRING', data: 'a' } },
    })
  })
})

describe('applications', () => {
  it('are sent records by hand unless their transactions are their own affair', () => {
    const place = placeWith({}, [aProducer({}), aProducer({ id: 2, configs: { 'transactional.id': 't' } })])
    expect(action(actionsOf(place, { kind: 'app', appId: 1 }), 'app.send')).not.toHaveProperty('refusal')
    expect(action(actionsOf(place, { kind: 'app', appId: 2 }), 'app.send').refusal).toBeDefined()
  })

  it('that belong to another one are left alone', () => {
    const place = placeWith({}, [aProducer({ owner_app: 4 })])
    expect(actionsOf(place, { kind: 'app', appId: 1 }).every(({ refusal }) => refusal !== undefined)).toBe(true)
  })

  it('are made with what was filled in and nothing else', () => {
    const topics = [{ name: 'orders', topic_id: 't', partitions: [aPartition({})] }]
    const create = action(clusterActions(placeWith({ topics })), 'cluster.create-app')
    expect(filled(create, { kind: 'consumer', 'group.id': 'g', 'isolation.level': 'read_committed' })).toMatchObject({
      path: '/v1/sandboxes/x/apps',
      body: {
        configs: { 'group.id': 'g', 'isolation.level': 'read_committed' },
        consumer: { topics: ['orders'], processing_ms: 0, commit: 'auto' },
      },
    })
  })
})

describe('a group', () => {
  const member = { member_id: 'm', group_instance_id: null, client_id: 'c', client_host: 'h', assignment: [] }
  const selection: Selection = { kind: 'group', groupId: 'billing' }

  it('is deleted only when it is empty, and rebalances only when it is not', () => {
    const full = actionsOf(placeWith({ groups: [aGroup({ members: [member] })] }), selection)
    expect(action(full, 'group.delete').refusal).toBeDefined()
    expect(action(full, 'group.rebalance')).not.toHaveProperty('refusal')
    const empty = actionsOf(placeWith({ groups: [aGroup({})] }), selection)
    expect(action(empty, 'group.delete')).not.toHaveProperty('refusal')
    expect(action(empty, 'group.rebalance').refusal).toBeDefined()
  })

  it('has members that can be killed where they are simulated applications', () => {
    const place = placeWith({ groups: [aGroup({ members: [member] })] }, [aConsumer({ id: 3, name: 'c', memberId: 'm' })])
    expect(idsOf(place, { kind: 'member', groupId: 'billing', memberId: 'm' })).toEqual(
      expect.arrayContaining(['app.kill', 'member.expire', 'member.remove']),
    )
  })
})

describe('faults', () => {
  it('of every kind make the body that the API takes', () => {
    const fault = action(clusterActions(placeWith({ groups: [aGroup({})] })), 'cluster.break')
    const bodyOf = (values: Readonly<Record<string, string>>): unknown => (filled(fault, values) as { body: unknown }).body
    expect(bodyOf({})).toEqual({ kind: 'link', from: 1, to: 'all', cut: true, both_ways: true })
    expect(bodyOf({ kind: 'link', from: 'clients', to: '1', cut: '', both_ways: '', loss: '0.5' })).toEqual({
      kind: 'link',
      from: 'clients',
      to: 1,
      loss: 0.5,
    })
    expect(bodyOf({ kind: 'slow_disk' })).toEqual({ kind: 'slow_disk', broker: 1, latency_ms: 500 })
    expect(bodyOf({ kind: 'pause_replication', duration_ms: '9' })).toEqual({ kind: 'pause_replication', broker: 1, duration_ms: 9 })
    expect(bodyOf({ kind: 'error' })).toEqual({ kind: 'error', api: 'Produce', error: 'NOT_LEADER_OR_FOLLOWER', count: 1 })
    expect(bodyOf({ kind: 'drop_response', api: 'Fetch', broker: '1' })).toEqual({
      kind: 'drop_response',
      api: 'Fetch',
      broker: 1,
      count: 1,
    })
    expect(bodyOf({ kind: 'rebalance' })).toEqual({ kind: 'rebalance', group: 'billing' })
  })

  it('of a link have to do something', () => {
    const { form } = action(clusterActions(placeWith({})), 'cluster.break')
    expect(form?.problem?.({ kind: 'link', from: '1', to: 'all' })).not.toBeNull()
    expect(form?.problem?.({ kind: 'link', from: '1', to: '1', cut: 'on' })).not.toBeNull()
    expect(form?.problem?.({ kind: 'link', from: '1', to: 'all', latency_ms: '5' })).toBeNull()
  })
})

describe('keys', () => {
  it('of one thing are each for one action', () => {
    const topics = [{ name: 'orders', topic_id: 't', partitions: [aPartition({})] }]
    const place = placeWith({ topics, groups: [aGroup({})] }, [aProducer({})])
    const selections: Selection[] = [
      broker,
      { kind: 'topic', topic: 'orders' },
      { kind: 'partition', topic: 'orders', partition: 0 },
      { kind: 'app', appId: 1 },
      { kind: 'group', groupId: 'billing' },
    ]
    for (const actions of [clusterActions(place), ...selections.map((one) => actionsOf(place, one))]) {
      const keys = actions.flatMap(({ key }) => (key === undefined ? [] : [key]))
      expect(new Set(keys).size).toBe(keys.length)
    }
  })
})
