import { describe, expect, it } from 'vitest'
import { detailOf } from './detail.ts'
import { aPartition, aState } from './fixtures.ts'

const topic = (name: string, count: number) => ({
  name,
  topic_id: name,
  partitions: Array.from({ length: count }, (_, index) => aPartition({ partition_index: index })),
})

describe('the level of detail', () => {
  it('shows records while there are few partitions', () => {
    expect(detailOf(aState({ topics: [topic('orders', 6), topic('payments', 6)] }), null)).toBe('records')
  })

  it('shows partitions when there are many, and topics when there are very many', () => {
    expect(detailOf(aState({ topics: [topic('a', 20), topic('b', 20)] }), null)).toBe('partitions')
    expect(detailOf(aState({ topics: Array.from({ length: 10 }, (_, index) => topic(`t${index}`, 24)) }), null)).toBe('topics')
  })

  it('does not count topics that are folded', () => {
    expect(detailOf(aState({ topics: [topic('orders', 3), topic('__consumer_offsets', 50), topic('wide', 60)] }), null)).toBe('records')
  })

  it('is what somebody chose', () => {
    expect(detailOf(aState({ topics: [topic('orders', 3)] }), 'topics')).toBe('topics')
    expect(detailOf(aState({ topics: [topic('orders', 3)] }), 'nonsense')).toBe('records')
  })
})
