// The HTTP API of one sandbox, for the commands. node:http and not fetch: it goes through a proxy, streams a body while the answer comes, and is the
// same in Node 20.

import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { CommandError, EXIT_USAGE, reasonOf } from '../command/command-error.ts'
import type { Strings } from '../command/strings.en.ts'
import { proxyAgent, type Environment } from './proxy.ts'
import type { SandboxAddress } from './sandbox-address.ts'

/** A server that has not begun to answer an ordinary request by now hangs. */
const ANSWER_WITHIN_MS = 30_000

/** The server said no. The message names the status and the server's own reason. */
export class RefusalError extends CommandError {
  readonly status: number

  constructor(status: number, reason: string, strings: Strings) {
    super(strings.refused(status, reason))
    this.status = status
  }
}

/** The server was not there, or the connection to it was lost: another try may succeed. */
export class UnreachableError extends CommandError {}

export type Call = {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export class SandboxApi {
  readonly address: SandboxAddress
  readonly agent: Agent | undefined
  readonly #strings: Strings

  constructor(address: SandboxAddress, environment: Environment, strings: Strings) {
    this.address = address
    this.#strings = strings
    try {
      this.agent = proxyAgent(address.origin, environment)
    } catch {
      throw new CommandError(strings.notAProxy, EXIT_USAGE)
    }
  }

  /** The path of something in the sandbox's cluster. */
  cluster(...parts: readonly (string | number)[]): string {
    return `/v3/clusters/${this.address.sandboxId}${parts.map((part) => `/${encodeURIComponent(part)}`).join('')}`
  }

  /** The path of something in the sandbox, as /v1 has it. */
  sandbox(...parts: readonly (string | number)[]): string {
    return `/v1/sandboxes/${this.address.sandboxId}${parts.map((part) => `/${encodeURIComponent(part)}`).join('')}`
  }

  /** Asks and reads the whole answer. Throws RefusalError and UnreachableError. */
  async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body)
    const headers = { accept: 'application/json, */*;q=0.5', ...(text === '' ? {} : { 'content-type': 'application/json' }) }
    const message = this.start(method, path, { headers, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    message.end(text)
    const answer = await this.textOf(await this.answerTo(message))
    try {
      return (answer === '' ? null : JSON.parse(answer)) as Answer
    } catch {
      throw new CommandError(this.#strings.notSamsa(this.address.origin))
    }
  }

  /** Begins a request. Its body is the caller's to write, and its answer is to be had from `answerTo`. */
  start(method: string, path: string, { headers, signal }: Call): ClientRequest {
    const url = `${this.address.origin}${path}`
    const options = {
      method,
      headers: { ...headers, authorization: `Bearer ${this.address.key}` },
      // An agent that is not shared: nothing of a finished command keeps the process alive.
      agent: this.agent ?? false,
      ...(signal === undefined ? {} : { signal }),
    }
    return url.startsWith('https:') ? httpsRequest(url, options) : httpRequest(url, options)
  }

  /** The answer of a good status, to be read by the caller. Throws RefusalError and UnreachableError. */
  async answerTo(message: ClientRequest): Promise<IncomingMessage> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      message.once('response', resolve)
      // Later errors are those of the answer, which its reader is told of.
      message.on('error', (cause) => reject(this.#unreachable(cause)))
    })
    const { statusCode: status = 0 } = answer
    if (status >= 200 && status < 300) return answer
    throw this.refusal(status, refusalOf(await this.textOf(answer)) ?? answer.statusMessage ?? '')
  }

  refusal(status: number, reason: string): RefusalError {
    return new RefusalError(status, reason, this.#strings)
  }

  /** Throws UnreachableError when the connection breaks off. */
  async textOf(answer: IncomingMessage): Promise<string> {
    try {
      const parts: Buffer[] = []
      for await (const part of answer) parts.push(part as Buffer)
      return Buffer.concat(parts).toString('utf8')
    } catch (cause) {
      throw this.brokenOff(cause)
    }
  }

  brokenOff(cause: unknown): UnreachableError {
    return new UnreachableError(this.#strings.brokeOff(reasonOf(cause)))
  }

  #unreachable(cause: unknown): UnreachableError {
    return new UnreachableError(this.#strings.unreachable(this.address.origin, reasonOf(cause)))
  }
}

/** The sentence in an error's body: /v1 calls it detail, the others message. Null when it is no error of Samsa. */
export function refusalOf(text: string): string | null {
  try {
    const { detail, message } = JSON.parse(text) as { detail?: unknown; message?: unknown }
    const sentence = detail ?? message
    return typeof sentence === 'string' ? sentence : null
  } catch {
    return null
  }
}
