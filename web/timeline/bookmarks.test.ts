import { expect, test } from 'vitest'
import { MAX_BOOKMARKS, parseBookmarks, withBookmark, withoutBookmark } from './bookmarks.ts'

const kill = { sequence: 20, timeMs: 5, note: 'kill' }

test('bookmarks stand in the order of history, one for each moment', () => {
  const first = withBookmark([kill], { sequence: 3, timeMs: 1, note: ' start ' })
  expect(first.map(({ note }) => note)).toEqual(['start', 'kill'])
  expect(withBookmark(first, { ...kill, note: 'the kill' }).map(({ note }) => note)).toEqual(['start', 'the kill'])
  expect(withoutBookmark(first, 3)).toEqual([kill])
})

test('what was stored is read back, and what is no bookmark is left out', () => {
  expect(parseBookmarks(JSON.stringify([kill, { sequence: 'x' }, null]))).toEqual([kill])
  expect(parseBookmarks(null)).toEqual([])
  expect(parseBookmarks('{')).toEqual([])
  expect(parseBookmarks('{}')).toEqual([])
})

test('there are only so many', () => {
  let bookmarks = [kill]
  for (let sequence = 100; sequence < 300; sequence++) bookmarks = withBookmark(bookmarks, { sequence, timeMs: 0, note: '' })
  expect(bookmarks).toHaveLength(MAX_BOOKMARKS)
})
