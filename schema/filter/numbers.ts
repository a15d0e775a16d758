// Numbers of filters: there is one kind. A whole number keeps all of its digits, as a bigint where a double would lose some, up to 40 digits;
// everything else is a double.

const MAX_EXACT_DIGITS = 40
const MAX_EXACT = 10n ** BigInt(MAX_EXACT_DIGITS)

export type Numeric = number | bigint

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** The number of a JSON text or a literal. */
export function integerOrDouble(text: string): Numeric {
  const value = Number(text)
  const isExact = !/^-?\d+$/.test(text) || Number.isSafeInteger(value) || text.length > MAX_EXACT_DIGITS
  return isExact ? value : BigInt(text)
}

export function negated(value: Numeric): Numeric {
  return typeof value === 'bigint' ? settled(-value) : -value
}

/** Null where there is no answer, as for a division by zero. */
export function calculated(operator: '+' | '-' | '*' | '/' | '%', left: Numeric, right: Numeric): Numeric | null {
  if ((operator === '/' || operator === '%') && Number(right) === 0) return null
  const [exactLeft, exactRight] = [wholeOf(left), wholeOf(right)]
  if (exactLeft !== null && exactRight !== null) {
    const isDivisible = operator !== '/' || exactLeft % exactRight === 0n
    if (isDivisible) return settled(ofWholes(operator, exactLeft, exactRight))
  }
  return ofDoubles(operator, Number(left), Number(right))
}

function ofWholes(operator: '+' | '-' | '*' | '/' | '%', left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}

function ofDoubles(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right
    case '-':
      return left - right
    case '*':
      return left * right
    case '/':
      return left / right
    case '%':
      return left % right
  }
}

function wholeOf(value: Numeric): bigint | null {
  if (typeof value === 'bigint') return value
  return Number.isSafeInteger(value) ? BigInt(value) : null
}

/** A bigint only where it must be one, and never so long that calculating with it takes time. */
function settled(value: bigint): Numeric {
  const double = Number(value)
  return Number.isSafeInteger(double) || value > MAX_EXACT || value < -MAX_EXACT ? double : value
}
