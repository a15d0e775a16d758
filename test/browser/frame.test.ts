import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import { startServer, type Server } from '../support/server.ts'

describe.skipIf(!hasBrowser)('the frame of the page', () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  it('speaks the language of the browser, and switches without a reload', async () => {
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin, { locale: 'zh-CN' })
    await page.goto('/')
    await page.locator('html[lang="zh-CN"]').waitFor()
    await page.getByRole('button', { name: /English/ }).click()
    await page.locator('html[lang="en"]').waitFor()
    expect(new URL(page.url()).pathname).toBe('/en')
    expectNoTrouble()
    await leave()
  })

  it('takes a key out of the address and keeps it for the next visit', async () => {
    const { id, ownerKey } = server.sandbox
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await page.goto(`/s/${id}#k=${ownerKey}`)
    await page.getByRole('heading', { level: 1, name: 'local' }).waitFor()
    expect(page.url()).not.toContain(ownerKey)
    await page.goto(`/zh/s/${id}/topics`)
    await page.getByRole('heading', { level: 1, name: 'local' }).waitFor()
    await page.locator('html[lang="zh-CN"]').waitFor()
    expectNoTrouble()
    await leave()
  })

  it('lets no script of others run: the policy allows what comes from here', async () => {
    const { page, leave } = await visit(browser, server.origin)
    const answer = await page.goto('/')
    const policy = answer?.headers()['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.documentElement.dataset.injected = "yes"'
      document.body.append(script)
      return document.documentElement.dataset['injected'] ?? 'no'
    })
    expect(ran).toBe('no')
    await leave()
  })
})
