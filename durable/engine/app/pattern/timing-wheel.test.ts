// The timing wheel by itself.
import { describe, expect, it } from 'vitest'
import { Random, randomFromSeed } from '../../random.ts'
import { addTimer, fire, newTimingWheel, nextFireMs, timersOf, withoutTimers } from './timing-wheel.ts'
import type { TimingWheel } from './timing-wheel.ts'

/** When each timer fires if time goes from slot to slot. */
function runAll(wheel: TimingWheel<number>): (readonly [askedMs: number, firedMs: number])[] {
  const fired: (readonly [number, number])[] = []
  let turned = wheel
  for (let nowMs = nextFireMs(turned); nowMs !== null; nowMs = nextFireMs(turned)) {
    const { wheel: next, due } = fire(turned, nowMs)
    for (const askedMs of due) fired.push([askedMs, nowMs])
    turned = next
  }
  return fired
}

describe('a timing wheel', () => {
  it('[PAT5] fires never early and late by less than a tick, however far away', () => {
    const random = new Random(randomFromSeed(5))
    for (const [tickMs, wheelSize] of [[1, 2] as const, [10, 20] as const, [250, 8] as const]) {
      let wheel = newTimingWheel<number>(tickMs, wheelSize, 1_003)
      const asked = Array.from({ length: 200 }, () => 1_004 + random.below(1 + random.below(1_000_000)))
      for (const dueMs of asked) wheel = addTimer(wheel, dueMs, dueMs)
      const fired = runAll(wheel)
      expect(fired.map(([dueMs]) => dueMs).sort((left, right) => left - right)).toEqual(asked.sort((left, right) => left - right))
      expect(fired.every(([dueMs, firedMs]) => firedMs >= dueMs && firedMs - dueMs < tickMs)).toBe(true)
    }
  })

  it('[PAT5] keeps what is near in slots of a tick and what is far in wheels above, from where it comes down', () => {
    let wheel = newTimingWheel<string>(100, 10, 0)
    wheel = addTimer(addTimer(addTimer(wheel, 250, 'near'), 5_250, 'far'), 50_000, 'farther')
    expect(wheel.slots.map(({ wheel: number, startMs }) => [number, startMs])).toEqual([
      [0, 300],
      [1, 5_000],
      [2, 50_000],
    ])
    const { wheel: turned, due } = fire(wheel, 5_000)
    expect(due).toEqual(['near'])
    expect(turned.slots.map(({ wheel: number, startMs }) => [number, startMs])).toEqual([
      [2, 50_000],
      [0, 5_300],
    ])
  })

  it('[PAT5] fires in the order of time, also when it was not looked at for long', () => {
    let wheel = newTimingWheel<number>(10, 4, 0)
    for (const dueMs of [900, 30, 5_000, 31, 200]) wheel = addTimer(wheel, dueMs, dueMs)
    expect(fire(wheel, 1_000).due).toEqual([30, 31, 200, 900])
    expect(timersOf(fire(wheel, 1_000).wheel)).toEqual([5_000])
    expect(fire(fire(wheel, 1_000).wheel, 10_000).due).toEqual([5_000])
  })

  it('[PAT5] forgets what is taken out', () => {
    const wheel = addTimer(addTimer(newTimingWheel<string>(10, 4, 0), 20, 'a'), 21, 'b')
    expect(
      fire(
        withoutTimers(wheel, (item) => item === 'a'),
        100,
      ).due,
    ).toEqual(['b'])
    expect(nextFireMs(withoutTimers(wheel, () => true))).toBeNull()
  })
})
