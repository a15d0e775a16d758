import { describe, expect, it } from 'vitest'
import { parseAddress, pathOf } from './route.ts'
import type { Route } from './route.ts'

const ID = 'YndypdYJS59ZvHr4EDzZ7A'

const ROUTES: readonly (readonly [string, Route])[] = [
  ['/', { page: 'home' }],
  [`/s/${ID}`, { page: 'sandbox', sandboxId: ID, sub: { view: 'stage' } }],
  [`/s/${ID}/topics`, { page: 'sandbox', sandboxId: ID, sub: { view: 'topics' } }],
  [`/s/${ID}/topics/a.b-c`, { page: 'sandbox', sandboxId: ID, sub: { view: 'topic', topic: 'a.b-c' } }],
  [`/s/${ID}/messages`, { page: 'sandbox', sandboxId: ID, sub: { view: 'messages', topic: null } }],
  [`/s/${ID}/messages/orders`, { page: 'sandbox', sandboxId: ID, sub: { view: 'messages', topic: 'orders' } }],
  [`/s/${ID}/groups/a%20%2F%20b`, { page: 'sandbox', sandboxId: ID, sub: { view: 'group', groupId: 'a / b' } }],
  [`/s/${ID}/transactions/shop-1`, { page: 'sandbox', sandboxId: ID, sub: { view: 'transaction', transactionalId: 'shop-1' } }],
  [`/s/${ID}/snapshots`, { page: 'sandbox', sandboxId: ID, sub: { view: 'snapshots' } }],
  ['/x/J3Rv0vQyP2xTq8Fq7a6b5c4d3e2f1g0h9i8j7k6l5m4', { page: 'snapshot', hash: 'J3Rv0vQyP2xTq8Fq7a6b5c4d3e2f1g0h9i8j7k6l5m4' }],
]

describe('addresses', () => {
  it.each(ROUTES)('%s is read and written alike, with and without a language', (path, route) => {
    expect(parseAddress(path)).toEqual({ language: null, route })
    expect(pathOf(route, null)).toBe(path)
    for (const [language, segment] of [['en', 'en'] as const, ['zh-CN', 'zh'] as const]) {
      expect(parseAddress(pathOf(route, language))).toEqual({ language, route })
      expect(pathOf(route, language).startsWith(`/${segment}`)).toBe(true)
    }
  })

  it.each(['/s', '/s/short', `/s/${ID}/nothing`, `/s/${ID}/topics/a/b`, '/x/', '/x/<script>', '/fr', '/fr/s/x', `/s/${ID}/snapshots/x`])(
    '%s is no page of ours',
    (path) => expect(parseAddress(path).route).toEqual({ page: 'unknown' }),
  )

  it('takes a segment that is wrongly encoded as it stands', () => {
    expect(parseAddress(`/s/${ID}/groups/%zz`).route).toMatchObject({ sub: { groupId: '%zz' } })
  })
})
