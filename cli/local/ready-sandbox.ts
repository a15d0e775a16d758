// The sandbox that stands ready when `npm start` says so. It is made by the same request that anybody would send, and its keys are kept
// in local.json, because the server itself stores no keys. Each value of SAMSA_CLUSTER has a ready sandbox of its own, so that going back
// to an earlier value finds the earlier records again.

import { request } from 'node:http'
import { writePrivately } from './data-directory.ts'
import { readSavedSandboxes, type SandboxKeys } from './saved-sandboxes.ts'

/** A server on this machine that needs longer than this to make a sandbox hangs. */
const ANSWER_WITHIN_MS = 10_000

/** `curl` holds complete command lines, as the server made them. */
export type ReadySandbox = SandboxKeys & { readonly name: string; readonly curl: readonly string[] }
type Answer = { readonly status: number; readonly body: unknown }

/** Finds the sandbox of an earlier run, or makes it. Says in one line what the server had against it. */
export async function readySandbox(origin: string, createBody: string, savedFile: string): Promise<ReadySandbox | { error: string }> {
  const saved = readSavedSandboxes(savedFile)
  if (saved === null) {
    return { error: `${savedFile} is damaged. Delete it to get a new ready sandbox; the records of the old one stay, but its key is lost.` }
  }
  const keys = saved[createBody]
  if (keys !== undefined) {
    const answer = await send('GET', `${origin}/v1/sandboxes/${keys.id}`, keys.owner)
    if (answer.status === 200) return describe(answer.body, keys)
    // 404: somebody deleted it. 401: the secret that signed its key is gone, and with it the way in.
    if (answer.status !== 404 && answer.status !== 401) return refused(answer)
  }
  const answer = await send('POST', `${origin}/v1/sandboxes`, null, createBody)
  if (answer.status !== 201) return refused(answer)
  const made = keysOf(answer.body)
  writePrivately(savedFile, `${JSON.stringify({ ...saved, [createBody]: made }, null, 2)}\n`)
  return describe(answer.body, made)
}

function keysOf(body: unknown): SandboxKeys {
  const { id, keys } = body as { id?: unknown; keys?: { owner?: unknown; observe?: unknown } }
  if (typeof id !== 'string' || typeof keys?.owner !== 'string' || typeof keys.observe !== 'string') {
    throw new Error('POST /v1/sandboxes answered without id and keys.')
  }
  return { id, owner: keys.owner, observe: keys.observe }
}

function describe(body: unknown, keys: SandboxKeys): ReadySandbox {
  const { name, curl } = body as { name?: unknown; curl?: unknown }
  if (!Array.isArray(curl)) throw new Error('The sandbox was answered without its curl lines.')
  return { ...keys, name: String(name), curl: curl.map(String) }
}

function refused(answer: Answer): { error: string } {
  const { code, detail } = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as {
    code?: unknown
    detail?: unknown
  }
  const why = typeof detail === 'string' && typeof code === 'string' ? `${detail} (${code})` : JSON.stringify(answer.body)
  return { error: `The server refused the ready sandbox with status ${answer.status}: ${why}` }
}

/** node:http and not fetch: fetch refuses a list of ports that a person may well choose, and takes longer to load. */
function send(method: string, url: string, key: string | null, body?: string): Promise<Answer> {
  const headers = {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  }
  return new Promise((resolve, reject) => {
    const message = request(url, { method, headers, agent: false, timeout: ANSWER_WITHIN_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }))
    })
    message.on('timeout', () => message.destroy(new Error(`${method} ${url} had no answer within ${ANSWER_WITHIN_MS} ms.`)))
    message.on('error', reject)
    message.end(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
