// The eight masks of QR codes, and how hard a code is to read: the mask that makes it easiest is taken.
import type { QrCode } from './qr-code.ts'

export const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

const RUN = 3
const BLOCK = 3
const FINDER = 40
const BALANCE = 10

/** Long runs of one colour, blocks of four, what looks like a finder pattern, and too much of one colour make it harder. */
export function penaltyOf(code: QrCode): number {
  const columns = code.map((_, index) => code.map((row) => row[index] ?? false))
  return [...code, ...columns].reduce((sum, line) => sum + linePenalty(line), 0) + blockPenalty(code) + balancePenalty(code)
}

function linePenalty(line: readonly boolean[]): number {
  const text = line.map((isDark) => (isDark ? '1' : '0')).join('')
  const runs = [...text.matchAll(/0{5,}|1{5,}/g)].reduce((sum, [run]) => sum + RUN + run.length - 5, 0)
  // Beyond the edge everything is light.
  const framed = `0000${text}0000`
  const finders = [...framed.matchAll(/(?=10111010000)/g)].length + [...framed.matchAll(/(?=00001011101)/g)].length
  return runs + finders * FINDER
}

function blockPenalty(code: QrCode): number {
  let penalty = 0
  for (const [row, modules] of code.entries()) {
    const below = code[row + 1]
    if (below === undefined) break
    for (let column = 0; column + 1 < modules.length; column++) {
      const isDark = modules[column]
      if (isDark === modules[column + 1] && isDark === below[column] && isDark === below[column + 1]) penalty += BLOCK
    }
  }
  return penalty
}

/** Each full twentieth that the share of dark modules is away from a half. */
function balancePenalty(code: QrCode): number {
  const all = code.length * code.length
  const dark = code.flat().filter(Boolean).length
  return Math.floor(Math.abs(dark * 20 - all * 10) / all) * BALANCE
}
