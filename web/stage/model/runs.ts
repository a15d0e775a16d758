// Neighbouring offsets of one kind are drawn as one run: a strip is a few elements, however many cells it has.
import type { Cell, CellKind } from './strip.ts'

export type Run = { readonly kind: CellKind; readonly count: number; readonly firstOffset: number }

export function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: Run[] = []
  for (const { kind, offset } of cells) {
    const last = runs.at(-1)
    if (last?.kind === kind) runs[runs.length - 1] = { ...last, count: last.count + 1 }
    else runs.push({ kind, count: 1, firstOffset: offset })
  }
  return runs
}
