import { describe, expect, it } from 'vitest'
import type { ClusterEvent } from '../../data/shapes.ts'
import { aConsumer, aPartition, aProducer, aReplica, aState } from '../model/fixtures.ts'
import { MotionReader, TRAVEL_MS } from './motions-of.ts'

const partition = aPartition({
  leader: 2,
  logs: [aReplica({ broker_id: 1, log_end_offset: 4 }), aReplica({ broker_id: 2, role: 'leader', log_end_offset: 4 })],
})
const state = aState({ topics: [{ name: 'orders', topic_id: 'a', partitions: [partition] }] })
const apps = [aProducer({ id: 1 }), aConsumer({ id: 2, name: 'billing', configs: { 'group.id': 'billing' }, memberId: 'm-1' })]

function event(sequence: number, kind: ClusterEvent['kind'], facts: ClusterEvent['facts'], more: Partial<ClusterEvent> = {}): ClusterEvent {
  const why = { en: '', 'zh-CN': '' }
  return { sequence, time: '2026-01-01T00:00:00Z', time_ms: 0, kind, trigger: { kind: 'timer' }, caused_by: null, why, facts, ...more }
}

const place = { topic: 'orders', partition_index: 0 }
const append = { ...place, change: { kind: 'batch.appended', base_offset: 4, last_offset: 6 } }
const sent = (phase: string) => ({ app_id: 1, change: { kind: 'request.sent', request_id: 7, broker_id: 2, api: 'Produce', phase } })
const read = (reader: MotionReader, ...events: ClusterEvent[]) => reader.read(events, state, apps, 1_000)

describe('a batch', () => {
  it('flies from the application whose request it came with', () => {
    const motions = read(new MotionReader(), event(1, 'app.changed', sent('request')), event(2, 'log.changed', append, { caused_by: 1 }))
    expect(motions).toMatchObject([{ kind: 'produce', from: ['app:1'], count: 3, isLost: false, startMs: 1_000 }])
    expect(motions[0]?.to).toEqual(['replica:orders:0:2', 'topic:orders:2', 'broker:2'])
  })

  it('flies from the clients when a produce request from outside brought it', () => {
    const [motion] = read(
      new MotionReader(),
      event(1, 'log.changed', append, { trigger: { kind: 'request', api: 'Produce', broker_id: 2 } }),
    )
    expect(motion?.from).toEqual(['clients'])
  })

  it('does not fly when the cluster wrote it to a topic of its own', () => {
    expect(read(new MotionReader(), event(1, 'log.changed', { ...append, topic: '__consumer_offsets' }))).toEqual([])
  })

  it('is drawn at once when the network loses its request', () => {
    expect(read(new MotionReader(), event(1, 'app.changed', sent('lost')))).toMatchObject([{ to: ['broker:2'], isLost: true }])
  })
})

describe('replication', () => {
  const fetched = (end: number) => ({ ...place, broker_ids: [1], log_end_offset: end, high_watermark: 0, log_start_offset: 0 })

  it('flies to each follower, behind the batch that caused it', () => {
    const motions = read(
      new MotionReader(),
      event(1, 'app.changed', sent('request')),
      event(2, 'log.changed', append, { caused_by: 1 }),
      event(3, 'replica.fetched', fetched(7), { caused_by: 2 }),
    )
    expect(motions[1]).toMatchObject({ kind: 'replicate', count: 3, startMs: 1_000 + TRAVEL_MS })
    expect(motions[1]?.to[0]).toBe('replica:orders:0:1')
  })

  it('is not drawn where an answer brings a high watermark and no records', () => {
    const reader = new MotionReader()
    expect(read(reader, event(1, 'replica.fetched', fetched(7)))).toHaveLength(1)
    expect(read(reader, event(2, 'replica.fetched', fetched(7)))).toEqual([])
  })
})

describe('an answer', () => {
  it('flies back behind what it waited for', () => {
    const motions = read(
      new MotionReader(),
      event(1, 'app.changed', sent('request')),
      event(2, 'log.changed', append, { caused_by: 1 }),
      event(3, 'app.changed', { app_id: 1, change: { kind: 'request.released', request_id: 7 } }, { caused_by: 2 }),
      event(4, 'app.changed', { app_id: 1, change: { kind: 'request.answered', request_id: 7, outcomes: [] } }),
    )
    expect(motions[1]).toMatchObject({ kind: 'answer', from: ['broker:2'], to: ['app:1'], startMs: 1_000 + TRAVEL_MS })
  })

  it('is drawn for produce requests only', () => {
    const reader = new MotionReader()
    read(
      reader,
      event(1, 'app.changed', {
        app_id: 1,
        change: { kind: 'request.sent', request_id: 8, broker_id: 1, api: 'Metadata', phase: 'request' },
      }),
    )
    expect(read(reader, event(2, 'app.changed', { app_id: 1, change: { kind: 'request.answered', request_id: 8, outcomes: [] } }))).toEqual(
      [],
    )
  })
})

describe('a consumer', () => {
  it('gets one dot for each partition of a poll, with the number of its records', () => {
    const records = [4, 5].map((offset) => ({ ...place, offset }))
    const change = { kind: 'consumer.polled', request_ids: [3], records }
    const motions = read(new MotionReader(), event(1, 'app.changed', { app_id: 2, change }))
    expect(motions).toMatchObject([{ kind: 'fetch', count: 2, to: ['app:2', 'member:billing:m-1', 'group:billing'] }])
    expect(motions[0]?.from[0]).toBe('replica:orders:0:2')
  })

  it('commits to its coordinator', () => {
    const facts = { topic: '__consumer_offsets', partition_index: 5, broker_id: 3, group_id: 'billing', offsets: [] }
    expect(read(new MotionReader(), event(1, 'offsets.appended', facts))).toMatchObject([
      { kind: 'commit', from: ['group:billing'], to: ['broker:3'] },
    ])
  })
})

describe('what events say', () => {
  it('is not believed: facts of another shape draw nothing', () => {
    const odd = [event(1, 'log.changed', {}), event(2, 'app.changed', { app_id: 'x' }), event(3, 'replica.fetched', { topic: 5 })]
    expect(read(new MotionReader(), ...odd)).toEqual([])
  })

  it('never waits longer than a few flights', () => {
    const events = [event(1, 'log.changed', append, { trigger: { kind: 'request', api: 'Produce' } })]
    for (let sequence = 2; sequence < 12; sequence++) {
      const facts = { ...place, broker_ids: [1], log_end_offset: 10 + sequence }
      events.push(event(sequence, 'replica.fetched', facts, { caused_by: sequence - 1 }))
    }
    const starts = read(new MotionReader(), ...events).map(({ startMs }) => startMs)
    expect(Math.max(...starts)).toBe(1_000 + 3 * TRAVEL_MS)
  })
})
