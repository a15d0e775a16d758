// What a config is, and how its text becomes a value: the types and validators of Kafka's ConfigDef with the sentences it refuses with.
// Topic configs and broker configs are both tables of these definitions.
//
// LONG values reach 2^63-1, more than a number holds exactly, so they are bigints here. Every step is linear in the length of the text: a
// client may send a megabyte of digits or blanks, and BigInt or a backtracking regular expression would need minutes for it.
// Source: org.apache.kafka.common.config.ConfigDef (parseType, Range, ValidString, ValidList), ThrottledReplicaListValidator.

import { javaDoubleText } from './java-double.ts'

export type ConfigType = 'INT' | 'LONG' | 'DOUBLE' | 'BOOLEAN' | 'STRING' | 'LIST'

export type ConfigValue = number | bigint | boolean | string | readonly string[] | null

export type ConfigDefinition = {
  readonly name: string
  readonly type: ConfigType
  /** As text; null where a config has no value unless somebody sets one. */
  readonly default: string | null
  readonly validator: ConfigValidator | null
}

/** Says what is wrong with a parsed value, in Kafka's words, or null; and shows what it takes as DescribeConfigs and the manual do. */
export type ConfigValidator = {
  /** `shown` is the value as Kafka prints it. */
  readonly problemOf: (name: string, value: ConfigValue, shown: string) => string | null
  readonly text: string
  /** Lists lose their duplicates, with no more than a warning in the broker's log, before they are looked at. */
  readonly dropsDuplicates?: boolean
}

export type ParsedConfig = { readonly ok: true; readonly value: ConfigValue } | { readonly ok: false; readonly message: string }

const INT_MIN = -(2n ** 31n)
const INT_MAX = 2n ** 31n - 1n
const LONG_MIN = -(2n ** 63n)
const LONG_MAX = 2n ** 63n - 1n
/** Digits of 2^63; a longer number is out of every range, and BigInt is never asked to parse it. */
const MAX_DIGITS = 19

/** Parses and validates one value, whose text may be null only where the default is. */
export function parseConfig(definition: ConfigDefinition, text: string | null): ParsedConfig {
  if (text === null) return { ok: true, value: null }
  const parsed = parseType(definition, text)
  const { name, type, validator } = definition
  if (!parsed.ok || validator === null) return parsed
  const value = validator.dropsDuplicates === true && isList(parsed.value) ? [...new Set(parsed.value)] : parsed.value
  const message = validator.problemOf(name, value, configText(value, type))
  return message === null ? { ok: true, value } : { ok: false, message }
}

function parseType({ name, type }: ConfigDefinition, text: string): ParsedConfig {
  const value = PARSERS[type](javaTrim(text))
  if (value !== null) return { ok: true, value }
  const problem = type === 'BOOLEAN' ? 'Expected value to be either true or false' : `Not a number of type ${type}`
  return { ok: false, message: invalidValueMessage(name, text, problem) }
}

/** From trimmed text to the value, or null when the text is not of the type. */
const PARSERS: Readonly<Record<ConfigType, (trimmed: string) => ConfigValue>> = {
  INT: parseInt32,
  LONG: (trimmed) => parseWhole(trimmed, LONG_MIN, LONG_MAX),
  DOUBLE: parseJavaDouble,
  BOOLEAN: parseBoolean,
  STRING: (trimmed) => trimmed,
  LIST: parseList,
}

function parseInt32(text: string): number | null {
  const value = parseWhole(text, INT_MIN, INT_MAX)
  return value === null ? null : Number(value)
}

function parseBoolean(text: string): boolean | null {
  const lower = text.toLowerCase()
  return lower === 'true' || lower === 'false' ? lower === 'true' : null
}

/** String.trim of Java: everything up to the blank, which is not what JavaScript trims. */
function javaTrim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 0x20) start++
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--
  return text.slice(start, end)
}

/** Integer.parseInt and Long.parseLong: an optional sign and digits, nothing else. Null when it is no such number or out of range. */
function parseWhole(text: string, min: bigint, max: bigint): bigint | null {
  if (!/^[+-]?[0-9]+$/.test(text)) return null
  const digits = text.replace(/^[+-]?0*/, '')
  if (digits.length > MAX_DIGITS) return null
  const value = text.startsWith('-') ? -BigInt(digits) : BigInt(digits)
  return value < min || value > max ? null : value
}

/** Double.parseDouble without its hexadecimal notation: decimal, exponent, a type suffix, NaN and Infinity. Null when it is no number. */
function parseJavaDouble(text: string): number | null {
  if (/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[fFdD]?$/.test(text)) return Number(text.replace(/[fFdD]$/, ''))
  if (/^[+-]?NaN$/.test(text)) return Number.NaN
  if (/^[+-]?Infinity$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return null
}

/** Elements between commas without the white space around them; the empty text is the empty list. */
function parseList(text: string): readonly string[] {
  return text === '' ? [] : text.split(',').map(withoutWhiteSpace)
}

/** What \s means in a Java regular expression. */
function withoutWhiteSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}

/** A value as Kafka's classes print it: lists in brackets, doubles with a fraction. */
export function configText(value: ConfigValue, type: ConfigType): string {
  if (type === 'DOUBLE' && typeof value === 'number') return javaDoubleText(value)
  return isList(value) ? `[${value.join(', ')}]` : String(value)
}

/** Array.isArray does not narrow a readonly array. */
export function isList(value: ConfigValue | undefined): value is readonly string[] {
  return Array.isArray(value)
}

/** The sentence of Kafka's ConfigException. */
export function invalidValueMessage(name: string, value: string, problem: string): string {
  return `Invalid value ${value} for configuration ${name}: ${problem}`
}
