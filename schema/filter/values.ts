// Comparing and looking into the values of filters. `undefined` stands for "no answer" throughout: a field that is not there, a number compared
// with a text. A filter without an answer does not take the record.
import { isNumeric } from './numbers.ts'
import type { FilterMap, FilterValue } from './record-view.ts'

/** Equality looks into lists and objects no deeper than this: people write no such literals, and recursion stays bounded. */
const MAX_EQUALITY_DEPTH = 64

export type Pay = (steps: number) => boolean

/** Characters that the machine compares or copies in about the time of one step. */
const CHARACTERS_A_STEP = 64

export function isList(value: FilterValue): value is readonly FilterValue[] {
  return Array.isArray(value)
}

export function isMap(value: FilterValue): value is FilterMap {
  return typeof value === 'object' && value !== null && !isList(value)
}

export function stepsOfText(characters: number): number {
  return 1 + Math.floor(characters / CHARACTERS_A_STEP)
}

/** Only what the object has itself: a payload may well have a member called `__proto__` or `constructor`, and nothing else has one. */
export function memberOf(map: FilterMap, name: string): FilterValue | undefined {
  if (map instanceof Map) return (map as ReadonlyMap<string, FilterValue>).get(name)
  return Object.hasOwn(map, name) ? (map as { readonly [name: string]: FilterValue })[name] : undefined
}

export function sizeOf(value: FilterValue, pay: Pay): number | undefined {
  if (typeof value === 'string') return pay(stepsOfText(value.length)) ? codePointsOf(value) : undefined
  if (isList(value)) return value.length
  if (!isMap(value)) return undefined
  return value instanceof Map ? value.size : Object.keys(value).length
}

function codePointsOf(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length - 1; at++) {
    if (text.charCodeAt(at) >= 0xd800 && text.charCodeAt(at) < 0xdc00) count--
  }
  return count
}

export function elementOf(value: FilterValue, index: FilterValue): FilterValue | undefined {
  if (isList(value)) return typeof index === 'number' ? value[index] : undefined
  return isMap(value) && typeof index === 'string' ? memberOf(value, index) : undefined
}

/** Things of different kinds are not equal; numbers are equal when their values are. */
export function areEqual(left: FilterValue, right: FilterValue, pay: Pay, depth = 0): boolean | undefined {
  if (!pay(1) || depth > MAX_EQUALITY_DEPTH) return undefined
  // A double and a bigint of the same value are equal for == and not for ===.
  // oxlint-disable-next-line eqeqeq
  if (isNumeric(left) && isNumeric(right)) return left == right
  if (typeof left === 'string' && typeof right === 'string') return pay(stepsOfText(left.length)) ? left === right : undefined
  if (isList(left) && isList(right)) return areListsEqual(left, right, pay, depth)
  if (isMap(left) && isMap(right)) return areMapsEqual(left, right, pay, depth)
  return left === right
}

function areListsEqual(left: readonly FilterValue[], right: readonly FilterValue[], pay: Pay, depth: number): boolean | undefined {
  if (left.length !== right.length) return false
  for (const [index, item] of left.entries()) {
    const isEqual = areEqual(item, right[index] ?? null, pay, depth + 1)
    if (isEqual !== true) return isEqual
  }
  return true
}

function areMapsEqual(left: FilterMap, right: FilterMap, pay: Pay, depth: number): boolean | undefined {
  const names = left instanceof Map ? [...left.keys()] : Object.keys(left)
  if (names.length !== sizeOf(right, pay)) return false
  for (const name of names) {
    const [one, other] = [memberOf(left, name), memberOf(right, name)]
    if (one === undefined || other === undefined) return false
    const isEqual = areEqual(one, other, pay, depth + 1)
    if (isEqual !== true) return isEqual
  }
  return true
}

/** Below, equal or above as -1, 0 and 1. Only numbers with numbers and texts with texts have an order. */
export function compared(left: FilterValue, right: FilterValue, pay: Pay): number | undefined {
  if (isNumeric(left) && isNumeric(right)) return orderOf(left, right)
  if (typeof left !== 'string' || typeof right !== 'string') return undefined
  return pay(stepsOfText(Math.min(left.length, right.length))) ? orderOf(left, right) : undefined
}

function orderOf<Value extends string | number | bigint>(left: Value, right: Value): number | undefined {
  if (left < right) return -1
  if (left > right) return 1
  // Neither is NaN's answer to everything.
  // oxlint-disable-next-line eqeqeq
  return left == right ? 0 : undefined
}

/** The machine may have to look at each character of the text for each of what is looked for. */
export function containsText(text: string, part: string, pay: Pay): boolean | undefined {
  return pay(stepsOfText(text.length * Math.max(1, part.length))) ? text.includes(part) : undefined
}
