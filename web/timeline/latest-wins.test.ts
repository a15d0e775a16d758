import { expect, test } from 'vitest'
import { LatestWins } from './latest-wins.ts'

test('of what is asked for while a job runs only the latest is run', async () => {
  const ran: number[] = []
  const releases: (() => void)[] = []
  const latest = new LatestWins<number>((wanted) => {
    ran.push(wanted)
    return new Promise((resolve) => releases.push(resolve))
  })
  const all = latest.want(1)
  void latest.want(2)
  void latest.want(3)
  expect(ran).toEqual([1])
  releases.shift()?.()
  await Promise.resolve()
  await Promise.resolve()
  expect(ran).toEqual([1, 3])
  releases.shift()?.()
  await all
  const again = latest.want(4)
  expect(ran).toEqual([1, 3, 4])
  releases.shift()?.()
  await again
})
