// What the grid shows of the state: how many offsets fit, which topics are folded, and what was cut off a moment ago.
import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { search } from '../app/location.ts'
import type { ClusterState } from '../data/shapes.ts'
import { detailOf } from './model/detail.ts'
import type { GridRow } from './model/rows.ts'
import { rowsOf } from './model/rows.ts'
import { Truncations } from './model/truncations.ts'
import { CELL_PX } from './replica-cell.tsx'

const [MIN_CELLS, MAX_CELLS] = [6, 40]

/** What a cell needs beside its offsets. */
const BESIDE_PX = 20

type Grid = {
  readonly rows: readonly GridRow[]
  readonly boxRef: RefObject<HTMLDivElement | null>
  readonly fold: (topic: string, isUnfolded: boolean) => void
}

export function useGrid(state: ClusterState, isPast: boolean, showsInternal: boolean): Grid {
  const boxRef = useRef<HTMLDivElement>(null)
  const cellCount = useCellCount(boxRef, state.brokers.length)
  const folding = useSignal<ReadonlyMap<string, boolean>>(new Map())
  const { truncations, nowMs } = useTruncations(state, isPast)
  const detail = detailOf(state, search.value.get('detail'))
  const rows = rowsOf(state, { detail, showsInternal, cellCount, folding: folding.value, truncations, nowMs })
  const fold = (topic: string, isUnfolded: boolean): void => {
    folding.value = new Map(folding.value).set(topic, isUnfolded)
  }
  return { rows, boxRef, fold }
}

function useCellCount(boxRef: RefObject<HTMLDivElement | null>, brokerCount: number): number {
  const cellCount = useSignal(MIN_CELLS)
  useLayoutEffect(() => {
    const box = boxRef.current
    if (box === null) return undefined
    const measure = (): void => {
      const head = box.querySelector<HTMLElement>('.grid-broker')
      const fits = Math.floor(((head?.clientWidth ?? 0) - BESIDE_PX) / CELL_PX)
      cellCount.value = Math.max(MIN_CELLS, Math.min(MAX_CELLS, fits))
    }
    const sizes = new ResizeObserver(measure)
    sizes.observe(box)
    return () => sizes.disconnect()
  }, [boxRef, brokerCount, cellCount])
  return cellCount.value
}

function useTruncations(state: ClusterState, isPast: boolean): { readonly truncations: Truncations; readonly nowMs: number } {
  const truncations = useMemo(() => new Truncations(), [])
  const redraws = useSignal(0)
  const noted = useRef<ClusterState | null>(null)
  void redraws.value
  const nowMs = performance.now()
  if (noted.current !== state) {
    if (isPast) truncations.forget()
    else truncations.note(state, nowMs)
    noted.current = state
  }
  const endMs = truncations.nextEndMs(nowMs)
  useEffect(() => {
    if (endMs === null) return undefined
    const timer = setTimeout(() => redraws.value++, endMs - performance.now())
    return () => clearTimeout(timer)
  }, [endMs, redraws])
  return { truncations, nowMs }
}
