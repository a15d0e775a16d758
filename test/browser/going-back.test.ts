import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import { makeSandbox, makeTopic, open, produce, type PageSandbox } from '../support/page-sandbox.ts'
import { startServer, type Server } from '../support/server.ts'

const REPLICA = '[data-at="replica:orders:0:1"]'

async function showsEnd(page: Page, end: number): Promise<void> {
  await page
    .locator(REPLICA)
    .getByText(new RegExp(`LEO=HW=LSO\\s*${end}$`))
    .waitFor()
}

describe.skipIf(!hasBrowser)('going back', () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  /** A sandbox with two records, and the sequence behind the first of them. */
  async function twoRecords(): Promise<{ sandbox: PageSandbox; moment: number }> {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    await produce(sandbox, 'orders', 'first')
    const { sequence } = (await sandbox.call('GET', '/v1/sandboxes/{id}/state')) as { sequence: number }
    await produce(sandbox, 'orders', 'second')
    return { sandbox, moment: sequence }
  }

  /** Walks back by the keyboard, event by event, until the moment is shown. */
  async function lookBackTo(page: Page, moment: number): Promise<void> {
    const slider = page.getByRole('slider', { name: /^History/ })
    await slider.focus()
    while (Number(await slider.getAttribute('aria-valuenow')) > moment) {
      const before = await slider.getAttribute('aria-valuenow')
      await page.keyboard.press('ArrowLeft')
      await page.waitForFunction((value) => document.querySelector('[role="slider"]')?.getAttribute('aria-valuenow') !== value, before)
    }
    await showsEnd(page, 1)
  }

  it('looks at the past without changing it, and comes back to now', async () => {
    const { sandbox, moment } = await twoRecords()
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox)
    await showsEnd(page, 2)
    await lookBackTo(page, moment)
    await produce(sandbox, 'orders', 'third')
    await page.getByRole('contentinfo').or(page.locator('.timeline')).getByRole('button', { name: 'Back to now' }).click()
    await showsEnd(page, 3)
    expectNoTrouble()
    await leave()
  })

  it('rewinds the cluster for everybody, after it has said what is lost', async () => {
    const { sandbox, moment } = await twoRecords()
    const [mine, others] = [await visit(browser, server.origin), await visit(browser, server.origin)]
    await open(mine.page, sandbox)
    await open(others.page, sandbox)
    await showsEnd(others.page, 2)
    await lookBackTo(mine.page, moment)
    await mine.page.getByRole('button', { name: 'Rewind here' }).click()
    const dialog = mine.page.getByRole('dialog', { name: 'Rewind the cluster?' })
    await dialog.getByText(/will not have happened/).waitFor()
    await dialog.getByRole('button', { name: 'Rewind', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await showsEnd(mine.page, 1)
    await showsEnd(others.page, 1)
    await produce(sandbox, 'orders', 'another second')
    await showsEnd(others.page, 2)
    mine.expectNoTrouble()
    others.expectNoTrouble()
    await mine.leave()
    await others.leave()
  })

  it('forks a moment: another sandbox from there on, while this one stays as it is', async () => {
    const { sandbox, moment } = await twoRecords()
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox)
    await showsEnd(page, 2)
    await lookBackTo(page, moment)
    await page.keyboard.press('f')
    await page.waitForURL((url) => url.pathname.startsWith('/s/') && !url.pathname.includes(sandbox.id))
    await page.locator('[data-connection="live"]').waitFor()
    await showsEnd(page, 1)
    expect(page.url()).not.toContain('samsa_')
    // Both keys are shown only once, so this browser has to keep both.
    const forkId = new URL(page.url()).pathname.split('/')[2]
    const kept = await page.evaluate((id) => ['key', 'otherKey'].map((name) => localStorage.getItem(`samsa.${name}.${id}`)), forkId)
    expect(kept).toEqual([expect.stringMatching(/^samsa_own_/), expect.stringMatching(/^samsa_obs_/)])
    const state = (await sandbox.call('GET', '/v1/sandboxes/{id}/state?internal=false')) as {
      topics: { partitions: { logs: { log_end_offset: number }[] }[] }[]
    }
    expect(state.topics[0]?.partitions[0]?.logs[0]?.log_end_offset).toBe(2)
    expectNoTrouble()
    await leave()
  })

  it('shares a link to look, which another browser opens and can change nothing with', async () => {
    const { sandbox } = await twoRecords()
    const mine = await visit(browser, server.origin)
    await open(mine.page, sandbox)
    await mine.page.getByRole('button', { name: 'Share' }).click()
    const dialog = mine.page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('button', { name: 'Make a link to look' }).click()
    const link = await dialog.getByRole('textbox', { name: 'Live link to look' }).inputValue()
    expect(link).toContain('#k=samsa_obs_')
    const other = await visit(browser, server.origin)
    await other.page.goto(link)
    await other.page.locator('[data-connection="live"]').waitFor()
    await showsEnd(other.page, 2)
    expect(other.page.url()).not.toContain('samsa_')
    expect(await other.page.getByRole('button', { name: 'Rewind here' }).count()).toBe(0)
    await produce(sandbox, 'orders', 'third')
    await showsEnd(other.page, 3)
    mine.expectNoTrouble()
    other.expectNoTrouble()
    await mine.leave()
    await other.leave()
  })

  it('keeps a moment as a snapshot that anybody replays and forks, without a key', async () => {
    const { sandbox } = await twoRecords()
    const mine = await visit(browser, server.origin)
    await open(mine.page, sandbox)
    await mine.page.getByRole('button', { name: 'Share' }).click()
    const dialog = mine.page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('button', { name: 'Take a snapshot' }).click()
    const link = await dialog.getByRole('textbox', { name: 'Snapshot link' }).inputValue()
    await produce(sandbox, 'orders', 'after the snapshot')
    const other = await visit(browser, server.origin)
    await other.page.goto(link)
    await showsEnd(other.page, 2)
    await other.page.getByRole('button', { name: /^Fork/ }).first().click()
    await other.page.waitForURL(/\/s\//)
    await other.page.locator('[data-connection="live"]').waitFor()
    await showsEnd(other.page, 2)
    mine.expectNoTrouble()
    other.expectNoTrouble()
    await mine.leave()
    await other.leave()
  })
})
