// The options of every command, as data for node:util's parseArgs, and its mistakes in the person's own language.

import { parseArgs, type ParseArgsConfig } from 'node:util'
import { CommandError, EXIT_USAGE } from './command-error.ts'
import type { Strings } from './strings.en.ts'

type Options = NonNullable<ParseArgsConfig['options']>

const COMMON = {
  sandbox: { type: 'string', short: 's' },
  server: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options

/** The options of the commands, beside those that all of them have. */
export const COMMAND_OPTIONS = {
  connect: {
    port: { type: 'string' },
    ports: { type: 'string' },
    host: { type: 'string' },
    advertise: { type: 'string' },
  },
  topics: {
    partitions: { type: 'string', short: 'p' },
    replicas: { type: 'string', short: 'r' },
    config: { type: 'string', short: 'c', multiple: true },
  },
  produce: {
    ndjson: { type: 'boolean' },
    key: { type: 'string', short: 'k' },
    'key-separator': { type: 'string', short: 'K' },
    partition: { type: 'string', short: 'p' },
    header: { type: 'string', short: 'H', multiple: true },
    acks: { type: 'string' },
  },
  consume: {
    'from-beginning': { type: 'boolean', short: 'b' },
    follow: { type: 'boolean', short: 'f' },
    max: { type: 'string', short: 'n' },
    group: { type: 'string', short: 'g' },
    partition: { type: 'string', short: 'p' },
    ndjson: { type: 'boolean' },
    'key-separator': { type: 'string', short: 'K' },
    committed: { type: 'boolean' },
  },
  open: {
    print: { type: 'boolean' },
  },
} as const satisfies Record<string, Options>

export type CommandName = keyof typeof COMMAND_OPTIONS

type Values<Given extends Options> = {
  [Name in keyof Given]?: Given[Name] extends { multiple: true } ? string[] : Given[Name]['type'] extends 'boolean' ? boolean : string
}

export type CommonFlags = Values<typeof COMMON>
export type Flags<Name extends CommandName> = Values<(typeof COMMAND_OPTIONS)[Name]> & CommonFlags
export type ReadFlags<Name extends CommandName> = { readonly flags: Flags<Name>; readonly positionals: readonly string[] }

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_OPTIONS, name)
}

/** Throws CommandError for an option that the command does not have, or one without its value. */
export function readFlags<Name extends CommandName>(name: Name, args: readonly string[], strings: Strings): ReadFlags<Name> {
  try {
    const options = { ...COMMON, ...COMMAND_OPTIONS[name] }
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { flags: values as Flags<Name>, positionals }
  } catch (error) {
    throw explained(error, name, strings) ?? error
  }
}

function explained(error: unknown, command: CommandName, strings: Strings): CommandError | null {
  const { code, message } = error as NodeJS.ErrnoException
  // parseArgs names the option only in its English sentence: "Unknown option '-x'", "Option '-n, --max <value>' argument missing".
  const option = /'(?:-\w, )?(-[\w-]*)/.exec(message)?.[1] ?? ''
  const hint = strings.seeHelp(command)
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return usageError(`${strings.unknownOption(option)} ${hint}`)
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return null
  const takesNone = message.includes('does not take an argument')
  return usageError(`${takesNone ? strings.optionTakesNoValue(option) : strings.optionNeedsValue(option)} ${hint}`)
}

export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT_USAGE)
}

/** A whole number that was given, or null. Throws CommandError for anything else. */
export function numberOf(name: string, text: string | undefined, least: number, strings: Strings): number | null {
  if (text === undefined) return null
  const number = Number(text)
  if (!/^\d{1,15}$/.test(text) || number < least) throw usageError(strings.optionNeedsNumber(name, least))
  return number
}

/** `name=value`; the value may hold more equals signs. */
export function pairOf(name: string, text: string, strings: Strings): [string, string] {
  const equals = text.indexOf('=')
  if (equals < 1) throw usageError(strings.optionNeedsPair(name))
  return [text.slice(0, equals), text.slice(equals + 1)]
}

/** The one argument of a command. */
export function onlyArgument(what: string, positionals: readonly string[], strings: Strings): string {
  const [argument, surplus] = positionals
  if (argument === undefined) throw usageError(strings.missingArgument(what))
  if (surplus !== undefined) throw usageError(strings.tooManyArguments(surplus))
  return argument
}
