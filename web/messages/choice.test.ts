import { describe, expect, it } from 'vitest'
import { decodeCursor } from '../../schema/records/cursor.ts'
import type { ClusterState, TopicState } from '../data/shapes.ts'
import { choiceFrom, cursorOfGroup, FIRST_CHOICE, firstQuery, problemOf, recordsPath, searchOf } from './choice.ts'
import type { Choice } from './choice.ts'

const topic = {
  name: 'orders',
  topic_id: 'AAAAAAAAAAAAAAAAAAAAAQ',
  partitions: [
    [0, 10, 50],
    [1, 0, 7],
    [2, 3, 9],
  ].map(([index, start, end]) => ({
    partition_index: index,
    leader: 1,
    logs: [{ broker_id: 1, log_start_offset: start, high_watermark: end }],
  })),
} as unknown as TopicState

const state = {
  groups: [
    {
      group_id: 'billing',
      committed: [
        { topic: 'orders', partition_index: 0, offset: 42 },
        { topic: 'orders', partition_index: 2, offset: 1 },
        { topic: 'other', partition_index: 1, offset: 5 },
      ],
    },
  ],
} as unknown as ClusterState

describe('what is chosen', () => {
  it('stands in the address as far as it is not as at first, and comes back from it', () => {
    const choice: Choice = { start: 'offset', at: '12', partition: 2, filter: 'value.a == "&"', isolation: 'read_committed' }
    const search = new URLSearchParams(Object.entries(searchOf(choice)).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
    expect(choiceFrom(search)).toEqual(choice)
    expect(Object.values(searchOf(FIRST_CHOICE)).every((value) => value === null)).toBe(true)
    expect(choiceFrom(new URLSearchParams('start=nowhere&partition=-1&isolation=x'))).toEqual(FIRST_CHOICE)
  })

  it('cannot be read while its offset, its time or its group is missing', () => {
    expect(problemOf({ ...FIRST_CHOICE, start: 'offset', at: 'x' }, state)).toBe('offset')
    expect(problemOf({ ...FIRST_CHOICE, start: 'time', at: '' }, state)).toBe('time')
    expect(problemOf({ ...FIRST_CHOICE, start: 'group', at: 'nobody' }, state)).toBe('group')
    expect(problemOf({ ...FIRST_CHOICE, start: 'group', at: 'billing' }, state)).toBeNull()
    expect(problemOf(FIRST_CHOICE, state)).toBeNull()
  })

  it('becomes the query of a reading', () => {
    const query = (choice: Partial<Choice>) => firstQuery({ ...FIRST_CHOICE, ...choice }, { topic, state, kind: 'sandbox' }, 50).toString()
    expect(query({})).toBe('tail=50')
    expect(query({ start: 'oldest', isolation: 'read_committed' })).toBe('isolation=read_committed&offset=earliest')
    expect(query({ start: 'offset', at: '7', filter: 'offset > 1' })).toBe('filter=offset+%3E+1&offset=7')
    expect(query({ start: 'time', at: '2026-01-01T00:00:00Z' })).toBe('timestamp=1767225600000')
    expect(recordsPath('a b', 1, 'sandbox')).toBe('/topics/a%20b/partitions/1/records')
  })

  it('names the partition in the query of a snapshot, which has one address for all of them', () => {
    const choice: Choice = { ...FIRST_CHOICE, partition: 2, start: 'oldest' }
    expect(recordsPath('t', 2, 'snapshot')).toBe('/topics/t/records')
    expect(firstQuery(choice, { topic, state, kind: 'snapshot' }, 50).toString()).toBe('partition=2&offset=earliest')
  })
})

describe('reading from a group', () => {
  it('begins at its committed offsets, at the beginning without one, and never outside of the log', () => {
    const cursor = decodeCursor(cursorOfGroup('billing', topic, state))
    expect(cursor?.nextOffsets).toEqual([42, 0, 3])
    expect(cursor?.topicId).toBe(topic.topic_id)
  })
})
