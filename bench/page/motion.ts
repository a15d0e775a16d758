// What a frame costs the page's thread while 300 batches fly over the stage, with the processor slowed down four times. The events come from
// here instead of the server's socket, so that there are always as many; everything behind the socket is the page as it is.

import type { Browser, CDPSession, Page } from 'playwright-core'
import type { Server } from '../../test/support/server.ts'

const THROTTLE = 4
const [PARTITIONS, BROKERS] = [6, 3]

/** About 300 in the air, each for 560 ms: 17 produce requests and their replication to two followers, every tenth of a second. */
const BURST_MS = 100
const REQUESTS_PER_BURST = 17

const [WARM_UP_MS, MEASURED_MS] = [2_000, 6_000]

/** Milliseconds of script, style and layout in a frame. */
export async function measureMotion(browser: Browser, server: Server): Promise<number> {
  const { id, ownerKey } = server.sandbox
  await makeTopic(server)
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const leaders = await leadersOf(server)
  const feed = { leaders, brokers: BROKERS, burstMs: BURST_MS, requestsPerBurst: REQUESTS_PER_BURST }
  await page.addInitScript(replaceSocket, feed)
  await page.goto(`${server.origin}/s/${id}#k=${ownerKey}`)
  await page.locator('[data-at="replica:flights:0:1"]').waitFor()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
  // The thread's own time: a machine with other work to do does not make the page slower.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.waitForTimeout(WARM_UP_MS)
  const frameMs = await costOfFrame(page, session)
  await context.close()
  return frameMs
}

async function costOfFrame(page: Page, session: CDPSession): Promise<number> {
  const before = await busyMs(session)
  const frames = await page.evaluate(countFrames, MEASURED_MS)
  return ((await busyMs(session)) - before) / frames
}

/** Runs inside of the page. */
function countFrames(durationMs: number): Promise<number> {
  const endMs = performance.now() + durationMs
  return new Promise((resolve) => {
    let count = 0
    const onFrame = (nowMs: number): void => {
      count += 1
      if (nowMs >= endMs) resolve(count)
      else requestAnimationFrame(onFrame)
    }
    requestAnimationFrame(onFrame)
  })
}

async function busyMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  const busy = new Set(['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'])
  return metrics.filter(({ name }) => busy.has(name)).reduce((sum, { value }) => sum + 1_000 * value, 0)
}

async function makeTopic(server: Server): Promise<void> {
  const body = { topic_name: 'flights', partitions_count: PARTITIONS, replication_factor: BROKERS }
  const answer = await fetch(`${server.origin}/v3/clusters/${server.sandbox.id}/topics`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${server.sandbox.ownerKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The topic could not be made: ${answer.status} ${await answer.text()}`)
}

async function leadersOf(server: Server): Promise<readonly number[]> {
  const answer = await fetch(`${server.origin}/v1/sandboxes/${server.sandbox.id}/state?internal=false`, {
    headers: { Authorization: `Bearer ${server.sandbox.ownerKey}` },
  })
  const state = (await answer.json()) as { topics: { name: string; partitions: { leader: number }[] }[] }
  return state.topics.find(({ name }) => name === 'flights')?.partitions.map(({ leader }) => leader) ?? []
}

type Feed = { readonly leaders: readonly number[]; readonly brokers: number; readonly burstMs: number; readonly requestsPerBurst: number }

/** Runs inside of the page: a socket that confirms the watch and then tells of batches that were never written. It stands in the page, because
 * a socket that is fed from outside of the browser costs the page's thread more than what is measured. */
function replaceSocket({ leaders, brokers, burstMs, requestsPerBurst }: Feed): void {
  class FedSocket extends EventTarget {
    readonly readyState = 1
    #sequence = 0
    #endOffset = 0

    constructor() {
      super()
      setTimeout(() => this.dispatchEvent(new Event('open')))
    }

    send(text: string): void {
      const frame = JSON.parse(text) as { type: string; from?: number }
      if (frame.type !== 'watch') return
      this.#sequence = (frame.from ?? 1) - 1
      this.#receive({ type: 'watching', id: 1, sequence: this.#sequence })
      setInterval(() => this.#burst(), burstMs)
    }

    close(): void {
      this.dispatchEvent(new CloseEvent('close'))
    }

    #burst(): void {
      for (let request = 0; request < requestsPerBurst; request++) {
        const partition = request % leaders.length
        const leader = leaders[partition]
        const place = { topic: 'flights', partition_index: partition }
        const change = { kind: 'batch.appended', base_offset: this.#endOffset, last_offset: this.#endOffset + 2 }
        this.#endOffset += 3
        const followers = Array.from({ length: brokers }, (_, index) => index + 1).filter((broker) => broker !== leader)
        this.#tell('log.changed', { kind: 'request', api: 'Produce' }, { ...place, change })
        this.#tell('replica.fetched', { kind: 'timer' }, { ...place, broker_ids: followers, log_end_offset: this.#endOffset })
      }
    }

    #tell(kind: string, trigger: object, facts: object): void {
      const timeMs = Date.now()
      const why = { en: 'A batch of the measurement.', 'zh-CN': '测量用的批次。' }
      const when = { time: new Date(timeMs).toISOString(), time_ms: timeMs }
      this.#receive({ type: 'event', sequence: ++this.#sequence, ...when, kind, trigger, caused_by: null, why, facts })
    }

    #receive(frame: object): void {
      this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
    }
  }
  Object.assign(FedSocket, { OPEN: 1 })
  Object.assign(globalThis, { WebSocket: FedSocket })
}
