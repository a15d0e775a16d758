// The error correction of QR codes: Reed-Solomon over the field of 256 elements whose polynomial is x^8 + x^4 + x^3 + x^2 + 1.

const POLYNOMIAL = 0x11d

function multiply(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * POLYNOMIAL)
    product ^= ((other >>> bit) & 1) * one
  }
  return product
}

/** The divisor with the roots 2^0 to 2^(degree - 1), without its leading 1. */
function generator(degree: number): number[] {
  const coefficients = Array.from({ length: degree }, (_, index): number => (index === degree - 1 ? 1 : 0))
  let root = 1
  for (let power = 0; power < degree; power++) {
    for (let index = 0; index < degree; index++) {
      coefficients[index] = multiply(coefficients[index] ?? 0, root) ^ (coefficients[index + 1] ?? 0)
    }
    root = multiply(root, 2)
  }
  return coefficients
}

/** As many bytes of correction as are asked for: what is left when the data are divided. */
export function correctionOf(data: readonly number[], length: number): number[] {
  const divisor = generator(length)
  const rest = Array.from({ length }, () => 0)
  for (const byte of data) {
    const factor = byte ^ (rest.shift() ?? 0)
    rest.push(0)
    for (const [index, coefficient] of divisor.entries()) rest[index] = (rest[index] ?? 0) ^ multiply(coefficient, factor)
  }
  return rest
}
