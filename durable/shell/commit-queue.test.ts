import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CommitQueue } from './commit-queue.ts'

/** As many as are made at once after one that waited. */
const AT_ONCE = 16

let commits: (readonly string[])[]
let queue: CommitQueue<string>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  commits = []
  queue = new CommitQueue((jobs) => commits.push(jobs))
})

afterEach(() => {
  vi.useRealTimers()
})

const microtasks = (): Promise<void> => Promise.resolve()

/** One after another, each when the turn of the one before is over. */
async function pushAlone(count: number): Promise<void> {
  for (let pushed = 0; pushed < count; pushed++) {
    queue.push(`alone ${pushed}`)
    await microtasks()
    vi.runAllTimers()
  }
}

describe('CommitQueue', () => {
  it('commits together what comes in one turn, in its order', async () => {
    for (const job of ['a', 'b', 'c']) queue.push(job)
    await microtasks()
    expect(commits).toEqual([])
    vi.advanceTimersByTime(0)
    expect(commits).toEqual([['a', 'b', 'c']])
  })

  it('waits a moment longer for company after a commit that had some', () => {
    for (const job of ['a', 'b']) queue.push(job)
    vi.advanceTimersByTime(0)
    queue.push('c')
    vi.advanceTimersByTime(0)
    expect(commits).toEqual([['a', 'b']])
    queue.push('d')
    vi.advanceTimersByTime(1)
    expect(commits).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })

  it('commits at once for who is alone, and looks for company again after a while', async () => {
    await pushAlone(1)
    for (let at = 0; at < AT_ONCE; at++) {
      queue.push(`at once ${at}`)
      await microtasks()
      expect(commits.at(-1)).toEqual([`at once ${at}`])
    }
    const before = commits.length
    queue.push('a')
    await microtasks()
    queue.push('b')
    await microtasks()
    expect(commits).toHaveLength(before)
    vi.advanceTimersByTime(0)
    expect(commits.at(-1)).toEqual(['a', 'b'])
  })

  it('does not take one commit without company for being alone when there was company before', async () => {
    for (const job of ['a', 'b']) queue.push(job)
    vi.advanceTimersByTime(0)
    queue.push('c')
    vi.advanceTimersByTime(1)
    queue.push('d')
    await microtasks()
    expect(commits).toHaveLength(2)
    vi.advanceTimersByTime(0)
    queue.push('e')
    await microtasks()
    expect(commits.at(-1)).toEqual(['e'])
  })

  it('gives back what is not going to be committed', () => {
    for (const job of ['a', 'b']) queue.push(job)
    expect(queue.takeAll()).toEqual(['a', 'b'])
    expect(commits).toEqual([])
  })
})
