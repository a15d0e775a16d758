// Whether a filter takes a record. Every step is paid for, so that no filter over no record takes long; what has no answer is `undefined`, and
// as in CEL `false && …` and `true || …` have an answer whatever stands on the other side.
import { parseInstant } from '../records/timestamp.ts'
import type { BinaryOperator, Expression, FunctionName } from './expression.ts'
import { calculated, integerOrDouble, isNumeric, negated } from './numbers.ts'
import { findsPattern } from './pattern.ts'
import type { FilterValue, RecordView } from './record-view.ts'
import { areEqual, compared, containsText, elementOf, isList, isMap, memberOf, sizeOf, stepsOfText } from './values.ts'
import type { Pay } from './values.ts'

type Answer = FilterValue | undefined

/** Null when the filter has no answer for this record: a field is missing, a text is compared with a number, or the steps were used up. */
export function takes(
  filter: Expression,
  record: RecordView,
  maxSteps: number,
): { readonly isTaken: boolean | null; readonly steps: number } {
  const evaluation = new Evaluation(record, maxSteps)
  const answer = evaluation.answer(filter)
  return { isTaken: typeof answer === 'boolean' ? answer : null, steps: evaluation.steps }
}

class Evaluation {
  steps = 0
  readonly #record: RecordView
  readonly #maxSteps: number

  constructor(record: RecordView, maxSteps: number) {
    this.#record = record
    this.#maxSteps = maxSteps
  }

  readonly pay: Pay = (steps) => {
    this.steps += steps
    return this.steps <= this.#maxSteps
  }

  answer(expression: Expression): Answer {
    if (!this.pay(1)) return undefined
    switch (expression.kind) {
      case 'literal':
        return expression.value
      case 'variable':
        return this.#record[expression.name]
      case 'list':
        return this.#list(expression.items)
      case 'field': {
        const of = this.answer(expression.of)
        return of !== undefined && isMap(of) ? memberOf(of, expression.name) : undefined
      }
      case 'index': {
        const [of, index] = [this.answer(expression.of), this.answer(expression.index)]
        return of === undefined || index === undefined ? undefined : elementOf(of, index)
      }
      case 'not': {
        const of = this.answer(expression.of)
        return typeof of === 'boolean' ? !of : undefined
      }
      case 'negate': {
        const of = this.answer(expression.of)
        return isNumeric(of) ? negated(of) : undefined
      }
      case 'binary':
        return this.#binary(expression.operator, expression.left, expression.right)
      case 'choice': {
        const condition = this.answer(expression.condition)
        if (typeof condition !== 'boolean') return undefined
        return this.answer(condition ? expression.yes : expression.otherwise)
      }
      case 'has':
        return this.answer(expression.of) !== undefined
      case 'matches': {
        const text = this.answer(expression.of)
        return typeof text === 'string' ? (findsPattern(expression.pattern, text, this.pay) ?? undefined) : undefined
      }
      case 'call':
        return this.#call(expression.name, expression.values)
    }
  }

  #list(items: readonly Expression[]): Answer {
    const values: FilterValue[] = []
    for (const item of items) {
      const value = this.answer(item)
      if (value === undefined) return undefined
      values.push(value)
    }
    return values
  }

  #binary(operator: BinaryOperator, leftSide: Expression, rightSide: Expression): Answer {
    if (operator === '&&' || operator === '||') return this.#logical(operator === '||', leftSide, rightSide)
    const left = this.answer(leftSide)
    const right = this.answer(rightSide)
    if (left === undefined || right === undefined) return undefined
    switch (operator) {
      case '==':
        return areEqual(left, right, this.pay)
      case '!=': {
        const isEqual = areEqual(left, right, this.pay)
        return isEqual === undefined ? undefined : !isEqual
      }
      case 'in':
        return this.#isIn(left, right)
      case '<':
      case '<=':
      case '>':
      case '>=':
        return ordered(operator, compared(left, right, this.pay))
      default:
        return this.#calculated(operator, left, right)
    }
  }

  /** @param decisive the side that is this decides, whatever the other one is. */
  #logical(decisive: boolean, leftSide: Expression, rightSide: Expression): Answer {
    const left = this.answer(leftSide)
    if (left === decisive) return decisive
    const right = this.answer(rightSide)
    if (right === decisive) return decisive
    return typeof left === 'boolean' && typeof right === 'boolean' ? !decisive : undefined
  }

  #isIn(value: FilterValue, all: FilterValue): Answer {
    if (isMap(all)) return typeof value === 'string' ? memberOf(all, value) !== undefined : undefined
    if (!isList(all)) return undefined
    for (const one of all) {
      const isEqual = areEqual(value, one, this.pay)
      if (isEqual !== false) return isEqual
    }
    return false
  }

  #calculated(operator: '+' | '-' | '*' | '/' | '%', left: FilterValue, right: FilterValue): Answer {
    if (isNumeric(left) && isNumeric(right)) return calculated(operator, left, right) ?? undefined
    if (operator !== '+' || typeof left !== 'string' || typeof right !== 'string') return undefined
    // A text that is joined is paid for by the character, because it is kept.
    return this.pay(left.length + right.length) ? left + right : undefined
  }

  #call(name: FunctionName, values: readonly Expression[]): Answer {
    const [firstSide, secondSide] = values
    if (firstSide === undefined) return undefined
    // The payload itself as text, whether it is JSON or not, with the digits and spaces that it came with.
    if (name === 'string' && firstSide.kind === 'variable' && firstSide.name === 'value') return this.#record.valueText
    const first = this.answer(firstSide)
    if (first === undefined) return undefined
    if (secondSide === undefined) return this.#converted(name, first)
    const second = this.answer(secondSide)
    if (typeof first !== 'string' || typeof second !== 'string' || !this.pay(stepsOfText(second.length))) return undefined
    if (name === 'startsWith') return first.startsWith(second)
    return name === 'endsWith' ? first.endsWith(second) : containsText(first, second, this.pay)
  }

  #converted(name: FunctionName, value: FilterValue): Answer {
    switch (name) {
      case 'size':
        return sizeOf(value, this.pay)
      case 'lowerAscii':
        return typeof value === 'string' && this.pay(value.length) ? value.replace(/[A-Z]+/g, (part) => part.toLowerCase()) : undefined
      case 'timestamp':
        return typeof value === 'string' ? (parseInstant(value) ?? undefined) : undefined
      case 'string':
        return typeof value === 'object' && value !== null ? undefined : String(value)
      case 'double':
        return toNumber(value, /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/)
      case 'int': {
        const number = toNumber(value, /^-?\d+$/)
        return typeof number === 'number' ? Math.trunc(number) : number
      }
      default:
        return undefined
    }
  }
}

/** A number as it is, or the number that a text of this form says. */
function toNumber(value: FilterValue, form: RegExp): number | bigint | undefined {
  if (isNumeric(value)) return value
  return typeof value === 'string' && value.length <= MAX_NUMBER_CHARACTERS && form.test(value) ? integerOrDouble(value) : undefined
}

/** Of a text that is read as a number. */
const MAX_NUMBER_CHARACTERS = 64

function ordered(operator: '<' | '<=' | '>' | '>=', order: number | undefined): Answer {
  if (order === undefined) return undefined
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}
