import { afterEach, describe, expect, it, vi } from 'vitest'
import { Api } from './api.ts'
import { EVENTS_PER_PAGE, readEvents } from './read-events.ts'

/** A server that keeps the events from `firstKept` to `last`. */
function fakeServer(firstKept: number, last: number): string[] {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (path: string) => {
    const query = new URL(path, 'http://samsa.test').searchParams
    asked.push(query.get('from') ?? '')
    const from = query.get('from') === 'earliest' ? firstKept : Number(query.get('from'))
    if (from < firstKept) return Response.json({ code: 'OFFSET_OUT_OF_RANGE' }, { status: 410 })
    const until = Math.min(last, from + Number(query.get('count')) - 1)
    const events = Array.from({ length: Math.max(0, until - from + 1) }, (_, index) => ({ sequence: from + index }))
    return Response.json({ events, next: until + 1, first_kept: firstKept })
  })
  return asked
}

async function sequences(from: number, until: number): Promise<number[]> {
  return (await readEvents(new Api(null), '/events', from, until)).map(({ sequence }) => sequence)
}

const range = (from: number, until: number) => Array.from({ length: until - from + 1 }, (_, index) => from + index)

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a stretch of history', () => {
  it('is read page by page, and ends where it was to end', async () => {
    fakeServer(1, 5 * EVENTS_PER_PAGE)
    const until = 2 * EVENTS_PER_PAGE + 7
    expect(await sequences(3, until)).toEqual(range(3, until))
  })

  it('begins with the first event that is kept when what was asked for is gone', async () => {
    const asked = fakeServer(40, 60)
    expect(await sequences(20, 50)).toEqual(range(40, 50))
    expect(asked).toEqual(['20', 'earliest'])
  })

  it('asks for the earliest there is at once where the first event was wanted', async () => {
    const asked = fakeServer(8, 20)
    expect(await sequences(1, 20)).toEqual(range(8, 20))
    expect(asked).toEqual(['earliest'])
  })

  it('is empty when all of it is gone', async () => {
    fakeServer(100, 120)
    expect(await sequences(1, 50)).toEqual([])
  })
})
