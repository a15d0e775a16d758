import { describe, expect, it } from 'vitest'
import { causeChain, missingCause } from './cause-chain.ts'
import { eventOf, logOf } from './event-fixtures.ts'
import { olderEventsOf, toldKinds, withOlder } from './older-events.ts'

const log = logOf(eventOf(10, 'partition.changed', { caused_by: 4 }), eventOf(11, 'log.changed'))
const older = olderEventsOf(log)

describe('older events', () => {
  it('stand before the log, in order and with gaps', () => {
    older.add([eventOf(4, 'broker.changed', { caused_by: 2 }), eventOf(1, 'topic.created'), eventOf(11, 'topic.removed')])
    const known = withOlder(log, older)
    expect(known.all.map(({ sequence }) => sequence)).toEqual([1, 4, 10, 11])
    expect(known.get(4)?.kind).toBe('broker.changed')
    expect(known.get(11)?.kind).toBe('log.changed')
    expect(known.get(3)).toBeNull()
    expect([0, 2, 4, 5, 11, 12].map((sequence) => known.indexOf(sequence))).toEqual([0, 1, 1, 2, 3, 4])
  })

  it('carry a chain of causes on, and name the one that is still missing', () => {
    const [effect] = log.all
    if (effect === undefined) throw new Error('there is one')
    expect(missingCause(causeChain(log, effect))).toBe(4)
    expect(missingCause(causeChain(withOlder(log, older), effect))).toBe(2)
  })

  it('are forgotten with their log', () => {
    const other = logOf(eventOf(5, 'topic.created'))
    olderEventsOf(other).add([eventOf(1, 'topic.created')])
    other.clear()
    expect(olderEventsOf(other).before(9)).toEqual([])
  })
})

it('the history of something is asked for by the kinds that tell it', () => {
  expect(toldKinds({ kind: 'partition', topic: 'orders', partition: 0 })).toContain('partition.changed')
  expect(toldKinds({ kind: 'partition', topic: 'orders', partition: 0 })).not.toContain('replica.fetched')
})
