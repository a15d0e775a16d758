import { describe, expect, it } from 'vitest'
import type { ClusterState, GroupState } from '../data/shapes.ts'
import { assignmentMatrix } from './assignment.ts'
import { lagBar, partitionLags, totalLag } from './lag.ts'
import { timeLagsIn } from './lag-stream.ts'
import { affectedRecords, resetCall } from './reset.ts'

const place = (partition: number) => ({ topic: 'orders', partition_index: partition })

function member(id: string, partitions: readonly number[]): GroupState['members'][number] {
  return { member_id: id, group_instance_id: null, client_id: `client-${id}`, client_host: '', assignment: partitions.map(place) }
}

function group(said: Partial<GroupState>): GroupState {
  return { group_id: 'g', members: [], committed: [], pending: [], ...said } as unknown as GroupState
}

function topics(logs: readonly { readonly lso: number; readonly leo: number }[]): ClusterState['topics'] {
  const partitions = logs.map(({ lso, leo }, index) => ({
    partition_index: index,
    logs: [{ role: 'leader', log_start_offset: 0, last_stable_offset: lso, high_watermark: leo, log_end_offset: leo }],
  }))
  return [{ name: 'orders', partitions }] as unknown as ClusterState['topics']
}

describe('the lag of a group', () => {
  it('reaches to the last stable offset, and what is held back lies behind it', () => {
    const rows = partitionLags(group({ committed: [{ ...place(0), offset: 4 }] }), topics([{ lso: 10, leo: 14 }]))
    expect(rows[0]).toMatchObject({ committed: 4, lag: 6, openLag: 10 })
    const [row] = rows
    expect(row && lagBar(row, rows)).toEqual({ readable: 60, heldBack: 40 })
  })

  it('is unknown where nothing is committed, and never below zero', () => {
    const rows = partitionLags(
      group({ members: [member('a', [0])], committed: [{ ...place(1), offset: 9 }] }),
      topics([
        { lso: 5, leo: 5 },
        { lso: 3, leo: 3 },
      ]),
    )
    expect(rows.map(({ lag, memberId }) => [lag, memberId])).toEqual([
      [null, 'a'],
      [0, null],
    ])
    expect(totalLag(rows)).toBe(0)
  })

  it('leaves out topics that are not shown', () => {
    expect(partitionLags(group({ committed: [{ topic: 'gone', partition_index: 0, offset: 1 }] }), topics([]))).toEqual([])
  })

  it('is read from the stream, and pings are not', () => {
    expect(timeLagsIn('event: ping\ndata: {}')).toBeNull()
    const data = JSON.stringify({ data: [{ topic_name: 'orders', partition_id: 1, time_lag_ms: 20 }] })
    expect(timeLagsIn(`event: lags\ndata: ${data}`)).toEqual(new Map([['orders-1', 20]]))
  })
})

describe('the assignment matrix', () => {
  it('tells kept, gained and lost apart, and who came and went', () => {
    const { partitions, rows } = assignmentMatrix([member('a', [0, 1]), member('c', [])], [member('a', [0]), member('b', [1])])
    expect(partitions.map(({ partition }) => partition)).toEqual([0, 1])
    expect(rows.map(({ memberId, presence, cells }) => [memberId, presence, ...cells])).toEqual([
      ['a', 'stayed', 'kept', 'lost'],
      ['b', 'joined', 'none', 'gained'],
      ['c', 'left', 'none', 'none'],
    ])
  })

  it('knows of no change without a before', () => {
    expect(assignmentMatrix(null, [member('a', [0])]).rows).toMatchObject([{ presence: 'stayed', cells: ['kept'] }])
  })
})

describe('resetting offsets', () => {
  it('is a dry run until it is to be executed', () => {
    const choice = { scope: { kind: 'partition', topic: 'orders', partition: 2 }, target: 'shift_by', value: '-5' } as const
    const topic = { topic_name: 'orders', partition_ids: [2] }
    expect(resetCall('/g', choice, false)).toMatchObject({ path: '/g/offsets:reset', body: { shift_by: -5, topics: [topic] } })
    expect(resetCall('/g', choice, true)?.body).toEqual({ shift_by: -5, topics: [topic], execute: true })
  })

  it('asks for nothing that makes no sense', () => {
    const whole = { kind: 'group' } as const
    expect(resetCall('/g', { scope: whole, target: 'to_offset', value: '-1' }, false)).toBeNull()
    expect(resetCall('/g', { scope: whole, target: 'to_offset', value: '' }, false)).toBeNull()
    expect(resetCall('/g', { scope: whole, target: 'to_datetime', value: 'soon' }, false)).toBeNull()
    expect(resetCall('/g', { scope: whole, target: 'by_duration', value: '1.5' }, false)?.body).toEqual({ by_duration: 'PT90S' })
  })

  it('says how many records are read again or skipped', () => {
    const planned = { topic_name: 'orders', partition_id: 0, new_offset: 3 }
    expect(affectedRecords({ ...planned, current_offset: 10 })).toBe(-7)
    expect(affectedRecords({ ...planned, current_offset: null })).toBeNull()
  })
})
