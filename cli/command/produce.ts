// `samsa produce <topic>`: one streaming request, a record a line. The delivery reports come back while it goes on, one for each line in order, and
// whoever types sees each line stored as it is entered.

import type { ClientRequest, IncomingMessage } from 'node:http'
import { MAX_RECORD_JSON_BYTES } from '../../schema/limits.ts'
import { LineTooLongError, linesOf } from '../client/lines.ts'
import { RequestBody } from '../client/request-body.ts'
import type { SandboxApi } from '../client/sandbox-api.ts'
import { CommandError, EXIT_FAILED, EXIT_INTERRUPTED } from './command-error.ts'
import { apiOf, type CommandContext } from './context.ts'
import { onlyArgument, usageError, type Flags, type ReadFlags } from './flags.ts'
import { lineEncoder, type LineEncoder } from './record-lines.ts'
import { tell, write } from './terminal.ts'

const ACKS: ReadonlySet<string> = new Set(['all', '1', '0', '-1'])

export async function produce(context: CommandContext, { flags, positionals }: ReadFlags<'produce'>): Promise<number> {
  const { strings } = context
  const topic = onlyArgument('topic', positionals, strings)
  const encode = lineEncoder(flags, strings)
  const { acks } = flags
  if (acks !== undefined && !ACKS.has(acks)) throw usageError(strings.optionNeedsChoice('--acks', 'all, 1, 0'))
  const api = apiOf(context, flags)
  const query = acks === undefined ? '' : `?acks=${acks}`
  const message = api.start('POST', `${api.cluster('topics', topic, 'records')}${query}`, {
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
  })
  return new Producing(context, api, flags, encode).run(message)
}

class Producing {
  readonly #context: CommandContext
  readonly #api: SandboxApi
  readonly #flags: Flags<'produce'>
  readonly #encode: LineEncoder
  /** The numbers of the lines that are records and have no report yet, oldest first. */
  readonly #unreported: number[] = []
  #linesRead = 0
  #sentCount = 0
  #storedCount = 0
  #inputError: CommandError | null = null

  constructor(context: CommandContext, api: SandboxApi, flags: Flags<'produce'>, encode: LineEncoder) {
    this.#context = context
    this.#api = api
    this.#flags = flags
    this.#encode = encode
  }

  async run(message: ClientRequest): Promise<number> {
    const { terminal, strings } = this.#context
    // The headers go before the first line: whoever types learns of a wrong key or topic at once.
    message.flushHeaders()
    const writing = this.#writeLines(new RequestBody(message))
    try {
      const answer = await this.#api.answerTo(message)
      await this.#readReports(answer)
    } catch (cause) {
      this.#tellOutcome()
      throw cause
    } finally {
      // A server that has answered reads no more, and a keyboard need not be waited for.
      terminal.input.destroy()
      message.destroy()
      await writing
    }
    this.#tellOutcome()
    if (this.#inputError !== null) throw this.#inputError
    if (this.#unreported.length > 0) throw new CommandError(strings.unknownFate(this.#unreported[0] ?? 0))
    if (terminal.stopped.aborted) return EXIT_INTERRUPTED
    return this.#storedCount === this.#sentCount ? 0 : EXIT_FAILED
  }

  /** Ends the body where the input ends, or somebody presses Ctrl-C: what was sent is still reported. */
  async #writeLines(body: RequestBody): Promise<void> {
    const { input, stopped } = this.#context.terminal
    const stop = (): void => void input.destroy()
    stopped.addEventListener('abort', stop)
    try {
      for await (const line of linesOf(input, MAX_RECORD_JSON_BYTES)) {
        this.#linesRead += 1
        await this.#send(body, line)
      }
    } catch (cause) {
      if (cause instanceof LineTooLongError) {
        this.#inputError = new CommandError(this.#context.strings.lineTooLong(this.#linesRead + 1, MAX_RECORD_JSON_BYTES))
      } else if (!isEndOfInput(cause)) throw cause
    } finally {
      stopped.removeEventListener('abort', stop)
      body.end()
    }
  }

  async #send(body: RequestBody, line: Buffer): Promise<void> {
    const record = this.#encode(line)
    if (record === null) return
    this.#unreported.push(this.#linesRead)
    this.#sentCount += 1
    await body.write(record)
  }

  async #readReports(answer: IncomingMessage): Promise<void> {
    try {
      for await (const line of linesOf(answer, MAX_RECORD_JSON_BYTES)) await this.#onReport(line.toString('utf8'))
    } catch (cause) {
      if (cause instanceof LineTooLongError || isBroken(cause)) throw this.#api.brokenOff(cause)
      throw cause
    }
  }

  async #onReport(text: string): Promise<void> {
    if (text === '') return
    const { terminal, strings } = this.#context
    const { error_code: code, message = '' } = JSON.parse(text) as { error_code: number; message?: string }
    const line = this.#unreported.shift() ?? this.#linesRead
    if (code === 200) this.#storedCount += 1
    else tell(terminal, `samsa: ${strings.lineFailed(line, message)}`)
    if (this.#flags.json === true) await write(terminal, `${text}\n`)
  }

  #tellOutcome(): void {
    const { terminal, strings } = this.#context
    const isAll = this.#storedCount === this.#sentCount
    tell(terminal, isAll ? strings.produced(this.#storedCount) : strings.producedOf(this.#storedCount, this.#sentCount))
  }
}

/** The input was closed by us: nobody wants more of it. */
function isEndOfInput(cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR' || code === 'ECONNRESET' || code === 'EPIPE'
}

function isBroken(cause: unknown): boolean {
  return typeof (cause as NodeJS.ErrnoException).code === 'string'
}
