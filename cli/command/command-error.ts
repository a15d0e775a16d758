// What ends a command early: a sentence for a person, already in their language, and the exit code.

export const EXIT_FAILED = 1
/** It was called in a way that it does not understand. */
export const EXIT_USAGE = 2
/** As shells have it for Ctrl-C. */
export const EXIT_INTERRUPTED = 130

export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: number

  constructor(message: string, exitCode: number = EXIT_FAILED) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Why the world failed, in few words: the code of the system where there is one. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const { code } = cause as NodeJS.ErrnoException
  return cause.message === '' || cause instanceof AggregateError ? (code ?? cause.name) : cause.message
}
