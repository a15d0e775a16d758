// Looking things up in lists that are in order: what keeps the checks of a long history from comparing everything with everything.

/** The index of the first item that is not below the bound; the length when all are. */
export function firstAtLeast(ordered: readonly number[], bound: number): number {
  let [least, most] = [0, ordered.length]
  while (least < most) {
    const middle = (least + most) >> 1
    if ((ordered[middle] ?? bound) < bound) least = middle + 1
    else most = middle
  }
  return least
}

/** The items from `from` to below `until`. */
export function between(ordered: readonly number[], from: number, until: number): readonly number[] {
  return ordered.slice(firstAtLeast(ordered, from), firstAtLeast(ordered, until))
}

export function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((one, other) => one - other)
}
