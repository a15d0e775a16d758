import { describe, expect, it } from 'vitest'
import { parseAddress, pathOf } from './route.ts'

const SANDBOX = 'YndypdYJS59ZvHr4EDzZ7A'
const HASH = 'kqmAwl6B8V7C7iC2O2ZrN1Vb3J4D0kK8xq9b2o3Zp1Q'

describe('addresses of the page', () => {
  it.each([
    ['/', { language: null, route: { page: 'home' } }],
    ['/zh', { language: 'zh-CN', route: { page: 'home' } }],
    [`/s/${SANDBOX}`, { language: null, route: { page: 'sandbox', sandboxId: SANDBOX, sub: { view: 'stage' } } }],
    [
      `/en/s/${SANDBOX}/topics/a%2Fb`,
      { language: 'en', route: { page: 'sandbox', sandboxId: SANDBOX, sub: { view: 'topic', topic: 'a/b' } } },
    ],
    [`/zh/x/${HASH}`, { language: 'zh-CN', route: { page: 'snapshot', hash: HASH, sub: { view: 'stage' } } }],
    [`/x/${HASH}/groups`, { language: null, route: { page: 'snapshot', hash: HASH, sub: { view: 'groups' } } }],
  ])('%s names a page, and the page has that address', (path, address) => {
    expect(parseAddress(path)).toEqual(address)
    expect(parseAddress(pathOf(parseAddress(path).route, parseAddress(path).language))).toEqual(address)
  })

  it.each([
    '/s/short',
    `/s/${HASH}`,
    `/x/${SANDBOX}`,
    `/x/${HASH}/snapshots`,
    `/s/${SANDBOX}/what`,
    `/s/${SANDBOX}/topics/a/b`,
    '/elsewhere',
  ])('%s names nothing', (path) => expect(parseAddress(path).route).toEqual({ page: 'unknown' }))
})
