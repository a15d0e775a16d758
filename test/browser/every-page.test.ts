// Every page of the site, in both languages and both themes: what holds of all of them alike.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import type { Visitor } from '../support/browser.ts'
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

/** Only so that a page that never comes ends its test. */
const PATIENCE_MS = 20_000

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

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

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

/** What is loaded late is there, and what waits for its first answer has it. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const text = document.querySelector('main')?.innerText ?? ''
      return text.trim().length > 20 && !/Loading…|正在加载…|Reading the history…|正在读取历史…|Connecting…|正在连接…/.test(text)
    },
    null,
    { timeout: PATIENCE_MS },
  )
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: typeof import('axe-core') }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations: found } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`))
  })
}

/**
 * Texts that are not in the language of the page: Chinese on the English one, and whole phrases of English on the Chinese one. Code and names
 * are what they are in every language, and so is what says that it is in another one.
 */
function foreignTexts(locale: string): readonly string[] {
  const foreign = locale === 'en' ? /\p{Script=Han}/u : /[a-z]{2,} [a-z]{2,} [a-z]{2,}/
  const own = 'noscript, code, pre, samp, kbd, textarea, option[lang], .mono, script, style'
  const found: string[] = []
  const look = (element: Element, text: string | null): void => {
    const said = element.closest('[lang]')?.getAttribute('lang') ?? locale
    if (text !== null && said === locale && element.closest(own) === null && foreign.test(text)) found.push(text.trim())
  }
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.parentElement !== null) look(node.parentElement, node.textContent)
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) look(element, element.getAttribute(name))
  }
  return found
}

/** What reaches beyond the right edge, where the page scrolls sideways at all. */
function tooWide(): readonly string[] {
  const { clientWidth, scrollWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  const wide = Array.from(document.querySelectorAll('main *, header *')).filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 1,
  )
  return wide.map(
    (element) => `${element.tagName.toLowerCase()}.${element.className}: ${Math.round(element.getBoundingClientRect().right)}`,
  )
}
