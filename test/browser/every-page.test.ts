// Every page of the site, in both languages and both themes: what holds of all of them alike.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import type { Visitor } from '../support/browser.ts'
import { foreignTexts, settled, tooWide, violations } from './page-rules.ts'
import { makeLivelySandbox } from '../support/lively-sandbox.ts'
import type { LivelySandbox } from '../support/lively-sandbox.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

type Place = {
  readonly name: string
  /** Behind the language. */
  readonly path: (ids: { readonly id: string; readonly hash: string }) => string
  /** Answers that belong to an address that leads nowhere. */
  readonly allowed?: RegExp
}

const NOT_FOUND = /^404 /

const PLACES: readonly Place[] = [
  { name: 'home', path: () => '' },
  { name: 'the stage', path: ({ id }) => `/s/${id}` },
  { name: 'topics', path: ({ id }) => `/s/${id}/topics` },
  { name: 'a topic', path: ({ id }) => `/s/${id}/topics/orders` },
  { name: 'messages', path: ({ id }) => `/s/${id}/messages` },
  { name: 'messages of a topic', path: ({ id }) => `/s/${id}/messages/orders` },
  { name: 'groups', path: ({ id }) => `/s/${id}/groups` },
  { name: 'a group', path: ({ id }) => `/s/${id}/groups/billing` },
  { name: 'a group that is not there', path: ({ id }) => `/s/${id}/groups/none` },
  { name: 'transactions', path: ({ id }) => `/s/${id}/transactions` },
  { name: 'a transaction', path: ({ id }) => `/s/${id}/transactions/till-1` },
  { name: 'snapshots', path: ({ id }) => `/s/${id}/snapshots` },
  { name: 'a snapshot', path: ({ hash }) => `/x/${hash}` },
  { name: 'a snapshot that is not there', path: () => `/x/${'A'.repeat(43)}`, allowed: NOT_FOUND },
  { name: 'a sandbox without a key', path: () => `/s/${'A'.repeat(22)}` },
  { name: 'an address of nothing', path: () => '/s/nothing' },
]

const LOOKS = [
  { segment: 'en', locale: 'en', colorScheme: 'light' },
  { segment: 'zh', locale: 'zh-CN', colorScheme: 'dark' },
] as const

describe.skipIf(!hasBrowser)('every page', () => {
  let server: Server
  let browser: Browser
  let sandbox: LivelySandbox
  let hash: string
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
    sandbox = await makeLivelySandbox(server.origin)
    const snapshot = await sandbox.act('POST', `/v1/sandboxes/${sandbox.id}/snapshots`, { title: 'lively' })
    hash = String(snapshot['hash'])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  async function open(place: Place, { locale, colorScheme, segment }: (typeof LOOKS)[number]): Promise<Visitor> {
    const visitor = await visit(browser, server.origin, { locale, colorScheme })
    const path = place.path({ id: sandbox.id, hash })
    const key = path.startsWith(`/s/${sandbox.id}`) ? `#k=${sandbox.owner}` : ''
    await visitor.page.goto(`/${segment}${path}${key}`)
    await settled(visitor.page)
    return visitor
  }

  for (const look of LOOKS) {
    it.each(PLACES)(
      `is accessible, of one language, and fits into 360 pixels: $name (${look.segment}, ${look.colorScheme})`,
      async (place) => {
        const { page, expectNoTrouble, leave } = await open(place, look)
        expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.locale)
        expect(await violations(page)).toEqual([])
        expect(await page.evaluate(foreignTexts, look.locale)).toEqual([])
        await page.setViewportSize({ width: 360, height: 740 })
        expect(await page.evaluate(tooWide)).toEqual([])
        expectNoTrouble(place.allowed)
        await leave()
      },
    )
  }
})
