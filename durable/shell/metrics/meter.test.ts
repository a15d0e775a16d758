// The arithmetic of Yammer's meters and timers, on a clock that the test holds.
import { describe, expect, test } from 'vitest'
import { BrokerLoad } from './broker-load.ts'
import { BusyWindow } from './busy-window.ts'
import { Meter } from './meter.ts'
import { Timer } from './timer.ts'

const START_MS = 1_700_000_000_000

describe('a meter', () => {
  test('knows nothing before its first tick but the count and the mean', () => {
    const meter = new Meter(START_MS)
    expect(meter.rates(START_MS).meanRate).toBe(0)
    meter.mark(10, START_MS + 1_000)
    expect(meter.rates(START_MS + 4_000)).toEqual({ meanRate: 2.5, oneMinuteRate: 0, fiveMinuteRate: 0, fifteenMinuteRate: 0 })
    expect(meter.count).toBe(10)
  })

  test('begins its averages with the rate of the first tick, and moves them by its share of a tick afterwards', () => {
    const meter = new Meter(START_MS)
    meter.mark(10, START_MS + 1_000)
    expect(meter.rates(START_MS + 5_000)).toEqual({ meanRate: 2, oneMinuteRate: 2, fiveMinuteRate: 2, fifteenMinuteRate: 2 })
    meter.mark(20, START_MS + 6_000)
    const rates = meter.rates(START_MS + 10_000)
    expect(rates.oneMinuteRate).toBeCloseTo(2 + (1 - Math.exp(-1 / 12)) * 2, 12)
    expect(rates.fiveMinuteRate).toBeCloseTo(2 + (1 - Math.exp(-1 / 60)) * 2, 12)
    expect(rates.fifteenMinuteRate).toBeCloseTo(2 + (1 - Math.exp(-1 / 180)) * 2, 12)
  })

  test('decays by the ticks that passed unseen as if each had been seen', () => {
    const seen = new Meter(START_MS)
    const unseen = new Meter(START_MS)
    for (const meter of [seen, unseen]) meter.mark(600, START_MS)
    for (let tick = 1; tick <= 13; tick++) seen.rates(START_MS + tick * 5_000)
    const { oneMinuteRate } = unseen.rates(START_MS + 13 * 5_000)
    expect(oneMinuteRate).toBeCloseTo(120 / Math.E, 10)
    expect(seen.rates(START_MS + 13 * 5_000).oneMinuteRate).toBeCloseTo(oneMinuteRate, 10)
    // A clock that is moved by a year costs no more than one that is moved by a second.
    expect(unseen.rates(START_MS + 365 * 86_400_000).oneMinuteRate).toBe(0)
  })
})

describe('a timer', () => {
  test('is empty before anything happened', () => {
    const timer = new Timer(START_MS)
    expect([timer.meanMs, timer.maxMs, ...timer.percentilesMs([0.5, 0.99])]).toEqual([0, 0, 0, 0])
  })

  test('interpolates between durations as Yammer does', () => {
    const timer = new Timer(START_MS)
    for (const durationMs of [40, 10, 30, 20]) timer.update(durationMs, START_MS)
    expect(timer.percentilesMs([0, 0.5, 0.7, 0.99])).toEqual([10, 25, 35, 40])
    expect([timer.meanMs, timer.maxMs, timer.meter.count]).toEqual([25, 40, 4])
  })

  test('forgets the oldest durations, but not the mean and the maximum', () => {
    const timer = new Timer(START_MS)
    timer.update(9_000, START_MS)
    for (let times = 0; times < 1_028; times++) timer.update(1, START_MS)
    expect(timer.percentilesMs([0.99])).toEqual([1])
    expect(timer.maxMs).toBe(9_000)
    expect(timer.meanMs).toBeCloseTo((9_000 + 1_028) / 1_029, 12)
  })
})

describe('how busy a broker was', () => {
  test('counts for a minute, in slots of five seconds', () => {
    const window = new BusyWindow(START_MS)
    expect(window.idleShare(2, null, START_MS)).toBe(1)
    window.addSpan(START_MS, START_MS + 10_000, 2)
    expect(window.idleShare(2, null, START_MS + 10_000)).toBe(0)
    expect(window.idleShare(2, null, START_MS + 40_000)).toBeCloseTo(0.75, 12)
    // The slot with the first half of it has left the window, which now begins five seconds after the start and is a minute long.
    expect(window.idleShare(2, null, START_MS + 64_999)).toBeCloseTo(1 - 5_000 / 59_999, 12)
    expect(window.idleShare(2, null, START_MS + 600_000)).toBe(1)
  })

  test('a span longer than a minute fills the window and no more', () => {
    const window = new BusyWindow(START_MS)
    window.addSpan(START_MS, START_MS + 3_600_000, 3)
    expect(window.idleShare(3, null, START_MS + 3_600_000)).toBe(0)
    expect(window.idleShare(3, null, START_MS + 3_630_000)).toBeCloseTo(30_000 / 55_000, 12)
  })

  test('a pause that goes on makes it less idle from moment to moment', () => {
    const load = new BrokerLoad(START_MS)
    load.paused(START_MS + 10_000)
    expect(load.requestHandlerIdle(START_MS + 20_000)).toBe(0.5)
    load.resumed(START_MS + 30_000)
    expect(load.networkProcessorIdle(START_MS + 40_000)).toBe(0.5)
  })

  test('a thousand requests a second leave 98.75 percent idle', () => {
    const load = new BrokerLoad(START_MS)
    for (let request = 0; request < 10_000; request++) load.handled(START_MS + request)
    expect(load.requestHandlerIdle(START_MS + 10_000)).toBeCloseTo(0.9875, 9)
    expect(load.networkProcessorIdle(START_MS + 10_000)).toBeCloseTo(1 - 0.05 / 3, 9)
  })
})
