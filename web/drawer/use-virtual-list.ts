// A list of which only the rows in sight are in the document. It stays where it is when rows come in front, and follows its end when it is there.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import type { VirtualizerOptions } from '@tanstack/virtual-core'
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo } from 'preact/hooks'

export type VirtualList = Virtualizer<HTMLElement, HTMLElement>

type ListOptions = {
  readonly scroller: { readonly current: HTMLElement | null }
  readonly count: number
  /** The same for the same row, wherever it stands. */
  readonly keyOf: (index: number) => number
  readonly rowHeight: number
}

export function useVirtualList({ scroller, count, keyOf, rowHeight }: ListOptions): VirtualList {
  const changed = useSignal(0)
  void changed.value
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => changed.value++,
    overscan: 6,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: rowHeight,
    useAnimationFrameWithResizeObserver: true,
  }
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- it is made once and told of its options with each drawing
  const list = useMemo<VirtualList>(() => new Virtualizer(options), [])
  list.setOptions(options)
  useLayoutEffect(() => list._didMount(), [list])
  useLayoutEffect(() => list._willUpdate())
  return list
}
