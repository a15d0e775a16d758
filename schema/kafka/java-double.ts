// How Java prints a double. Config values are shown to clients as the broker's Java prints them: 0 is "0.0", and a tenth of a thousandth is
// "1.0E-4". The digits themselves are the shortest that name the number, in Java (since 19) as in JavaScript.
// Source: Double.toString.

const PLAIN_FROM = 1e-3
const PLAIN_BELOW = 1e7

/** Double.toString(value). */
export function javaDoubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const magnitude = Math.abs(value)
  if (magnitude !== 0 && (magnitude < PLAIN_FROM || magnitude >= PLAIN_BELOW)) return scientific(value)
  const plain = String(value)
  return plain.includes('.') ? plain : `${plain}.0`
}

/** toExponential without an argument gives the shortest digits, as "1e-4" or "1.5e+21". */
function scientific(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`
}
