// A list of which only the rows in sight are in the document. It stays where it is when rows come in front, and follows its end when it is there.
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core'
import type { VirtualizerOptions } from '@tanstack/virtual-core'
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'

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
  // With another function for each drawing, all rows would be laid out anew each time.
  const newest = useRef(keyOf)
  newest.current = keyOf
  const key = useMemo(() => (index: number) => newest.current(index), [])
  const height = useMemo(() => () => rowHeight, [rowHeight])
  const options: VirtualizerOptions<HTMLElement, HTMLElement> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: height,
    getItemKey: key,
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

/** Whether the last row is in sight, as far as is known without asking the document, which would make it work out its layout. */
export function isAtEnd(list: VirtualList, rowHeight: number): boolean {
  const { scrollOffset, scrollRect } = list
  return scrollOffset === null || scrollRect === null || scrollOffset + scrollRect.height >= list.getTotalSize() - rowHeight
}
