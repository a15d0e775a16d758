// Regular expressions of filters: RE2's idea, small. A pattern becomes a program of a few hundred instructions at most; all places that it may
// be in are followed at once, so that a text takes time in proportion to its length, and no pattern can take longer.
//
// It knows . [a-z] [^a] \d \w \s \D \W \S ( ) (?: ) | * + ? {2,5} ^ $, and has neither references back nor looking ahead.
import { MAX_FILTER_PATTERN_SIZE } from '../limits.ts'
import { parsePattern } from './pattern-parser.ts'
import type { CharacterTest, PatternNode } from './pattern-parser.ts'

type Instruction =
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'either'; first: number; second: number }
  | { readonly kind: 'go'; to: number }
  | { readonly kind: 'start' | 'end' | 'found' }

export type Pattern = { readonly source: string; readonly program: readonly Instruction[] }

/** Null for what is no pattern, or one that is too large. */
export function compilePattern(source: string): Pattern | null {
  const node = parsePattern(source)
  if (node === null) return null
  const program: Instruction[] = []
  if (!emit(node, program)) return null
  program.push({ kind: 'found' })
  return { source, program }
}

/** Appends a node's instructions; false when the program is too large. */
function emit(node: PatternNode, program: Instruction[]): boolean {
  if (program.length > MAX_FILTER_PATTERN_SIZE) return false
  switch (node.kind) {
    case 'character':
      program.push({ kind: 'character', test: node.test })
      return true
    case 'start':
    case 'end':
      program.push({ kind: node.kind })
      return true
    case 'sequence':
      return node.parts.every((part) => emit(part, program))
    case 'either':
      return emitEither(node.parts, program)
    case 'repeat':
      return emitRepeat(node.part, node.minimum, node.maximum, program)
  }
}

function emitEither(parts: readonly PatternNode[], program: Instruction[]): boolean {
  const exits: { kind: 'go'; to: number }[] = []
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      if (!emit(part, program)) return false
      continue
    }
    const fork: Instruction = { kind: 'either', first: program.length + 1, second: 0 }
    program.push(fork)
    if (!emit(part, program)) return false
    const exit = { kind: 'go' as const, to: 0 }
    program.push(exit)
    exits.push(exit)
    fork.second = program.length
  }
  for (const exit of exits) exit.to = program.length
  return true
}

function emitRepeat(part: PatternNode, minimum: number, maximum: number, program: Instruction[]): boolean {
  for (let count = 0; count < minimum; count++) {
    const before = program.length
    if (!emit(part, program)) return false
    // Nothing, however often, is nothing: groups of nothing inside of each other would take for ever.
    if (program.length === before) break
  }
  if (maximum === Number.POSITIVE_INFINITY) {
    const fork: Instruction = { kind: 'either', first: program.length + 1, second: 0 }
    const again = program.length
    program.push(fork)
    if (!emit(part, program)) return false
    program.push({ kind: 'go', to: again })
    fork.second = program.length
    return true
  }
  for (let count = minimum; count < maximum; count++) {
    const fork: Instruction = { kind: 'either', first: program.length + 1, second: 0 }
    program.push(fork)
    if (!emit(part, program)) return false
    // Whoever takes no more of it may as well take the next round's way out: each leads on to the end.
    fork.second = program.length
  }
  return true
}

/**
 * Whether the pattern is found somewhere in the text. Each place that is followed at each character is paid for; null when the payment was refused.
 */
export function findsPattern({ program }: Pattern, text: string, pay: (steps: number) => boolean): boolean | null {
  const now = new Places(program)
  const next = new Places(program)
  let [current, following] = [now, next]
  for (let position = 0; ;) {
    const codePoint = text.codePointAt(position)
    current.add(0, position === 0, codePoint === undefined)
    if (current.isFound) return true
    if (!pay(current.list.length + 1)) return null
    if (codePoint === undefined) return false
    position += codePoint > 0xffff ? 2 : 1
    following.clear()
    for (const place of current.list) {
      const instruction = program[place]
      if (instruction?.kind === 'character' && instruction.test(codePoint)) following.add(place + 1, false, position >= text.length)
    }
    ;[current, following] = [following, current]
  }
}

/** The places in a program that may be reached at one character, each once. */
class Places {
  list: number[] = []
  isFound = false
  readonly #program: readonly Instruction[]
  readonly #seen: Uint32Array
  #round = 1

  constructor(program: readonly Instruction[]) {
    this.#program = program
    this.#seen = new Uint32Array(program.length)
  }

  clear(): void {
    this.list = []
    this.isFound = false
    this.#round++
  }

  add(place: number, isStart: boolean, isEnd: boolean): void {
    const open = [place]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (this.#seen[at] === this.#round) continue
      this.#seen[at] = this.#round
      const instruction = this.#program[at]
      if (instruction === undefined) continue
      if (instruction.kind === 'found') this.isFound = true
      else if (instruction.kind === 'character') this.list.push(at)
      else if (instruction.kind === 'go') open.push(instruction.to)
      else if (instruction.kind === 'either') open.push(instruction.second, instruction.first)
      else if (instruction.kind === 'start' ? isStart : isEnd) open.push(at + 1)
    }
  }
}
