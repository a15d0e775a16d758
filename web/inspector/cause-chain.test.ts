import { describe, expect, it } from 'vitest'
import { causeChain, shownChain } from './cause-chain.ts'
import { eventOf, logOf } from './event-fixtures.ts'

const killed = eventOf(1, 'process.changed', { trigger: { kind: 'action', action: 'kill' }, facts: { node_id: 2, process: 'down' } })
const silent = eventOf(2, 'broker.heard', { caused_by: 1, facts: { broker_id: 2, silent_since_ms: 5 } })
const otherSilent = eventOf(3, 'broker.heard', { facts: { broker_id: 3, silent_since_ms: 6 } })
const fenced = eventOf(4, 'broker.changed', { facts: { broker_id: 2, reason: { code: 'sessionExpired', broker_id: 2 } } })
const elected = eventOf(5, 'partition.changed', { caused_by: 4, facts: { topic: 'orders', change: { leader: 3 } } })

describe('the chain of causes', () => {
  it('goes from the new leader over the session that expired to the kill', () => {
    const { steps, isComplete } = causeChain(logOf(killed, silent, otherSilent, fenced, elected), elected)
    expect(steps.map(({ event, link }) => [event.sequence, link])).toEqual([
      [5, 'effect'],
      [4, 'caused'],
      [2, 'earlier'],
      [1, 'caused'],
    ])
    expect(isComplete).toBe(true)
  })

  it('says when its beginning is older than what is known', () => {
    expect(causeChain(logOf(otherSilent, fenced, elected), elected).isComplete).toBe(false)
    expect(causeChain(logOf(elected), elected).isComplete).toBe(false)
  })

  it('ends a fault that was over with its start', () => {
    const started = eventOf(1, 'fault.started', { trigger: { kind: 'action' }, facts: { fault: { fault_id: 7 } } })
    const other = eventOf(2, 'fault.started', { trigger: { kind: 'action' }, facts: { fault: { fault_id: 8 } } })
    const ended = eventOf(3, 'fault.ended', { facts: { fault_id: 7, reason: { code: 'timeUp' } } })
    expect(causeChain(logOf(started, other, ended), ended).steps.map(({ event }) => event.sequence)).toEqual([3, 1])
  })

  it('finds who took away a process that came back by itself', () => {
    const paused = eventOf(1, 'process.changed', { trigger: { kind: 'action' }, facts: { node_id: 2, returns_ms: 9 } })
    const back = eventOf(2, 'process.changed', { facts: { node_id: 2, process: 'running' } })
    expect(causeChain(logOf(paused, back), back).steps.map(({ event }) => event.sequence)).toEqual([2, 1])
  })

  it('does not look behind what somebody did by hand', () => {
    expect(causeChain(logOf(killed), killed).steps).toHaveLength(1)
  })
})

describe('a chain that is shown', () => {
  const events = Array.from({ length: 30 }, (_, index) =>
    eventOf(index + 1, 'log.changed', { caused_by: index === 0 ? null : index, trigger: { kind: 'request' } }),
  )
  const [effect] = events.slice(-1)

  it('keeps its beginning and its end and counts what lies between', () => {
    if (effect === undefined) throw new Error('there are thirty')
    const { first, hiddenCount, last } = shownChain(causeChain(logOf(...events), effect))
    expect(first[0]?.event.sequence).toBe(30)
    expect(last.at(-1)?.event.sequence).toBe(1)
    expect(first.length + hiddenCount + last.length).toBe(30)
  })

  it('hides nothing of a short one', () => {
    expect(shownChain(causeChain(logOf(killed), killed))).toMatchObject({ hiddenCount: 0, last: [] })
  })
})
