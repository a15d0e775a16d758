import { describe, expect, it } from 'vitest'
import { aBroker, aPartition, aReplica, aState } from './fixtures.ts'
import type { PartitionRow, TopicRow } from './rows.ts'
import { rowsOf } from './rows.ts'
import { Truncations } from './truncations.ts'

const brokers = [aBroker({ broker_id: 1 }), aBroker({ broker_id: 2 }), aBroker({ broker_id: 3 })]

const partition = aPartition({
  leader: 2,
  replicas: [1, 2],
  isr: [2],
  logs: [aReplica({ broker_id: 1, log_end_offset: 3 }), aReplica({ broker_id: 2, role: 'leader', log_end_offset: 5 })],
})

const state = aState({
  brokers,
  topics: [
    { name: '__consumer_offsets', topic_id: 'b', partitions: [aPartition({})] },
    { name: 'orders', topic_id: 'a', partitions: [partition] },
  ],
})

const options = {
  detail: 'records',
  showsInternal: true,
  cellCount: 4,
  folding: new Map<string, boolean>(),
  truncations: new Truncations(),
  nowMs: 0,
} as const

const partitionRow = (rows: ReturnType<typeof rowsOf>): PartitionRow | undefined => rows.find((row) => row.kind === 'partition')

describe('the rows of the grid', () => {
  it('show topics by name, and those of Kafka itself at the end and folded', () => {
    expect(rowsOf(state, options).map((row) => row.key)).toEqual(['topic:orders', 'partition:orders:0', 'topic:__consumer_offsets'])
  })

  it('leave out the topics of Kafka itself unless they are asked for', () => {
    expect(rowsOf(state, { ...options, showsInternal: false }).some((row) => row.topic === '__consumer_offsets')).toBe(false)
  })

  it('are folded and unfolded by hand', () => {
    const folding = new Map([
      ['orders', false],
      ['__consumer_offsets', true],
    ])
    const keys = rowsOf(state, { ...options, folding }).map((row) => row.key)
    expect(keys).toEqual(['topic:orders', 'topic:__consumer_offsets', 'partition:__consumer_offsets:0'])
  })

  it('have a cell for each broker, and none where it has no replica', () => {
    const cells = partitionRow(rowsOf(state, options))?.cells ?? []
    expect(cells.map((cell) => cell?.standing ?? null)).toEqual(['outOfSync', 'leader', null])
    expect(cells[0]?.isPreferredLeader).toBe(true)
  })

  it('show the same offsets in every column', () => {
    const cells = partitionRow(rowsOf(state, options))?.cells ?? []
    expect(cells[0]?.strip?.cells.map(({ offset }) => offset)).toEqual([1, 2, 3, 4])
    expect(cells[1]?.strip?.cells.map(({ offset }) => offset)).toEqual([1, 2, 3, 4])
  })

  it('draw no records where there are many partitions', () => {
    expect(partitionRow(rowsOf(state, { ...options, detail: 'partitions' }))?.cells[1]?.strip).toBeNull()
  })

  it('sum up a topic at each broker', () => {
    const row = rowsOf(state, options).find((one): one is TopicRow => one.kind === 'topic' && one.topic === 'orders')
    expect(row?.cells.map((cell) => [cell.leaderCount, cell.followerCount, cell.outOfSyncCount])).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [0, 0, 0],
    ])
  })
})
