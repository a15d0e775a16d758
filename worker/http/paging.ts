// Pages of a sorted list. A token is the key of the last entry that was given, so that entries which come or go between two pages make
// nobody miss or repeat another one.
import type { PageQuery } from '../../schema/api/paging.ts'

export type Page<Item> = {
  readonly items: readonly Item[]
  /** The absolute address of the next page, or null. */
  readonly next: string | null
}

/** The query of a list. What does not choose the page chooses what is listed. */
export type ListQuery = PageQuery & Readonly<Record<string, string | number | undefined>>

/**
 * The page that was asked for, or the whole list.
 *
 * @param sorted by `keyOf` in the order of `compare`.
 * @param self the absolute address of the list, without a query.
 */
export function pageOf<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  compare: (left: string, right: string) => number,
  query: ListQuery,
  self: string,
): Page<Item> {
  const { page_size: size, page_token: token, ...chosen } = query
  const rest = token === undefined ? sorted : sorted.filter((item) => compare(keyOf(item), token) > 0)
  if (size === undefined || rest.length <= size) return { items: rest, next: null }
  const items = rest.slice(0, size)
  const last = items.at(-1)
  return { items, next: last === undefined ? null : `${self}?${queryText({ ...chosen, page_size: size, page_token: keyOf(last) })}` }
}

function queryText(query: ListQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')
}

/** By code unit, as Java sorts strings. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** For numeric ids. A token that is no number comes before every one. */
export function compareNumbers(left: string, right: string): number {
  return numberOf(left) - numberOf(right)
}

function numberOf(id: string): number {
  return /^\d+$/.test(id) ? Number(id) : -1
}
