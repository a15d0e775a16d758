// Which rows of a long list are in the document: those that can be seen, and a few around them so that scrolling does not show holes.

const AROUND = 8

export type RowWindow = { readonly first: number; readonly end: number }

export function windowOfRows(count: number, scrollTop: number, height: number, rowHeight: number): RowWindow {
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight) - AROUND, count - 1))
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + AROUND)
  return { first, end: Math.max(first, end) }
}

/** Where to scroll so that a row is seen whole, below a head that covers the top; null when it is. */
export function scrollToRow(index: number, scrollTop: number, height: number, rowHeight: number, headHeight: number): number | null {
  const top = index * rowHeight
  if (top < scrollTop) return top
  const bottom = top + rowHeight + headHeight
  return bottom > scrollTop + height ? bottom - height : null
}
