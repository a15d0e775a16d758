// The page's own client of the API. What a person sets going (`act`) is remembered, so that the page can show it as curl and as code; what the
// page only looks at (`look`) is not.
import { signal } from '@preact/signals'

export type ApiCall = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From the root: `/v1/sandboxes/…`. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
}

/** Why something was refused, in the words of the server. `status` is 0 where no answer came at all. */
export type Problem = {
  readonly status: number
  /** Kafka's name of the error where there is one; `NETWORK` where nothing answered. */
  readonly code: string
  readonly detail: string
  readonly retriable: boolean
  readonly retryAfterSeconds: number | null
  /** Whatever else the answer said, such as the snapshot in which an expired sandbox was kept. */
  readonly more: Readonly<Record<string, unknown>>
}

export type ApiAnswer<Value> =
  | { readonly ok: true; readonly status: number; readonly value: Value; readonly sequence: number | null }
  | { readonly ok: false; readonly problem: Problem }

/** A call that somebody made by hand, and what came of it. */
export type MadeCall = { readonly call: ApiCall; readonly answer: ApiAnswer<unknown>; readonly madeMs: number }

const REMEMBERED_CALLS = 50

/** Newest first. */
export const madeCalls = signal<readonly MadeCall[]>([])

export class Api {
  readonly key: string | null

  constructor(key: string | null) {
    this.key = key
  }

  /** Something that a person does: it is remembered for the drawer. */
  async act<Value = unknown>(call: ApiCall): Promise<ApiAnswer<Value>> {
    const answer = await this.look<Value>(call)
    madeCalls.value = [{ call, answer, madeMs: Date.now() }, ...madeCalls.value].slice(0, REMEMBERED_CALLS)
    return answer
  }

  look<Value = unknown>({ method, path, body }: ApiCall, abort: AbortSignal | null = null): Promise<ApiAnswer<Value>> {
    if (body === undefined) return this.#ask<Value>(path, { method, signal: abort }, {})
    return this.#ask<Value>(path, { method, signal: abort, body: JSON.stringify(body) }, { 'Content-Type': 'application/json' })
  }

  /** Sends a file as it is. */
  upload<Value = unknown>(path: string, file: Blob, type: string): Promise<ApiAnswer<Value>> {
    return this.#ask<Value>(path, { method: 'POST', body: file }, { 'Content-Type': type })
  }

  async #ask<Value>(path: string, init: RequestInit, headers: Readonly<Record<string, string>>): Promise<ApiAnswer<Value>> {
    const key = this.key === null ? {} : { Authorization: `Bearer ${this.key}` }
    let response: Response
    try {
      response = await fetch(path, { ...init, headers: { Accept: 'application/json', ...key, ...headers } })
    } catch (cause) {
      return { ok: false, problem: networkProblem(cause) }
    }
    return answerOf<Value>(response)
  }
}

async function answerOf<Value>(response: Response): Promise<ApiAnswer<Value>> {
  const text = await response.text()
  const value = parsed(text)
  if (!response.ok) return { ok: false, problem: problemOf(response, value) }
  const sequence = response.headers.get('Samsa-Sequence')
  return { ok: true, status: response.status, value: value as Value, sequence: sequence === null ? null : Number(sequence) }
}

/** An answer without a body is null. A proxy in between may answer with something that is no JSON. */
function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}

/** Errors of /v1 are problem+json, those of /v3 have Confluent's number and a message. */
function problemOf(response: Response, value: unknown): Problem {
  const said = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const retryAfter = response.headers.get('Retry-After')
  return {
    status: response.status,
    code: textOf(said['code']) ?? response.headers.get('Kafka-Error') ?? textOf(said['error_code']) ?? `HTTP ${response.status}`,
    detail: textOf(said['detail']) ?? textOf(said['message']) ?? response.statusText,
    retriable: said['retriable'] === true,
    retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
    more: said,
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function networkProblem(cause: unknown): Problem {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return { status: 0, code: 'NETWORK', detail, retriable: true, retryAfterSeconds: null, more: {} }
}
