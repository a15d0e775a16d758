import { expect, test } from 'vitest'
import { groupsOf, lagByGroup, MAX_SAMPLES, rates, withSample } from './samples.ts'
import type { Sample } from './samples.ts'

function sample(timeMs: number, bytesIn = 0, lag: [string, number][] = []): Sample {
  return { timeMs, bytesIn, bytesOut: 0, bytesReplicated: 0, isrShrinks: 0, elections: 0, underReplicated: 0, lag: new Map(lag) }
}

test('a rate is per second of the time of the cluster', () => {
  expect(rates([sample(0, 10), sample(2_000, 30), sample(2_500, 30)], 'bytesIn')).toEqual([null, 10, 0])
})

test('a counter that began anew counts from nothing', () => {
  expect(rates([sample(0, 100), sample(1_000, 5)], 'bytesIn')).toEqual([null, 5])
})

test('while the clock is held the newest look counts', () => {
  const samples = withSample([sample(0), sample(1_000, 1)], sample(1_000, 2))
  expect(samples.map(({ bytesIn }) => bytesIn)).toEqual([0, 2])
})

test('behind a rewind all begins anew, and there are only so many', () => {
  expect(withSample([sample(5_000)], sample(1_000))).toHaveLength(1)
  let samples: readonly Sample[] = []
  for (let time = 0; time < MAX_SAMPLES + 50; time++) samples = withSample(samples, sample(time))
  expect(samples).toHaveLength(MAX_SAMPLES)
})

test('the lag of a group is what lies between its offsets and the ends of the logs of the leaders', () => {
  const log = (broker: number, end: number) => ({ broker_id: broker, log_end_offset: end })
  const state = {
    topics: [{ name: 't', partitions: [{ partition_index: 0, leader: 2, logs: [log(1, 5), log(2, 9)] }] }],
    groups: [
      { group_id: 'g', committed: [{ topic: 't', partition_index: 0, offset: 4 }] },
      { group_id: 'ahead', committed: [{ topic: 't', partition_index: 0, offset: 12 }] },
      { group_id: 'elsewhere', committed: [{ topic: 'gone', partition_index: 0, offset: 3 }] },
    ],
  } as unknown as Parameters<typeof lagByGroup>[0]
  expect([...lagByGroup(state)]).toEqual([
    ['g', 5],
    ['ahead', 0],
    ['elsewhere', 0],
  ])
})

test('all groups that were seen have a line', () => {
  expect(groupsOf([sample(0, 0, [['b', 1]]), sample(1, 0, [['a', 1]])])).toEqual(['a', 'b'])
})
