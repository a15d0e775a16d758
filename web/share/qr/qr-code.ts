// A QR code as a square of dark and light modules.
import { codewordsOf } from './codewords.ts'
import { MASKS, penaltyOf } from './masks.ts'

export type QrCode = readonly (readonly boolean[])[]

/** Null while it is nobody's: data may go there. */
type Draft = (boolean | null)[][]

/** The code of a text; null when it is too long. Lighter margins are for whoever draws it. */
export function qrCodeOf(text: string): QrCode | null {
  const codewords = codewordsOf(text)
  if (codewords === null) return null
  const { version, bytes } = codewords
  const size = version * 4 + 17
  const patterns = patternsOf(version, size)
  const data = layOut(patterns, size, bytes)
  const codes = MASKS.map((isFlipped, mask) => masked(patterns, data, size, isFlipped, mask))
  const penalties = codes.map(penaltyOf)
  return codes[penalties.indexOf(Math.min(...penalties))] ?? null
}

/** Everything but the data. The places of the format are taken and light until a mask is chosen. */
function patternsOf(version: number, size: number): Draft {
  const draft: Draft = Array.from({ length: size }, () => Array.from({ length: size }, () => null))
  for (let index = 0; index < size; index++) {
    set(draft, 6, index, index % 2 === 0)
    set(draft, index, 6, index % 2 === 0)
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const) {
    drawRings(draft, row, column, 4, (distance) => distance !== 2 && distance !== 4)
  }
  const places = alignmentPlaces(version, size)
  const last = places.length - 1
  for (const [one, row] of places.entries()) {
    for (const [other, column] of places.entries()) {
      const isFinder = (one === 0 && other === 0) || (one === 0 && other === last) || (one === last && other === 0)
      if (!isFinder) drawRings(draft, row, column, 2, (distance) => distance !== 1)
    }
  }
  drawFormat(draft, size, null)
  if (version >= 7) drawVersion(draft, size, version)
  return draft
}

function set(draft: Draft, row: number, column: number, isDark: boolean): void {
  const modules = draft[row]
  if (modules !== undefined && column >= 0 && column < modules.length) modules[column] = isDark
}

/** Square rings around a middle; what lies outside of the code is left out. */
function drawRings(draft: Draft, row: number, column: number, radius: number, isDark: (distance: number) => boolean): void {
  for (let down = -radius; down <= radius; down++) {
    for (let right = -radius; right <= radius; right++) {
      set(draft, row + down, column + right, isDark(Math.max(Math.abs(down), Math.abs(right))))
    }
  }
}

function alignmentPlaces(version: number, size: number): readonly number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - (count - 2 - index) * step)]
}

/** Twice: 15 bits of the level (M is 00) and the mask, with a BCH code of their own. Without a mask the places are only taken. */
function drawFormat(draft: Draft, size: number, mask: number | null): void {
  let rest = mask ?? 0
  for (let round = 0; round < 10; round++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
  const bits = mask === null ? 0 : ((mask << 10) | rest) ^ 0x5412
  for (let bit = 0; bit < 15; bit++) {
    const isDark = ((bits >>> bit) & 1) === 1
    const [row, column] = bit < 6 ? [bit, 8] : bit < 8 ? [bit + 1, 8] : bit === 8 ? [8, 7] : [8, 14 - bit]
    set(draft, row, column, isDark)
    if (bit < 8) set(draft, 8, size - 1 - bit, isDark)
    else set(draft, size - 15 + bit, 8, isDark)
  }
  set(draft, size - 8, 8, true)
}

/** Twice: 18 bits of the version. */
function drawVersion(draft: Draft, size: number, version: number): void {
  let rest = version
  for (let round = 0; round < 12; round++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
  const bits = (version << 12) | rest
  for (let bit = 0; bit < 18; bit++) {
    const isDark = ((bits >>> bit) & 1) === 1
    const [near, far] = [Math.floor(bit / 3), size - 11 + (bit % 3)]
    set(draft, near, far, isDark)
    set(draft, far, near, isDark)
  }
}

/** Up and down in columns of two, from the right; the column of the timing pattern is skipped. */
function layOut(patterns: Draft, size: number, bytes: readonly number[]): ReadonlyMap<number, boolean> {
  const data = new Map<number, boolean>()
  let bit = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const isUpward = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step++) {
      const row = isUpward ? size - 1 - step : step
      for (const column of [right, right - 1]) {
        if (patterns[row]?.[column] !== null) continue
        data.set(row * size + column, (((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1)
        bit++
      }
    }
  }
  return data
}

type Flip = (typeof MASKS)[number]

function masked(patterns: Draft, data: ReadonlyMap<number, boolean>, size: number, isFlipped: Flip, mask: number): QrCode {
  const draft = patterns.map((row) => [...row])
  drawFormat(draft, size, mask)
  return draft.map((modules, row) => modules.map((module, column) => module ?? data.get(row * size + column) !== isFlipped(row, column)))
}
