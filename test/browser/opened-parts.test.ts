// What opens on a page when somebody asks for it: held to the same rules as the pages themselves.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import { makeLivelySandbox } from '../support/lively-sandbox.ts'
import type { LivelySandbox } from '../support/lively-sandbox.ts'
import { foreignTexts, settled, tooWide, violations } from './page-rules.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

type Part = { readonly name: string; readonly path: string; readonly open: (page: Page) => Promise<void> }

const inDialog = (page: Page): Promise<void> => page.locator('dialog[open]').waitFor()

function onStage(name: string, at: string): Part {
  const open = async (page: Page): Promise<void> => {
    await page.locator(`[data-at^="${at}"]`).first().click()
    await page.locator(`.inspector [data-action]`).first().waitFor()
  }
  return { name, path: '', open }
}

function tab(name: string): Part {
  return { name: `the tab ${name} of the drawer`, path: '', open: (page) => page.locator(`[data-tab="${name}"]`).click() }
}

function asked(name: string, path: string, button: string): Part {
  const open = async (page: Page): Promise<void> => {
    await page.locator(button).first().click()
    await inDialog(page)
  }
  return { name, path, open }
}

const PARTS: readonly Part[] = [
  { name: 'the stage as a table', path: '?view=table', open: (page) => page.locator('main table').first().waitFor() },
  onStage('a broker in the inspector', 'broker:1'),
  onStage('a replica in the inspector', 'replica:orders:0:1'),
  onStage('a group in the inspector', 'group:billing'),
  tab('events'),
  tab('calls'),
  tab('metrics'),
  tab('messages'),
  {
    name: 'the map of keys',
    path: '',
    open: async (page) => {
      await page.locator('[data-at^="broker:"]').first().waitFor()
      await page.keyboard.press('?')
      await inDialog(page)
    },
  },
  asked('sharing', '', '.sandbox-header button:has-text("Share"), .sandbox-header button:has-text("分享")'),
  asked('the reset of offsets', '/groups/billing', '[data-action="group.reset"]'),
  {
    name: 'a rebalance as a table',
    path: '/groups/billing',
    open: async (page) => {
      await page.locator('.sequence [aria-pressed="false"]').click()
      await page.locator('.sequence table').waitFor()
    },
  },
]

describe.skipIf(!hasBrowser)('what opens on a page', () => {
  let server: Server
  let browser: Browser
  let sandbox: LivelySandbox
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
    sandbox = await makeLivelySandbox(server.origin)
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  it.each(PARTS)('is accessible, of one language, and fits into 360 pixels: $name', async ({ path, open }) => {
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin, { locale: 'zh-CN' })
    await page.goto(`/zh/s/${sandbox.id}${path}#k=${sandbox.owner}`)
    await settled(page)
    await open(page)
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(foreignTexts, 'zh-CN')).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate(tooWide)).toEqual([])
    expectNoTrouble()
    await leave()
  })
})
