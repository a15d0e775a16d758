// `samsa <command> …`: finds the command, runs it, and turns whatever ends it into an exit code and at most one line.

import { connect } from './connect.ts'
import { consume } from './consume.ts'
import { CommandError, EXIT_USAGE } from './command-error.ts'
import type { CommandContext } from './context.ts'
import { isCommand, readFlags, usageError, type CommandName, type ReadFlags } from './flags.ts'
import { LANGUAGE_NAMES, stringsFor, stringsNamed } from './language.ts'
import { open } from './open.ts'
import { produce } from './produce.ts'
import type { Strings } from './strings.en.ts'
import { ReaderGoneError, tell, writeLine, type Terminal } from './terminal.ts'
import { topics } from './topics.ts'

type Run = (context: CommandContext, args: readonly string[]) => Promise<number>

const COMMANDS: Readonly<Record<CommandName, Run>> = {
  connect: command('connect', connect),
  topics: command('topics', topics),
  produce: command('produce', produce),
  consume: command('consume', consume),
  open: command('open', open),
}

/** A command with its options read, or its help. */
function command<Name extends CommandName>(name: Name, run: (context: CommandContext, read: ReadFlags<Name>) => Promise<number>): Run {
  return async (context, args) => {
    const read = readFlags(name, args, context.strings)
    if (read.flags.help !== true) return run(context, read)
    await writeLine(context.terminal, context.strings.help[name])
    return 0
  }
}

/** Resolves to the exit code. Rejects only when we were wrong. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const strings = stringsFor(terminal.environment)
  try {
    return await dispatch(args, { terminal, strings: languageOf(args, strings) ?? strings })
  } catch (cause) {
    if (cause instanceof ReaderGoneError) return 0
    if (!(cause instanceof CommandError)) throw cause
    tell(terminal, `samsa: ${cause.message}`)
    return cause.exitCode
  }
}

async function dispatch(args: readonly string[], context: CommandContext): Promise<number> {
  const { terminal, strings } = context
  const [name = '--help', ...rest] = withoutLanguage(args)
  if (name === '--help' || name === '-h' || name === 'help') {
    await writeLine(terminal, helpOf(rest[0] ?? '', strings))
    return args.length === 0 ? EXIT_USAGE : 0
  }
  if (!isCommand(name)) throw usageError(strings.unknownCommand(name))
  return COMMANDS[name](context, rest)
}

function helpOf(name: string, { help }: Strings): string {
  return isCommand(name) ? help[name] : help.main
}

const LANGUAGE_OPTION = '--lang'

/** Of --lang, wherever it stands: what is wrong with the other options is to be said in this language already. */
function languageOf(args: readonly string[], strings: Strings): Strings | null {
  const at = args.findIndex((arg) => arg === LANGUAGE_OPTION || arg.startsWith(`${LANGUAGE_OPTION}=`))
  if (at < 0) return null
  const name = args[at] === LANGUAGE_OPTION ? (args[at + 1] ?? '') : (args[at]?.slice(LANGUAGE_OPTION.length + 1) ?? '')
  const chosen = stringsNamed(name)
  if (chosen === null) throw usageError(strings.optionNeedsChoice(LANGUAGE_OPTION, LANGUAGE_NAMES.join(', ')))
  return chosen
}

/** Without --lang before the command, where no command would look for it. */
function withoutLanguage(args: readonly string[]): readonly string[] {
  const [first = '', , ...afterValue] = args
  if (first === LANGUAGE_OPTION) return afterValue
  return first.startsWith(`${LANGUAGE_OPTION}=`) ? args.slice(1) : args
}
