import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasBrowser, launchBrowser, visit } from '../support/browser.ts'
import { makeSandbox, makeTopic, open, produce } from '../support/page-sandbox.ts'
import { startServer, type Server } from '../support/server.ts'

describe.skipIf(!hasBrowser)('doing it by hand', () => {
  let server: Server
  let browser: Browser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startServer(), launchBrowser()])
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  it('kills a broker with nothing but the keyboard, and shows the call as curl', async () => {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [[1, 2, 3]])
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox)
    // The grid of brokers and partitions is one stop of Tab; the arrows walk inside of it.
    const isInGrid = () =>
      page.evaluate(() => document.activeElement?.closest('table') !== null && document.activeElement?.hasAttribute('data-at') === true)
    for (let presses = 0; presses < 60 && !(await isInGrid()); presses++) await page.keyboard.press('Tab')
    expect(await isInGrid()).toBe(true)
    for (let presses = 0; presses < 6; presses++) {
      if ((await page.evaluate(() => document.activeElement?.getAttribute('data-at'))) === 'broker:1') break
      await page.keyboard.press(presses < 3 ? 'ArrowUp' : 'ArrowLeft')
    }
    await page.keyboard.press('Enter')
    await page.getByRole('complementary').getByRole('heading', { name: 'Broker 1' }).waitFor()
    await page.keyboard.press('k')
    await page.locator('[data-at="broker:1"][data-process="down"]').waitFor()
    await page.getByRole('tab', { name: 'API' }).click()
    await page.getByText(`/v1/sandboxes/${sandbox.id}/brokers/1:kill`).first().waitFor()
    expectNoTrouble()
    await leave()
  })

  it('produces a record from the form, which says before where it will go', async () => {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [
      [1, 2],
      [2, 3],
      [3, 1],
    ])
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox, '/topics/orders')
    await page.getByRole('tab', { name: 'Produce' }).click()
    const form = page.getByRole('tabpanel')
    await form.getByLabel('Key as').selectOption('text')
    await form.getByRole('textbox', { name: 'Key', exact: true }).fill('ada')
    await form.getByRole('textbox', { name: 'Value', exact: true }).fill('two coffees')
    // murmur2("ada") leads to partition 2 of 3, as in every Kafka client.
    await form.getByText(/Partition 2: murmur2\(key\)/).waitFor()
    await form.getByRole('button', { name: 'Send' }).click()
    await form.getByText('Stored: orders-2, offset 0.').waitFor()
    const { records } = (await sandbox.call('GET', '/v3/clusters/{id}/topics/orders/records')) as { records: { partition_id: number }[] }
    expect(records.map(({ partition_id: partition }) => partition)).toEqual([2])
    expectNoTrouble()
    await leave()
  })

  it('shows what strangers wrote as text: markup, scripts, other directions, a megabyte', async () => {
    const sandbox = await makeSandbox(server.origin)
    await makeTopic(sandbox, 'orders', [[1]])
    const hostile = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'
    await produce(sandbox, 'orders', hostile, { key: { type: 'STRING', data: '<b>key</b>' } })
    await produce(sandbox, 'orders', '\u202e gnirts desrever \u0000\u0007')
    await produce(sandbox, 'orders', '{"__proto__":{"polluted":true}}')
    await produce(sandbox, 'orders', 'x'.repeat(900_000))
    const { page, expectNoTrouble, leave } = await visit(browser, server.origin)
    await open(page, sandbox, '/messages/orders?start=oldest')
    await page.getByText('<img src=x onerror=').first().waitFor()
    await page.getByText('<b>key</b>').first().waitFor()
    expect(await page.locator('main img, main script, main b').count()).toBe(0)
    expect(await page.title()).not.toBe('owned')
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
    expectNoTrouble()
    await leave()
  })

  it('says what happened and what still works for links that lead nowhere', async () => {
    const { page, leave } = await visit(browser, server.origin)
    await page.goto('/s/AAAAAAAAAAAAAAAAAAAAAA')
    await page.getByText(/key/i).first().waitFor()
    await page.goto(`/s/AAAAAAAAAAAAAAAAAAAAAA#k=${server.sandbox.ownerKey}`)
    await page.getByRole('button', { name: /start/i }).first().waitFor()
    await page.goto(`/x/${'A'.repeat(43)}`)
    await page
      .getByText(/no such snapshot|does not exist|not found/i)
      .first()
      .waitFor()
    await leave()
  })
})
