import { describe, expect, it } from 'vitest'
import { EventLog, MAX_KEPT_EVENTS } from './event-log.ts'
import type { ClusterEvent } from './shapes.ts'

function event(sequence: number): ClusterEvent {
  return {
    sequence,
    time: '2026-11-22T00:00:00.000Z',
    time_ms: 1_795_305_600_000 + sequence,
    kind: 'log.changed',
    trigger: { kind: 'timer' },
    caused_by: null,
    why: { en: `Event ${sequence}.`, 'zh-CN': `事件 ${sequence}。` },
    facts: {},
  }
}

function events(from: number, until: number): ClusterEvent[] {
  return Array.from({ length: until - from + 1 }, (_, index) => event(from + index))
}

describe('the event log', () => {
  it('finds an event by its sequence, and nothing where there is a gap', () => {
    const log = new EventLog()
    log.append([...events(5, 9), ...events(20, 22)])
    expect(log.get(20)?.sequence).toBe(20)
    expect([log.get(4), log.get(10), log.get(23)]).toEqual([null, null, null])
    expect(log.indexOf(10)).toBe(5)
    expect([log.firstSequence, log.lastSequence]).toEqual([5, 22])
  })

  it('tells listeners of news in order and never of history', () => {
    const log = new EventLog()
    const heard: number[] = []
    const stop = log.onNews((news) => heard.push(...news.map(({ sequence }) => sequence)))
    log.append(events(11, 12))
    log.prepend(events(1, 10))
    log.append([])
    stop()
    log.append(events(13, 13))
    expect(heard).toEqual([11, 12])
    expect(log.firstSequence).toBe(1)
  })

  it('forgets the oldest when it has too many', () => {
    const log = new EventLog()
    log.append(events(1, MAX_KEPT_EVENTS))
    log.append(events(MAX_KEPT_EVENTS + 1, MAX_KEPT_EVENTS + 10))
    expect(log.all).toHaveLength(MAX_KEPT_EVENTS)
    expect(log.firstSequence).toBe(11)
    log.prepend(events(1, 10))
    expect(log.firstSequence).toBe(11)
  })

  it('changes its version with every change', () => {
    const log = new EventLog()
    const before = log.version.value
    log.append(events(1, 3))
    log.clear()
    expect(log.version.value).toBe(before + 2)
    expect(log.lastSequence).toBeNull()
  })
})
