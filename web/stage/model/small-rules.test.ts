import { describe, expect, it } from 'vitest'
import { selectionKey } from '../../data/selection.ts'
import { columnsOf, conditionOf } from './brokers.ts'
import { aBroker, aState } from './fixtures.ts'
import { placeAfter } from './grid-keys.ts'
import { runsOf } from './runs.ts'
import { selectionOf } from './selection-of.ts'

describe('the condition of a broker', () => {
  it('is first what its process does, then what the controller holds of it', () => {
    expect(conditionOf(aBroker({}))).toBe('running')
    expect(conditionOf(aBroker({ process: 'down', fenced: true }))).toBe('down')
    expect(conditionOf(aBroker({ process: 'paused', silent_since_ms: 1 }))).toBe('paused')
    expect(conditionOf(aBroker({ fenced: true }))).toBe('fenced')
    expect(conditionOf(aBroker({ silent_since_ms: 1 }))).toBe('silent')
    expect(conditionOf(aBroker({ in_controlled_shutdown: true }))).toBe('stopping')
  })

  it('counts the faults that name it, at either end of a link', () => {
    const common = { id: 1, started_at: '2026-01-01T00:00:00Z', ends_at: null, used: 0 }
    const faults = [
      { ...common, kind: 'link', from: 1, to: 2, latency_ms: 0, loss: 0, cut: true },
      { ...common, kind: 'slow_disk', broker: 2, latency_ms: 10 },
    ] as const
    const state = aState({ brokers: [aBroker({}), aBroker({ broker_id: 2 }), aBroker({ broker_id: 3 })], faults: [...faults] })
    expect(columnsOf(state).map(({ faultCount }) => faultCount)).toEqual([1, 2, 0])
  })
})

describe('the keys of the grid', () => {
  const from = (key: string, isControl = false) => placeAfter(key, isControl, { row: 1, column: 1 }, 4, 3)

  it('walk one step, and stop at the edge', () => {
    expect(from('ArrowUp')).toEqual({ row: 0, column: 1 })
    expect(from('ArrowRight')).toEqual({ row: 1, column: 2 })
    expect(placeAfter('ArrowDown', false, { row: 3, column: 0 }, 4, 3)).toEqual({ row: 3, column: 0 })
  })

  it('go to the ends of the row, and with Control to the ends of the grid', () => {
    expect(from('Home')).toEqual({ row: 1, column: 0 })
    expect(from('End', true)).toEqual({ row: 3, column: 2 })
  })

  it('leave other keys alone', () => {
    expect(from('a')).toBeNull()
  })
})

describe('a selection', () => {
  it('is found again from its anchor', () => {
    const selections = [
      { kind: 'broker', brokerId: 2 },
      { kind: 'topic', topic: 'orders' },
      { kind: 'partition', topic: 'orders.eu', partition: 3 },
      { kind: 'replica', topic: 'orders', partition: 0, brokerId: 1 },
    ] as const
    for (const selection of selections) expect(selectionOf(selectionKey(selection))).toEqual(selection)
  })

  it('of a cell of a topic is the topic', () => {
    expect(selectionOf('topic:orders:2')).toEqual({ kind: 'topic', topic: 'orders' })
  })

  it('is none where the anchor is none of the grid', () => {
    expect(selectionOf('clients')).toBeNull()
    expect(selectionOf('')).toBeNull()
  })
})

describe('runs', () => {
  it('join neighbouring offsets of one kind', () => {
    const cells = (['committed', 'committed', 'open', 'committed'] as const).map((kind, index) => ({ kind, offset: index + 5 }))
    expect(runsOf(cells)).toEqual([
      { kind: 'committed', count: 2, firstOffset: 5 },
      { kind: 'open', count: 1, firstOffset: 7 },
      { kind: 'committed', count: 1, firstOffset: 8 },
    ])
  })
})
