// The bytes of a key or a value, and the ways to look at them. Everything here makes text; nothing of a payload is ever taken for markup.
import { utf8Bytes } from '../../schema/json/utf8.ts'
import type { Side } from './message.ts'

export type PayloadView = 'pretty' | 'text' | 'hex'

/** What is shown of one payload at once; more would make the browser lay out megabytes. */
export const MAX_SHOWN_CHARACTERS = 100_000
const MAX_SHOWN_HEX_BYTES = 8_192
const BYTES_A_LINE = 16

export function bytesOf({ type, data }: Side): Uint8Array {
  return type === 'BINARY' ? bytesOfBase64(data) : utf8Bytes(data)
}

export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

/** JSON over several lines, or null when it is none. Numbers keep their digits: it is never read into values and written again. */
export function prettyJson(text: string): string | null {
  if (!isJson(text)) return null
  let pretty = ''
  let depth = 0
  for (const [token] of text.matchAll(TOKENS)) {
    const isClosing = token === '}' || token === ']'
    if (isClosing) depth--
    const isEmpty = isClosing && (pretty.endsWith('{') || pretty.endsWith('['))
    if (!isEmpty && (isClosing || needsLine(pretty))) pretty += `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`
    pretty += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
  }
  return pretty
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g
const MAX_INDENT = 40

function needsLine(before: string): boolean {
  return /[{[,]$/.test(before)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // That it is none is the answer.
    return false
  }
}

/** `00000000  7b 22 61 22 3a 31 7d                              {"a":1}` */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < Math.min(bytes.length, MAX_SHOWN_HEX_BYTES); at += BYTES_A_LINE) {
    const line = bytes.subarray(at, at + BYTES_A_LINE)
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const text = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(BYTES_A_LINE * 3 - 1)}  ${text}`)
  }
  return lines.join('\n')
}

export type ShownPayload = { readonly text: string; readonly isCut: boolean }

export function shownPayload(side: Side, view: PayloadView): ShownPayload {
  if (view === 'hex') {
    const bytes = bytesOf(side)
    return { text: hexDump(bytes), isCut: bytes.length > MAX_SHOWN_HEX_BYTES }
  }
  const cut = side.data.slice(0, MAX_SHOWN_CHARACTERS)
  const isCut = cut.length < side.data.length
  return { text: view === 'pretty' && !isCut ? (prettyJson(cut) ?? cut) : cut, isCut }
}
