import { describe, expect, it } from 'vitest'
import { fateOf, MAX_RECENT, parseRecent, withEnd, withOpened } from './recent-list.ts'
import type { RecentSandbox } from './recent-list.ts'

const opened = (sandboxId: string, name = sandboxId): RecentSandbox => ({ sandboxId, name, openedMs: 1, expiresMs: null, end: null })

describe('sandboxes opened lately', () => {
  it('puts what was opened last in front, and each sandbox stands there once', () => {
    const list = withOpened([opened('a'), opened('b')], opened('b', 'renamed'))
    expect(list.map(({ name }) => name)).toEqual(['renamed', 'a'])
  })

  it('forgets the oldest when it is full', () => {
    const full = Array.from({ length: MAX_RECENT }, (_, index) => opened(String(index)))
    const list = withOpened(full, opened('new'))
    expect(list).toHaveLength(MAX_RECENT)
    expect(list.at(-1)?.sandboxId).toBe(String(MAX_RECENT - 2))
  })

  it('marks what is gone, and opening it again takes the mark away', () => {
    const marked = withEnd([opened('a'), opened('b')], 'b', 'SANDBOX_ARCHIVED')
    expect(marked.map(({ end }) => end)).toEqual([null, 'SANDBOX_ARCHIVED'])
    expect(withOpened(marked, opened('b')).map(({ end }) => end)).toEqual([null, null])
  })

  it('knows what has expired without asking anybody', () => {
    const at = (expiresMs: number | null, end: string | null) => fateOf({ ...opened('a'), expiresMs, end }, 100)
    expect([at(null, null), at(101, null), at(100, null)]).toEqual(['alive', 'alive', 'expired'])
    expect([at(null, 'SANDBOX_ARCHIVED'), at(101, 'NOT_FOUND')]).toEqual(['expired', 'gone'])
  })

  it('reads back what it wrote, and leaves out what is no entry', () => {
    const list = [opened('a')]
    expect(parseRecent(JSON.stringify([...list, { sandboxId: 7 }, null]))).toEqual(list)
    expect(parseRecent(null)).toEqual([])
    expect(parseRecent('{"not":"a list"}')).toEqual([])
    expect(parseRecent('broken')).toEqual([])
  })
})
