// A filter as a tree, and what it may name and call.
import type { Pattern } from './pattern.ts'

export type Variable = 'offset' | 'partition' | 'timestamp' | 'key' | 'value' | 'headers'

export type BinaryOperator = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%'

export type FunctionName = 'size' | 'contains' | 'startsWith' | 'endsWith' | 'lowerAscii' | 'int' | 'double' | 'string' | 'timestamp'

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | bigint | boolean | null }
  | { readonly kind: 'variable'; readonly name: Variable }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'not' | 'negate'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'choice'; readonly condition: Expression; readonly yes: Expression; readonly otherwise: Expression }
  | { readonly kind: 'has'; readonly of: Expression }
  | { readonly kind: 'matches'; readonly of: Expression; readonly pattern: Pattern }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly values: readonly Expression[] }

export const VARIABLES: ReadonlySet<string> = new Set<Variable>(['offset', 'partition', 'timestamp', 'key', 'value', 'headers'])

/** How many values each takes, and whether it is called on the first of them (`key.startsWith("a")`), on none, or either way. */
export const FUNCTIONS: Readonly<Record<FunctionName, { readonly values: number; readonly as: 'method' | 'function' | 'both' }>> = {
  size: { values: 1, as: 'both' },
  contains: { values: 2, as: 'method' },
  startsWith: { values: 2, as: 'method' },
  endsWith: { values: 2, as: 'method' },
  lowerAscii: { values: 1, as: 'method' },
  int: { values: 1, as: 'function' },
  double: { values: 1, as: 'function' },
  string: { values: 1, as: 'function' },
  timestamp: { values: 1, as: 'function' },
}
