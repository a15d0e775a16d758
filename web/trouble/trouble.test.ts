import { describe, expect, it } from 'vitest'
import type { Problem } from '../data/api.ts'
import { troubleOf } from './trouble.ts'

const HASH = 'kqmAwl6B8V7C7iC2O2ZrN1Vb3J4D0kK8xq9b2o3Zp1Q'

function problem(change: Partial<Problem>): Problem {
  return { status: 400, code: 'UNKNOWN', detail: '', retriable: false, retryAfterSeconds: null, more: {}, ...change }
}

describe('which trouble an answer is', () => {
  it.each([
    [0, 'offline'],
    [401, 'key'],
    [403, 'forbidden'],
    [404, 'gone'],
    [410, 'gone'],
    [500, 'server'],
    [503, 'server'],
    [418, 'other'],
  ])('status %i is the trouble "%s"', (status, kind) => {
    expect(troubleOf(problem({ status })).kind).toBe(kind)
  })

  it('says of an archived sandbox where its snapshot is and since when', () => {
    const more = { snapshot_hash: HASH, archived_at: '2026-11-22T00:00:00.000Z' }
    expect(troubleOf(problem({ status: 410, code: 'SANDBOX_ARCHIVED', more }))).toEqual({
      kind: 'archived',
      hash: HASH,
      archivedMs: Date.parse('2026-11-22T00:00:00.000Z'),
    })
  })

  it('makes no address of what is no hash', () => {
    const more = { snapshot_hash: '../../evil', archived_at: 'yesterday' }
    expect(troubleOf(problem({ status: 410, code: 'SANDBOX_ARCHIVED', more }))).toEqual({ kind: 'archived', hash: null, archivedMs: null })
  })

  it('says until when a limit holds', () => {
    expect(troubleOf(problem({ status: 429, retryAfterSeconds: 60 }))).toEqual({ kind: 'quota', retryAfterSeconds: 60 })
  })

  it('knows a snapshot that this engine cannot open, whatever else 409 may mean', () => {
    expect(troubleOf(problem({ status: 409, code: 'ENGINE_VERSION_MISMATCH' })).kind).toBe('engine')
    expect(troubleOf(problem({ status: 409, code: 'ALREADY_EXISTS' })).kind).toBe('other')
  })
})
