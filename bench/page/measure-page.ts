// The page as its users have it, in Chromium against the real server: how long until something stands, until a kill is shown, and what scrolling
// through many events costs.

import { chromium, type Browser, type Page } from 'playwright-core'
import { CHROMIUM } from '../../cli/chromium.ts'
import { startServer, type Server } from '../../test/support/server.ts'
import { measureEventScroll } from './event-scroll.ts'
import { measureMotion } from './motion.ts'

export type PageTimes = {
  /** From the click on the home page's button until the stage shows the partitions of the new sandbox. */
  readonly startsMs: readonly number[]
  /** From the answer to a kill, sent by somebody else, until the page shows the broker down. */
  readonly killsShownMs: readonly number[]
  /** The longest task while ten thousand events are scrolled through. */
  readonly longestScrollTaskMs: number
  /** Script, style and layout of a frame in which 300 batches move, with the processor slowed down four times. */
  readonly motionFrameMs: number
}

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-sync']

export async function measurePage(rounds: number): Promise<PageTimes> {
  const [server, browser] = await Promise.all([startServer(), chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })])
  try {
    const startsMs: number[] = []
    const killsShownMs: number[] = []
    for (let round = 0; round < rounds; round++) {
      const started = await startSandbox(browser, server)
      startsMs.push(started.startMs)
      killsShownMs.push(await showKill(started))
      await started.page.context().close()
    }
    const longestScrollTaskMs = await measureEventScroll(browser, server)
    return { startsMs, killsShownMs, longestScrollTaskMs, motionFrameMs: await measureMotion(browser, server) }
  } finally {
    await browser.close()
    await server.stop()
  }
}

type Started = { readonly page: Page; readonly server: Server; readonly startMs: number }

async function startSandbox(browser: Browser, server: Server): Promise<Started> {
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.goto(server.origin)
  const button = page.getByRole('button', { name: 'Start a sandbox' })
  await button.waitFor()
  const beganMs = performance.now()
  await button.click()
  await page.locator('[data-at^="replica:"]').first().waitFor()
  return { page, server, startMs: performance.now() - beganMs }
}

/** Somebody else kills a broker: the page learns of it only from the cluster. */
async function showKill({ page, server }: Started): Promise<number> {
  const sandboxId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const key = await page.evaluate((id) => localStorage.getItem(`samsa.key.${id}`), sandboxId)
  const shown = page.locator('[data-at="broker:1"][data-process="down"]').waitFor()
  const answer = await fetch(`${server.origin}/v1/sandboxes/${sandboxId}/brokers/1:kill`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
  })
  if (!answer.ok) throw new Error(`The broker could not be killed: ${answer.status} ${await answer.text()}`)
  const answeredMs = performance.now()
  await shown
  return performance.now() - answeredMs
}
