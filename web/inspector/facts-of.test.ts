import { describe, expect, it } from 'vitest'
import type { Selection } from '../data/selection.ts'
import type { ClusterState } from '../data/shapes.ts'
import { aBroker, aGroup, aPartition, aProducer, aReplica, aState } from '../stage/model/fixtures.ts'
import { eventOf, logOf } from './event-fixtures.ts'
import { describedFault, describedTrigger, factsOf } from './facts-of.ts'
import type { Fact } from './facts.ts'
import { clusterFacts } from './node-facts.ts'

function factsWith(state: Partial<ClusterState>, selection: Selection): Readonly<Record<string, Fact>> {
  const facts = factsOf({ state: aState(state), apps: [aProducer({})], events: logOf(eventOf(7, 'topic.created')) }, selection)
  return Object.fromEntries((facts?.facts ?? []).map((fact) => [fact.name, fact]))
}

describe('facts', () => {
  it('of a broker tell what is wrong with it', () => {
    const down = aBroker({ process: 'down', fenced: true, silent_since_ms: 5 })
    expect(factsWith({ brokers: [down] }, { kind: 'broker', brokerId: 1 })).toMatchObject({
      process: { tone: 'bad' },
      fenced: { value: 'yes', tone: 'bad' },
    })
    expect(factsWith({}, { kind: 'broker', brokerId: 1 })['silentSince']).toBeUndefined()
  })

  it('of a partition are those of its leader’s log', () => {
    const logs = [
      aReplica({ broker_id: 2, role: 'leader', log_end_offset: 9, high_watermark: 8 }),
      aReplica({ broker_id: 1, log_end_offset: 4 }),
    ]
    const topics = [{ name: 'orders', topic_id: 't', partitions: [aPartition({ leader: 2, logs })] }]
    const facts = factsWith({ topics }, { kind: 'partition', topic: 'orders', partition: 0 })
    expect(facts).toMatchObject({ logEndOffset: { value: '9' }, highWatermark: { value: '8' } })
    expect(facts['leader']?.links?.[0]?.to).toEqual({ kind: 'broker', brokerId: 2 })
  })

  it('of a group sum up its lag to the high watermarks', () => {
    const logs = [aReplica({ role: 'leader', high_watermark: 8 })]
    const topics = [{ name: 'orders', topic_id: 't', partitions: [aPartition({ logs })] }]
    const groups = [aGroup({ committed: [{ topic: 'orders', partition_index: 0, offset: 5 }] })]
    expect(factsWith({ topics, groups }, { kind: 'group', groupId: 'billing' })['lag']?.value).toBe('3')
  })

  it('of an event name who set it going', () => {
    expect(factsWith({}, { kind: 'event', sequence: 7 })['trigger']?.value).toBe('time')
    expect(describedTrigger({ kind: 'action', action: 'kill', node_id: 2 })).toBe('somebody: kill 2')
    expect(describedTrigger({ kind: 'action', action: 'startFault', node_id: null })).toBe('somebody: startFault')
  })

  it('of the cluster count what is not as it should be', () => {
    const partitions = [aPartition({ is_under_replicated: true }), aPartition({ partition_index: 1, is_offline: true })]
    const { facts } = clusterFacts(aState({ topics: [{ name: 'orders', topic_id: 't', partitions }] }))
    const named = Object.fromEntries(facts.map((fact) => [fact.name, fact]))
    expect(named).toMatchObject({ underReplicated: { value: '1', tone: 'warn' }, offline: { value: '1', tone: 'bad' } })
  })

  it('are none of what is gone', () => {
    const sources = { state: aState({}), apps: [], events: logOf() }
    const gone: Selection[] = [
      { kind: 'broker', brokerId: 9 },
      { kind: 'topic', topic: 'gone' },
      { kind: 'app', appId: 9 },
      { kind: 'fault', faultId: 9 },
      { kind: 'event', sequence: 9 },
    ]
    for (const selection of gone) expect(factsOf(sources, selection)).toBeNull()
  })
})

it('a fault is told by its parameters that say something', () => {
  const fault = {
    id: 1,
    kind: 'link',
    from: 1,
    to: 'all',
    latency_ms: 0,
    loss: 0,
    cut: true,
    started_at: '',
    ends_at: null,
    used: 0,
  } as const
  expect(describedFault(fault)).toBe('link: from 1, to all, cut')
})
