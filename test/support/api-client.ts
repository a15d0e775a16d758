// A client of a running server for end-to-end tests: plain fetch, JSON in and out.
import { requestOf } from './request.ts'
import type { Asked } from './request.ts'

export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string; readonly json: Record<string, unknown> }

/** One request to a path or a whole address. `json` is empty for an answer that is no JSON object. */
export async function ask(origin: string, method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const response = await fetch(requestOf(new URL(path, origin), method, asked))
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: objectOf(text) }
}

/** The answer to produced records is many JSON texts, or none, and a stream is no JSON at all: those are looked at as text. */
function objectOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

export type MadeSandbox = { readonly id: string; readonly owner: string; readonly observe: string; readonly curl: readonly string[] }

export async function makeSandbox(origin: string, json?: object): Promise<MadeSandbox> {
  const answer = await ask(origin, 'POST', '/v1/sandboxes', json === undefined ? {} : { json })
  if (answer.status !== 201) throw new Error(`No sandbox: ${answer.text}`)
  const { id, keys, curl } = answer.json as { id: string; keys: { owner: string; observe: string }; curl: string[] }
  return { id, ...keys, curl }
}
