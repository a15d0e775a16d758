// Consumer groups and transactions by hand: a reset that is looked at first and undone, a rebalance followed step by step, a transaction ended.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/api-client.ts'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import type { Visitor } from '../support/browser.ts'
import { makeLivelySandbox } from '../support/lively-sandbox.ts'
import type { LivelySandbox } from '../support/lively-sandbox.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

describe.skipIf(!hasBrowser)('groups and transactions', () => {
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

  async function open(path: string): Promise<Visitor> {
    const visitor = await visit(browser, server.origin)
    await visitor.page.goto(`/en/s/${sandbox.id}${path}#k=${sandbox.owner}`)
    return visitor
  }

  async function committed(): Promise<readonly unknown[]> {
    const path = `/v3/clusters/${sandbox.id}/consumer-groups/billing/offsets`
    const { json } = await ask(server.origin, 'GET', path, { key: sandbox.owner })
    return (json['data'] as readonly { readonly offset: number }[]).map(({ offset }) => offset)
  }

  it('show a rebalance step by step, and the cluster as it was at one of them', async () => {
    const { page, expectNoTrouble, leave } = await open('/groups/billing')
    const step = page.locator('.sequence-step', { hasText: 'CompletingRebalance' })
    await step.getByRole('button', { name: /Show the cluster behind event/ }).click()
    await page.getByText(/You see the cluster as it was behind event/).waitFor()
    await page.locator('.facts-list', { hasText: 'CompletingRebalance' }).waitFor()
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.locator('.facts-list', { hasText: 'Stable' }).waitFor()
    await page.getByRole('button', { name: 'Table', exact: true }).click()
    await page.getByRole('table', { name: 'Steps of the rebalance' }).getByRole('rowheader', { name: 'Stable' }).waitFor()
    expectNoTrouble()
    await leave()
  })

  it('reset offsets only after a look at what would change, and undo it by rewinding', async () => {
    const { page, expectNoTrouble, leave } = await open('/groups/billing')
    await page.getByRole('button', { name: 'Reset offsets…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Stop billing-a, billing-b/ }).click()
    const preview = dialog.getByRole('button', { name: 'Preview' })
    await preview.click()
    await dialog.getByRole('table', { name: 'What would change' }).waitFor()
    const before = await committed()
    expect(before).not.toEqual(before.map(() => 0))
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await page.getByText(/offsets of \d partitions were reset/).waitFor()
    expect(await committed()).toEqual(before.map(() => 0))
    await page.getByRole('button', { name: 'Undo: rewind the cluster' }).click()
    await page.getByText('Rewound: the offsets are as they were.').waitFor()
    expect(await committed()).toEqual(before)
    expectNoTrouble()
    await leave()
  })

  it('end a transaction by hand, which frees the readers that it holds back', async () => {
    const v3 = `/v3/clusters/${sandbox.id}/transactions`
    await sandbox.act('POST', v3, { transactional_id: 'by-hand' })
    await sandbox.act('POST', `${v3}/by-hand/records`, {
      topic_name: 'orders',
      partition_id: 0,
      value: { type: 'STRING', data: 'held back' },
    })
    const { page, expectNoTrouble, leave } = await open('/transactions')
    const heldBack = page.getByRole('table', { name: 'Last stable offsets that are held back' })
    await heldBack
      .getByRole('row', { name: /orders-0/ })
      .getByRole('link', { name: 'by-hand' })
      .click()
    await page.locator('[data-action="transaction.commit"]').click()
    await page.locator('.facts-list', { hasText: 'CompleteCommit' }).waitFor()
    await page.locator('.sequence-step', { hasText: 'COMMIT written' }).waitFor()
    await page.getByRole('link', { name: '← All transactions' }).click()
    await page.getByText('No transaction holds a reader back.').waitFor()
    expectNoTrouble()
    await leave()
  })
})
