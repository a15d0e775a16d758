// Ordinary request bodies (topics, configs, keys) as JavaScript values, for zod to validate. It refuses what JSON.parse silently bends:
// a name given twice (which of the two did the sender mean?), an integer that a double would round, half a surrogate pair, malformed UTF-8,
// and `__proto__`, which as a plain assignment would replace an object's prototype in code further on. `constructor` and `prototype` are
// allowed: as own members they shadow something but change nothing, and zod drops every member that a schema does not name.

import { LETTER_F, LETTER_N, LETTER_T, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './characters.ts'
import { JsonScanner } from './scan.ts'
import { stringText } from './strings.ts'
import { MAX_ENVELOPE_DEPTH } from '../limits.ts'

export type StrictParseLimits = { maxDepth?: number }

export type StrictParseResult = { ok: true; value: unknown } | { ok: false; message: string }

const REFUSED_NAME = '__proto__'

// What a parse function answers when the scanner has failed. No JSON value is undefined.
const FAILED = undefined

/**
 * Parses one JSON text. `maxDepth` counts nested objects and arrays and defaults to MAX_ENVELOPE_DEPTH; the parser recurses, so callers
 * keep it small. On failure the message names the problem and the byte.
 */
export function parseStrictJson(bytes: Uint8Array, limits: StrictParseLimits = {}): StrictParseResult {
  const scanner = new JsonScanner(bytes)
  const value = parseValue(scanner, limits.maxDepth ?? MAX_ENVELOPE_DEPTH)
  if (scanner.failure === null) scanner.finish()
  return scanner.failure === null ? { ok: true, value } : { ok: false, message: scanner.failure }
}

function parseValue(scanner: JsonScanner, depthLeft: number): unknown {
  const first = scanner.next()
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
    if (depthLeft === 0) {
      scanner.fail('nested too deep')
      return FAILED
    }
    return first === OPEN_OBJECT ? parseObject(scanner, depthLeft - 1) : parseArray(scanner, depthLeft - 1)
  }
  return parseScalar(scanner, first)
}

function parseScalar(scanner: JsonScanner, first: number): unknown {
  const start = scanner.position
  if (!scanner.scalar(first)) return FAILED
  if (first === QUOTE) return lastString(scanner)
  if (first === LETTER_T) return true
  if (first === LETTER_F) return false
  if (first === LETTER_N) return null
  const literal = stringText(scanner.bytes, start, scanner.position, false)
  const value = Number(literal)
  if (scanner.numberIsInteger && !Number.isSafeInteger(value)) {
    scanner.fail(`the integer ${shortened(literal)} is beyond 2^53 - 1 and would lose digits`, start)
  } else if (!Number.isFinite(value)) {
    scanner.fail(`the number ${shortened(literal)} is too large`, start)
  }
  return value
}

function lastString(scanner: JsonScanner): string {
  return stringText(scanner.bytes, scanner.stringStart, scanner.stringEnd, scanner.stringHasEscape)
}

// An error message repeats at most this much of what was sent.
const MAX_QUOTED_CHARACTERS = 64

function shortened(text: string): string {
  return text.length > MAX_QUOTED_CHARACTERS ? `${text.slice(0, MAX_QUOTED_CHARACTERS)}…` : text
}

function parseArray(scanner: JsonScanner, depthLeft: number): unknown {
  const items: unknown[] = []
  for (let more = scanner.enterArray(); more; more = scanner.nextItem()) {
    items.push(parseValue(scanner, depthLeft))
    if (scanner.failure !== null) return FAILED
  }
  return items
}

function parseObject(scanner: JsonScanner, depthLeft: number): unknown {
  const members: Record<string, unknown> = {}
  for (let more = scanner.enterObject(); more; more = scanner.nextMember()) {
    const name = lastString(scanner)
    const nameAt = scanner.stringStart - 1
    if (name === REFUSED_NAME) return scanner.fail(`the name ${REFUSED_NAME} is not allowed`, nameAt)
    if (Object.hasOwn(members, name)) return scanner.fail(`duplicate name ${JSON.stringify(shortened(name))}`, nameAt)
    members[name] = parseValue(scanner, depthLeft)
    if (scanner.failure !== null) return FAILED
  }
  return members
}
