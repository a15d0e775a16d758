import { describe, expect, it } from 'vitest'
import { aPartition, aReplica, aState } from './fixtures.ts'
import { SHOWN_FOR_MS, Truncations } from './truncations.ts'

const KEY = 'replica:orders:0:1'

const withLog = (log: Parameters<typeof aReplica>[0]) =>
  aState({ topics: [{ name: 'orders', topic_id: 'a', partitions: [aPartition({ logs: [aReplica(log)] })] }] })

describe('truncations', () => {
  it('are what a log lost since the state before', () => {
    const truncations = new Truncations()
    truncations.note(withLog({ log_end_offset: 9 }), 0)
    truncations.note(withLog({ log_end_offset: 6 }), 10)
    expect(truncations.of(KEY, 11)).toMatchObject({ fromOffset: 6, toOffset: 9 })
  })

  it('are over after a while, and tell when', () => {
    const truncations = new Truncations()
    truncations.note(withLog({ log_end_offset: 9 }), 0)
    truncations.note(withLog({ log_end_offset: 6 }), 10)
    expect(truncations.nextEndMs(11)).toBe(10 + SHOWN_FOR_MS)
    expect(truncations.of(KEY, 10 + SHOWN_FOR_MS)).toBeNull()
    expect(truncations.nextEndMs(10 + SHOWN_FOR_MS)).toBeNull()
  })

  it('are none where a log grows, or begins anew behind its old end', () => {
    const truncations = new Truncations()
    truncations.note(withLog({ log_end_offset: 5 }), 0)
    truncations.note(withLog({ log_end_offset: 6 }), 1)
    expect(truncations.of(KEY, 2)).toBeNull()
    truncations.note(withLog({ log_end_offset: 5, log_start_offset: 7 }), 3)
    expect(truncations.of(KEY, 4)).toBeNull()
  })

  it('are forgotten when another moment is looked at', () => {
    const truncations = new Truncations()
    truncations.note(withLog({ log_end_offset: 9 }), 0)
    truncations.forget()
    truncations.note(withLog({ log_end_offset: 2 }), 1)
    expect(truncations.of(KEY, 2)).toBeNull()
  })
})
