// From the text of a pattern to its tree. It is written anew for each character of the pattern at most once, and its depth is bounded.
import { MAX_FILTER_DEPTH, MAX_FILTER_PATTERN_SIZE } from '../limits.ts'

export type CharacterTest = (codePoint: number) => boolean

export type PatternNode =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly minimum: number; readonly maximum: number }

const isDigit: CharacterTest = (code) => code >= 0x30 && code <= 0x39
const isWord: CharacterTest = (code) => isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f
const isSpace: CharacterTest = (code) => code === 0x20 || (code >= 0x09 && code <= 0x0d)
const isNotLineFeed: CharacterTest = (code) => code !== 0x0a

const CLASSES: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  w: isWord,
  s: isSpace,
  D: (code) => !isDigit(code),
  W: (code) => !isWord(code),
  S: (code) => !isSpace(code),
}
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }
/** All of them may be tried on a character, and only one step is paid for it. */
const MAX_SET_ITEMS = 32
const COUNTS = /\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/y

/** Null for what is no pattern. */
export function parsePattern(source: string): PatternNode | null {
  const parser = new PatternParser(source)
  const node = parser.either(0)
  return node !== null && parser.isAtEnd ? node : null
}

/** Every method answers null when there is no pattern where it stands. */
class PatternParser {
  readonly #characters: readonly string[]
  #at = 0

  constructor(source: string) {
    this.#characters = Array.from(source)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length
  }

  either(depth: number): PatternNode | null {
    if (depth > MAX_FILTER_DEPTH) return null
    const parts: PatternNode[] = []
    do {
      const part = this.#sequence(depth)
      if (part === null) return null
      parts.push(part)
    } while (this.#takes('|'))
    return { kind: 'either', parts }
  }

  #sequence(depth: number): PatternNode | null {
    const parts: PatternNode[] = []
    while (!this.isAtEnd && this.#peek !== '|' && this.#peek !== ')') {
      const part = this.#repeated(depth)
      if (part === null) return null
      parts.push(part)
    }
    return { kind: 'sequence', parts }
  }

  #repeated(depth: number): PatternNode | null {
    const part = this.#atom(depth)
    if (part === null) return null
    const counts = this.#counts()
    if (counts === undefined) return part
    if (counts === null || part.kind === 'start' || part.kind === 'end') return null
    // A lazy repetition finds the same texts as a greedy one.
    this.#takes('?')
    return { kind: 'repeat', part, ...counts }
  }

  /** Undefined when nothing is repeated here. */
  #counts(): { minimum: number; maximum: number } | null | undefined {
    if (this.#takes('*')) return { minimum: 0, maximum: Number.POSITIVE_INFINITY }
    if (this.#takes('+')) return { minimum: 1, maximum: Number.POSITIVE_INFINITY }
    if (this.#takes('?')) return { minimum: 0, maximum: 1 }
    if (this.#peek !== '{') return undefined
    const rest = this.#characters.slice(this.#at, this.#at + 12).join('')
    COUNTS.lastIndex = 0
    const found = COUNTS.exec(rest)
    if (found === null) return null
    this.#at += found[0].length
    const minimum = Number(found[1])
    const maximum = found[3] === undefined ? (found[2] === undefined ? minimum : Number.POSITIVE_INFINITY) : Number(found[3])
    return minimum <= maximum && minimum <= MAX_FILTER_PATTERN_SIZE ? { minimum, maximum } : null
  }

  #atom(depth: number): PatternNode | null {
    const character = this.#next()
    switch (character) {
      case '.':
        return { kind: 'character', test: isNotLineFeed }
      case '^':
        return { kind: 'start' }
      case '$':
        return { kind: 'end' }
      case '(':
        return this.#group(depth)
      case '[':
        return this.#set()
      case '\\': {
        const test = this.#escape()
        return test === null ? null : { kind: 'character', test: typeof test === 'number' ? equals(test) : test }
      }
      case '*':
      case '+':
      case '?':
      case '{':
      case null:
        return null
      default:
        return { kind: 'character', test: equals(codeOf(character)) }
    }
  }

  #group(depth: number): PatternNode | null {
    if (this.#takes('?') && !this.#takes(':')) return null
    const node = this.either(depth + 1)
    return node !== null && this.#takes(')') ? node : null
  }

  #set(): PatternNode | null {
    const isNegated = this.#takes('^')
    const tests: CharacterTest[] = []
    while (!this.#takes(']')) {
      const first = this.#setItem()
      if (first === null) return null
      if (typeof first !== 'number') {
        tests.push(first)
        continue
      }
      const isRange = this.#peek === '-' && this.#characters[this.#at + 1] !== ']'
      const last = isRange ? this.#rangeEnd() : first
      if (last === null || last < first) return null
      tests.push((code) => code >= first && code <= last)
    }
    if (tests.length === 0 || tests.length > MAX_SET_ITEMS) return null
    return { kind: 'character', test: (code) => tests.some((test) => test(code)) !== isNegated }
  }

  #rangeEnd(): number | null {
    this.#at++
    const last = this.#setItem()
    return typeof last === 'number' ? last : null
  }

  /** One character of a set, or a class of them. */
  #setItem(): number | CharacterTest | null {
    const character = this.#next()
    if (character === null) return null
    return character === '\\' ? this.#escape() : codeOf(character)
  }

  #escape(): number | CharacterTest | null {
    const letter = this.#next()
    if (letter === null) return null
    if (Object.hasOwn(CLASSES, letter)) return CLASSES[letter] ?? null
    const control = Object.hasOwn(CONTROLS, letter) ? CONTROLS[letter] : undefined
    if (control !== undefined) return codeOf(control)
    // Letters and digits that mean nothing here mean something in other engines: \b, \1.
    return /[A-Za-z0-9]/.test(letter) ? null : codeOf(letter)
  }

  get #peek(): string | null {
    return this.#characters[this.#at] ?? null
  }

  #next(): string | null {
    const character = this.#peek
    if (character !== null) this.#at++
    return character
  }

  #takes(character: string): boolean {
    if (this.#peek !== character) return false
    this.#at++
    return true
  }
}

function equals(wanted: number): CharacterTest {
  return (code) => code === wanted
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0
}
