import { describe, expect, it } from 'vitest'
import { curveBetween, eased, pointAt } from './curve.ts'
import { Flights, MAX_FLIGHTS } from './flights.ts'
import { FramePace } from './frame-pace.ts'
import type { Motion } from './motions-of.ts'
import { TRAVEL_MS } from './motions-of.ts'

const motion = (facts: Partial<Motion> = {}): Motion => ({
  kind: 'produce',
  from: ['app:1'],
  to: ['replica:orders:0:1', 'broker:1'],
  count: 2,
  isLost: false,
  startMs: 0,
  ...facts,
})
const everything = (): boolean => true

describe('flights', () => {
  it('are over when they have arrived', () => {
    const flights = new Flights()
    flights.launch([motion()], everything)
    expect(flights.at(TRAVEL_MS - 1).flights).toHaveLength(1)
    expect(flights.at(TRAVEL_MS).flights).toEqual([])
    expect(flights.isEmpty).toBe(true)
  })

  it('go to what stands for a thing that is folded away', () => {
    const flights = new Flights()
    const [edge] = flights.launch([motion()], (anchor) => !anchor.startsWith('replica'))
    expect(edge?.to).toBe('broker:1')
  })

  it('are left out where an end is not on the stage, or both ends are one', () => {
    const flights = new Flights()
    flights.launch([motion({ from: ['gone'] }), motion({ to: ['app:1'] })], (anchor) => anchor !== 'gone')
    expect(flights.isEmpty).toBe(true)
  })

  it('become a stream with a number when there are too many', () => {
    const flights = new Flights()
    flights.launch(
      Array.from({ length: MAX_FLIGHTS + 5 }, () => motion()),
      everything,
    )
    const { flights: dots, streams } = flights.at(1)
    expect(dots).toHaveLength(MAX_FLIGHTS)
    expect(streams).toMatchObject([{ count: 10 }])
    expect(flights.at(5_000).streams).toEqual([])
  })
})

describe('the way', () => {
  const left = { left: 0, top: 0, right: 100, bottom: 20 }
  const right = { left: 200, top: 40, right: 300, bottom: 60 }

  it('leads from edge to edge, in both directions', () => {
    expect(curveBetween(left, right)).toMatchObject({ start: { x: 90, y: 10 }, end: { x: 210, y: 50 } })
    expect(curveBetween(right, left)).toMatchObject({ start: { x: 210, y: 50 }, end: { x: 90, y: 10 } })
  })

  it('rises above the row between two things of one row', () => {
    const beside = { ...right, top: 0, bottom: 20 }
    expect(pointAt(curveBetween(left, beside), 0.5).y).toBeLessThan(0)
  })

  it('leads down where things lie under one another', () => {
    const below = { left: 10, top: 200, right: 90, bottom: 220 }
    expect(curveBetween(left, below)).toMatchObject({ start: { x: 50, y: 10 }, end: { x: 50, y: 210 } })
  })

  it('begins and ends where it should', () => {
    const curve = curveBetween(left, right)
    expect(pointAt(curve, eased(0))).toEqual(curve.start)
    expect(pointAt(curve, eased(1))).toEqual(curve.end)
  })
})

describe('the pace of frames', () => {
  it('is slow when more than one frame in twenty takes too long', () => {
    const pace = new FramePace()
    for (let frame = 0; frame <= 130; frame++) pace.frame(frame * 16)
    expect(pace.isSlow).toBe(false)
    const slow = new FramePace()
    for (let frame = 0; frame <= 130; frame++) slow.frame(frame * 25)
    expect(slow.isSlow).toBe(true)
  })

  it('does not count a rest', () => {
    const pace = new FramePace()
    for (let frame = 0; frame <= 130; frame++) {
      pace.frame(frame * 1_000)
      pace.rest()
    }
    expect(pace.isSlow).toBe(false)
  })
})
