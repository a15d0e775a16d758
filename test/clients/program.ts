// A program that is not ours, run to its end: what it prints is kept, and handed on line by line to whoever wants it.
import { spawn } from 'node:child_process'

export type ProgramOptions = {
  readonly environment?: Readonly<Record<string, string>>
  readonly directory?: string
  readonly input?: string
  /** A program that hangs is killed after this long. */
  readonly timeLimitMs?: number
  readonly onLine?: (line: string) => void
}

export type ProgramEnd = {
  /** 0 for one that ended well; null for one that was killed, or never started. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const DEFAULT_TIME_LIMIT_MS = 120_000

/** Never rejects: a program that is not there ends with code null and says so on stderr. */
export function runProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  const { environment, directory, input, timeLimitMs = DEFAULT_TIME_LIMIT_MS, onLine } = options
  const child = spawn(command, [...args], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  })
  const endWithUs = (): boolean => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const stdout = new Lines(onLine)
  const stderr = new Lines()
  child.stdout.on('data', (part: Buffer) => stdout.take(part))
  child.stderr.on('data', (part: Buffer) => stderr.take(part))
  // Whoever does not read its input is not made to.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  return new Promise((resolve) => {
    const end = (code: number | null, said = ''): void => {
      process.off('exit', endWithUs)
      resolve({ code, stdout: stdout.finish(), stderr: stderr.finish() + said })
    }
    child.once('error', ({ message }) => end(null, message))
    child.once('close', (code, signal) => end(code, signal === null ? '' : `\nEnded by ${signal}, after ${timeLimitMs} ms at most.`))
  })
}

/** Whether there is such a program, by asking for its version. */
export async function isInstalled(command: string, versionArgument = '--version'): Promise<boolean> {
  return (await runProgram(command, [versionArgument])).code === 0
}

/** The end of what a program said, for a person who wants to know why it failed. */
export function lastWords({ stdout, stderr }: ProgramEnd, count = 20): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-count).join('\n')
}

class Lines {
  readonly #onLine: ((line: string) => void) | undefined
  readonly #decoder = new TextDecoder()
  #text = ''
  #told = 0

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine
  }

  take(part: Buffer): void {
    this.#text += this.#decoder.decode(part, { stream: true })
    for (let end = this.#text.indexOf('\n', this.#told); end !== -1; end = this.#text.indexOf('\n', this.#told)) {
      this.#onLine?.(this.#text.slice(this.#told, end))
      this.#told = end + 1
    }
  }

  finish(): string {
    if (this.#told < this.#text.length) this.#onLine?.(this.#text.slice(this.#told))
    this.#told = this.#text.length
    return this.#text
  }
}
