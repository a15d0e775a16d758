// A sandbox of a test of the page: made by the API, so that the page is all that the test is about, and shown with its key.
import type { Page } from 'playwright-core'

export type PageSandbox = {
  readonly id: string
  readonly owner: string
  readonly observe: string
  /** The address of a page of it, with the owner's key. */
  readonly address: (sub?: string) => string
  /** A request of somebody else than the page. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<unknown>
}

/** @param body what `POST /v1/sandboxes` takes. */
export async function makeSandbox(origin: string, body: unknown = {}): Promise<PageSandbox> {
  const created = (await ask(origin, null, 'POST', '/v1/sandboxes', body)) as { id: string; keys: { owner: string; observe: string } }
  const { id, keys } = created
  return {
    id,
    owner: keys.owner,
    observe: keys.observe,
    address: (sub = '') => `/s/${id}${sub}#k=${keys.owner}`,
    call: (method, path, given) => ask(origin, keys.owner, method, path.replaceAll('{id}', id), given),
  }
}

export function makeTopic({ call }: PageSandbox, topic: string, replicas: readonly (readonly number[])[]): Promise<unknown> {
  const assignments = Object.fromEntries(replicas.map((brokers, partition) => [String(partition), brokers]))
  return call('POST', '/v3/clusters/{id}/topics', { topic_name: topic, replicas_assignments: assignments })
}

export function produce(
  { call }: PageSandbox,
  topic: string,
  value: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const record = { value: { type: 'STRING', data: value }, ...more }
  return call('POST', `/v3/clusters/{id}/topics/${topic}/records`, record)
}

/** Shows a sandbox and waits until the line to it stands. */
export async function open(page: Page, sandbox: PageSandbox, sub = ''): Promise<void> {
  await page.goto(sandbox.address(sub))
  await page.locator('[data-connection="live"]').waitFor()
}

async function ask(origin: string, key: string | null, method: string, path: string, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (key !== null) headers['Authorization'] = `Bearer ${key}`
  const answer = await fetch(origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
  return text === '' ? null : JSON.parse(text)
}
