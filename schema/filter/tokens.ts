// A filter cut into tokens. Each knows where it stands, so that whatever is wrong can be pointed at.
import { MAX_FILTER_CHARACTERS } from '../limits.ts'
import { FilterError } from './filter-error.ts'

export type Token =
  | { readonly kind: 'name'; readonly position: number; readonly text: string }
  | { readonly kind: 'text'; readonly position: number; readonly text: string }
  | { readonly kind: 'number'; readonly position: number; readonly text: string }
  | { readonly kind: 'symbol'; readonly position: number; readonly text: string }
  | { readonly kind: 'end'; readonly position: number; readonly text: '' }

const SPACE = /\s+/y
const NAME = /[A-Za-z_]\w*/y
const NUMBER = /\d[\w.]*(?:(?<=[eE])[+-]\w*)?/y
const VALID_NUMBER = /^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?$/
const SYMBOL = /&&|\|\||==|!=|<=|>=|[-+*/%!<>?:()[\],.]/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }

export function tokensOf(filter: string): Token[] {
  if (filter.length > MAX_FILTER_CHARACTERS) throw new FilterError('TOO_LONG', MAX_FILTER_CHARACTERS)
  const tokens: Token[] = []
  let position = 0
  for (;;) {
    position += matchAt(SPACE, filter, position)?.length ?? 0
    if (position >= filter.length) return [...tokens, { kind: 'end', position, text: '' }]
    const [token, next] = tokenAt(filter, position)
    tokens.push(token)
    position = next
  }
}

function tokenAt(filter: string, position: number): [token: Token, next: number] {
  const character = filter.charAt(position)
  if (character === '"' || character === "'") return textAt(filter, position, position + 1, false)
  const quote = filter.charAt(position + 1)
  // r"\d+" keeps its backslashes: a pattern would need each of them twice.
  if (character === 'r' && (quote === '"' || quote === "'")) return textAt(filter, position, position + 2, true)
  const name = matchAt(NAME, filter, position)
  if (name !== null) return [{ kind: 'name', position, text: name }, position + name.length]
  const number = matchAt(NUMBER, filter, position)
  if (number !== null) {
    if (!VALID_NUMBER.test(number)) throw new FilterError('BAD_NUMBER', position, number)
    return [{ kind: 'number', position, text: number }, position + number.length]
  }
  const symbol = matchAt(SYMBOL, filter, position)
  if (symbol !== null) return [{ kind: 'symbol', position, text: symbol }, position + symbol.length]
  if (character === '=') throw new FilterError('SINGLE_EQUALS', position)
  throw new FilterError('UNEXPECTED_CHARACTER', position, String.fromCodePoint(filter.codePointAt(position) ?? 0))
}

/** @param first where the contents begin, behind the quote. */
function textAt(filter: string, position: number, first: number, isRaw: boolean): [token: Token, next: number] {
  const quote = filter.charAt(first - 1)
  let text = ''
  for (let at = first; at < filter.length; at++) {
    const character = filter.charAt(at)
    if (character === quote) return [{ kind: 'text', position, text }, at + 1]
    if (character !== '\\' || isRaw) {
      text += character
      continue
    }
    const [meant, length] = escapeAt(filter, at)
    text += meant
    at += length - 1
  }
  throw new FilterError('UNTERMINATED_TEXT', position)
}

function escapeAt(filter: string, position: number): [meant: string, length: number] {
  const letter = filter.charAt(position + 1)
  const digits = filter.slice(position + 2, position + 6)
  if (letter === 'u' && /^[\da-fA-F]{4}$/.test(digits)) return [String.fromCharCode(Number.parseInt(digits, 16)), 6]
  const meant = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
  if (meant === undefined) throw new FilterError('BAD_ESCAPE', position, filter.slice(position, position + 2))
  return [meant, 2]
}

function matchAt(pattern: RegExp, text: string, position: number): string | null {
  pattern.lastIndex = position
  return pattern.exec(text)?.[0] ?? null
}
