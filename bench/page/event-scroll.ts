// Scrolling through ten thousand events in the drawer, and the longest task that the page's thread had on the way.

import type { Browser } from 'playwright-core'
import type { Server } from '../../test/support/server.ts'

const EVENTS = 10_000
const TOPICS = 12
const STEPS = 120

export async function measureEventScroll(browser: Browser, server: Server): Promise<number> {
  const { id, ownerKey } = server.sandbox
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.goto(`${server.origin}/s/${id}#k=${ownerKey}`)
  const list = page.locator('[data-events-list]')
  await list.waitFor()
  // By default the list leaves out what traffic makes.
  await page.getByRole('checkbox', { name: 'With traffic' }).check()
  await makeEvents(server)
  await page.waitForFunction(
    (wanted) => Number(document.querySelector('[data-events-count]')?.getAttribute('data-events-count')) >= wanted,
    EVENTS,
    { timeout: 60_000 },
  )
  const longestMs = await list.evaluate(async (element, steps) => {
    let longest = 0
    const observer = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) longest = Math.max(longest, duration)
    })
    observer.observe({ entryTypes: ['longtask'] })
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- what runs inside of the page brings everything along
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let step = 0; step <= steps; step++) {
      element.scrollTop = element.scrollHeight * (1 - step / steps)
      await frame()
    }
    // Long tasks are told of a little later than they happen.
    for (let waited = 0; waited < 30; waited++) await frame()
    observer.disconnect()
    return longest
  }, STEPS)
  await context.close()
  return longestMs
}

/** Records in topics of three replicas: each is a few events. */
async function makeEvents(server: Server): Promise<void> {
  const { id, ownerKey } = server.sandbox
  const headers = { Authorization: `Bearer ${ownerKey}`, 'Content-Type': 'application/json' }
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(
      `${server.origin}${path}`,
      body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) },
    )
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  for (let topic = 0; topic < TOPICS; topic++) {
    await ask(`/v3/clusters/${id}/topics`, { topic_name: `many-${topic}`, partitions_count: 1, replication_factor: 3 })
  }
  const first = await lastSequence(ask, id)
  const record = { value: { type: 'STRING', data: 'an event' } }
  // Some of them are of kinds that the list never shows by itself.
  while ((await lastSequence(ask, id)) - first < EVENTS * 2) {
    await Promise.all(Array.from({ length: TOPICS }, (_, topic) => ask(`/v3/clusters/${id}/topics/many-${topic}/records`, record)))
  }
}

async function lastSequence(ask: (path: string) => Promise<unknown>, sandboxId: string): Promise<number> {
  return ((await ask(`/v1/sandboxes/${sandboxId}/history`)) as { last_sequence: number }).last_sequence
}
