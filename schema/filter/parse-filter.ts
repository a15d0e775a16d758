// From the text of a filter to its tree. The language is a part of CEL (cel.dev): what is left out is what a filter over one record does not need.
// Precedence, loosest first: ? : · || · && · comparisons and in · + - · * / % · ! - · .field [index] (call).
import { MAX_FILTER_DEPTH } from '../limits.ts'
import { FUNCTIONS, VARIABLES } from './expression.ts'
import type { BinaryOperator, Expression, FunctionName, Variable } from './expression.ts'
import { FilterError } from './filter-error.ts'
import { integerOrDouble } from './numbers.ts'
import { compilePattern } from './pattern.ts'
import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['||', 1],
  ['&&', 2],
  ...['==', '!=', '<', '<=', '>', '>=', 'in'].map((operator) => [operator, 3] as const),
  ...['+', '-'].map((operator) => [operator, 4] as const),
  ...['*', '/', '%'].map((operator) => [operator, 5] as const),
])

/** The tree of a filter. Throws a FilterError, and nothing else, for a text that is none. */
export function parseFilter(filter: string): Expression {
  return new Parser(tokensOf(filter)).whole()
}

class Parser {
  readonly #tokens: readonly Token[]
  #index = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Expression {
    const expression = this.#expression()
    if (this.#token.kind !== 'end') throw this.#unexpected()
    return expression
  }

  get #token(): Token {
    const token = this.#tokens[this.#index] ?? this.#tokens.at(-1)
    if (token === undefined) throw new Error('there is always a token of the end')
    return token
  }

  #expression(): Expression {
    this.#enter()
    const condition = this.#binary(1)
    if (!this.#takes('?')) return this.#leave(condition)
    const yes = this.#expression()
    this.#expect(':')
    const otherwise = this.#expression()
    return this.#leave({ kind: 'choice', condition, yes, otherwise })
  }

  #binary(minimum: number): Expression {
    let left = this.#unary()
    for (;;) {
      const { kind, text } = this.#token
      const precedence = kind === 'symbol' || (kind === 'name' && text === 'in') ? PRECEDENCE.get(text) : undefined
      if (precedence === undefined || precedence < minimum) return left
      this.#index++
      left = { kind: 'binary', operator: text as BinaryOperator, left, right: this.#binary(precedence + 1) }
    }
  }

  #unary(): Expression {
    const sign = this.#takes('!') ? 'not' : this.#takes('-') ? 'negate' : null
    if (sign === null) return this.#postfix()
    this.#enter()
    return this.#leave({ kind: sign, of: this.#unary() })
  }

  #postfix(): Expression {
    let of = this.#primary()
    for (;;) {
      if (this.#takes('[')) {
        of = { kind: 'index', of, index: this.#expression() }
        this.#expect(']')
      } else if (this.#takes('.')) {
        of = this.#member(of)
      } else {
        return of
      }
    }
  }

  #member(of: Expression): Expression {
    const name = this.#token
    if (name.kind !== 'name') throw this.#unexpected()
    this.#index++
    if (!this.#takes('(')) return { kind: 'field', of, name: name.text }
    return this.#call(name, [of, ...this.#list(')')], 'method')
  }

  #primary(): Expression {
    const token = this.#token
    this.#index++
    if (token.kind === 'number') return { kind: 'literal', value: integerOrDouble(token.text) }
    if (token.kind === 'text') return { kind: 'literal', value: token.text }
    if (token.kind === 'name') return this.#named(token)
    if (token.text === '[') return { kind: 'list', items: this.#list(']') }
    if (token.text !== '(') {
      this.#index--
      throw this.#unexpected()
    }
    const expression = this.#expression()
    this.#expect(')')
    return expression
  }

  #named(token: Token): Expression {
    const { text } = token
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' }
    if (text === 'null') return { kind: 'literal', value: null }
    if (this.#takes('(')) return this.#call(token, this.#list(')'), 'function')
    if (VARIABLES.has(text)) return { kind: 'variable', name: text as Variable }
    throw new FilterError('UNKNOWN_NAME', token.position, text)
  }

  #call({ text: name, position }: Token, values: readonly Expression[], as: 'method' | 'function'): Expression {
    const [first, second] = values
    if (name === 'has' && as === 'function') {
      // Only a field or an index can be missing, so only those can be asked for.
      const isPlace = first?.kind === 'field' || first?.kind === 'index'
      if (first === undefined || values.length !== 1 || !isPlace) throw new FilterError('WRONG_ARGUMENTS', position, name)
      return { kind: 'has', of: first }
    }
    if (name === 'matches' && as === 'method') {
      if (first === undefined || values.length !== 2) throw new FilterError('WRONG_ARGUMENTS', position, name)
      if (second?.kind !== 'literal' || typeof second.value !== 'string') throw new FilterError('PATTERN_NOT_LITERAL', position)
      const pattern = compilePattern(second.value)
      if (pattern === null) throw new FilterError('BAD_PATTERN', position, second.value)
      return { kind: 'matches', of: first, pattern }
    }
    const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as FunctionName] : undefined
    if (known === undefined || (known.as !== 'both' && known.as !== as)) throw new FilterError('UNKNOWN_FUNCTION', position, name)
    if (values.length !== known.values) throw new FilterError('WRONG_ARGUMENTS', position, name)
    return { kind: 'call', name: name as FunctionName, values }
  }

  /** Expressions between commas, up to the closing bracket. */
  #list(close: ')' | ']'): Expression[] {
    const items: Expression[] = []
    if (this.#takes(close)) return items
    do items.push(this.#expression())
    while (this.#takes(','))
    this.#expect(close)
    return items
  }

  #takes(symbol: string): boolean {
    if (this.#token.kind !== 'symbol' || this.#token.text !== symbol) return false
    this.#index++
    return true
  }

  #expect(symbol: string): void {
    if (!this.#takes(symbol)) throw this.#unexpected()
  }

  #unexpected(): FilterError {
    const { kind, position, text } = this.#token
    return kind === 'end' ? new FilterError('UNEXPECTED_END', position) : new FilterError('UNEXPECTED_TOKEN', position, text)
  }

  #enter(): void {
    this.#depth++
    if (this.#depth > MAX_FILTER_DEPTH) throw new FilterError('TOO_DEEP', this.#token.position)
  }

  #leave(expression: Expression): Expression {
    this.#depth--
    return expression
  }
}
