import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import { makeSandbox, makeTopic, open, produce } from '../support/page-sandbox.ts'
import { startServer, type Server } from '../support/server.ts'

describe.skipIf(!hasBrowser)('watching a cluster', () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  it('begins with one button: three brokers with running traffic, and no key in the address', async () => {
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await page.goto('/')
    await page.getByRole('button', { name: 'Start a sandbox' }).click()
    await page.locator('[data-connection="live"]').waitFor()
    expect(await page.locator('[data-at^="broker:"][data-process="running"]').count()).toBe(3)
    // Records arrive without anybody's doing: a high watermark moves.
    await page
      .getByText(/LEO=HW=LSO\s*[5-9]/)
      .first()
      .waitFor()
    await page.locator('[data-at^="group:"]').first().waitFor()
    expect(page.url()).not.toContain('samsa_')
    expectNoTrouble()
    await leave()
  })

  it('shows a record that somebody else has produced, in every replica', async () => {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox)
    await page.locator('[data-at="replica:orders:0:1"][data-role="leader"]').waitFor()
    await produce(sandbox, 'orders', 'two coffees')
    for (const broker of [1, 2, 3]) {
      await page
        .locator(`[data-at="replica:orders:0:${broker}"]`)
        .getByText(/LEO=HW=LSO\s*1/)
        .waitFor()
    }
    expectNoTrouble()
    await leave()
  })

  it('shows that a broker was killed, who leads after that, and why', async () => {
    const sandbox = await makeSandbox(server.origin, { clock: { mode: 'manual' } })
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox)
    await sandbox.call('POST', '/v1/sandboxes/{id}/brokers/1:kill')
    await page.locator('[data-at="broker:1"][data-process="down"]').waitFor()
    await sandbox.call('POST', '/v1/sandboxes/{id}/clock', { advance_ms: 10_000 })
    await page.locator('[data-at="replica:orders:0:2"][data-role="leader"]').waitFor()
    const election = page.locator('[data-sequence]').filter({ hasText: 'broker 2 was elected leader' })
    await election.first().waitFor()
    expect(await election.first().textContent()).toContain('because broker 1 was fenced')
    expectNoTrouble()
    await leave()
  })

  it('goes on where it was after the line broke, and says how much it caught up', async () => {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    const { page, leave } = await visit(browser, server.origin)
    const lines: { close: () => Promise<void> }[] = []
    await page.routeWebSocket(/\/socket$/, (line) => {
      line.connectToServer()
      lines.push(line)
    })
    await open(page, sandbox)
    await lines.at(-1)?.close()
    await page.locator('[data-connection="reconnecting"]').waitFor()
    await produce(sandbox, 'orders', 'while nobody looked')
    await page.getByText(/Back again: caught up \d+ events/).waitFor()
    await page
      .locator('[data-at="replica:orders:0:1"]')
      .getByText(/LEO=HW=LSO\s*1/)
      .waitFor()
    expect(lines).toHaveLength(2)
    await leave()
  })

  it('survives a server that is killed and comes back', async () => {
    const own = await startServer()
    const sandbox = await makeSandbox(own.origin)
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    await produce(sandbox, 'orders', 'kept')
    const { page, leave } = await visit(browser, own.origin)
    await open(page, sandbox)
    await own.kill('SIGKILL')
    await page.locator('[data-connection="reconnecting"]').waitFor()
    const again = await startServer({ dataDir: own.dataDir, port: Number(new URL(own.origin).port) })
    await page.locator('[data-connection="live"]').waitFor()
    await page
      .locator('[data-at="replica:orders:0:1"]')
      .getByText(/LEO=HW=LSO\s*1/)
      .waitFor()
    await leave()
    await again.stop()
  })

  it('moves nothing for who prefers less motion', async () => {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin, { reducedMotion: 'reduce' })
    await open(page, sandbox)
    await page.locator('html[data-motion="reduced"]').waitFor()
    await produce(sandbox, 'orders', 'still')
    await page
      .locator('[data-at="replica:orders:0:1"]')
      .getByText(/LEO=HW=LSO\s*1/)
      .waitFor()
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    expectNoTrouble()
    await leave()
  })
})
