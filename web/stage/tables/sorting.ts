// The order of a table's rows.

export type Sorting = { readonly column: string; readonly isDescending: boolean }

export type Value = string | number | null

/** What has no value is at the end either way. Rows that are equal stay in the order in which they came. */
export function sortedBy<Row>(rows: readonly Row[], valueOf: (row: Row) => Value, isDescending: boolean): readonly Row[] {
  const direction = isDescending ? -1 : 1
  return rows.toSorted((one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    if (typeof a === 'number' && typeof b === 'number') return direction * (a - b)
    return direction * String(a).localeCompare(String(b), 'en', { numeric: true })
  })
}

/** A column that is chosen again is turned around. */
export function nextSorting(now: Sorting | null, column: string): Sorting {
  return { column, isDescending: now?.column === column && !now.isDescending }
}
