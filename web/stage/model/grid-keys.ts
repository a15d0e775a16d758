// Walking through the grid with the keyboard, as the grid pattern of ARIA has it.

export type GridPlace = { readonly row: number; readonly column: number }

/** Where a key leads to; null when the key is none of the grid's. Rows and columns are counted with their headers. */
export function placeAfter(key: string, isControl: boolean, at: GridPlace, rows: number, columns: number): GridPlace | null {
  const lastRow = rows - 1
  const lastColumn = columns - 1
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(0, at.row - 1), column: at.column }
    case 'ArrowDown':
      return { row: Math.min(lastRow, at.row + 1), column: at.column }
    case 'ArrowLeft':
      return { row: at.row, column: Math.max(0, at.column - 1) }
    case 'ArrowRight':
      return { row: at.row, column: Math.min(lastColumn, at.column + 1) }
    case 'Home':
      return { row: isControl ? 0 : at.row, column: 0 }
    case 'End':
      return { row: isControl ? lastRow : at.row, column: lastColumn }
    case 'PageUp':
      return { row: Math.max(0, at.row - 8), column: at.column }
    case 'PageDown':
      return { row: Math.min(lastRow, at.row + 8), column: at.column }
    default:
      return null
  }
}
