// A real browser in front of a real server, for the tests of the page. Whatever a page does wrong without being asked (an error, something that
// the content security policy has to stop, a request to somebody else) fails the test in which it happens.
import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { CHROMIUM } from '../../cli/chromium.ts'

export const hasBrowser = existsSync(CHROMIUM)

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
}

export type Visitor = {
  readonly page: Page
  readonly context: BrowserContext
  /** Fails when the page did something wrong since the beginning. `allowed` is what the story provokes. */
  readonly expectNoTrouble: (allowed?: RegExp) => void
  readonly leave: () => Promise<void>
}

/** Somebody with a browser of their own: nothing is stored in it yet. */
export async function visit(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: origin, locale: 'en', viewport: { width: 1280, height: 900 }, ...options })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()} ${response.request().method()} ${response.url().slice(origin.length)}`)
  })
  page.on('console', (message) => {
    // The same in fewer words.
    if (message.text().startsWith('Failed to load resource')) return
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`${message.type()}: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !url.startsWith('data:') && !url.startsWith('blob:')) trouble.push(`request: ${url}`)
  })
  return {
    page,
    context,
    expectNoTrouble: (allowed) => expect(trouble.filter((line) => allowed?.test(line) !== true)).toEqual([]),
    leave: () => context.close(),
  }
}
