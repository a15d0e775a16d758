// What came, in the order in which it came, and a way to wait for it: for a condition on all of it, never for a time.

type Waiting<Item> = { readonly holds: (all: readonly Item[]) => boolean; readonly resolve: () => void }

export class Seen<Item> {
  readonly all: Item[] = []
  #waiting: Waiting<Item>[] = []

  readonly add = (item: Item): void => {
    this.all.push(item)
    const reached = this.#waiting.filter(({ holds }) => holds(this.all))
    this.#waiting = this.#waiting.filter((waiting) => !reached.includes(waiting))
    for (const { resolve } of reached) resolve()
  }

  /** Resolves as soon as the condition holds; never, if it never does. */
  until(holds: (all: readonly Item[]) => boolean): Promise<void> {
    if (holds(this.all)) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }))
  }

  count(wanted: number): Promise<void> {
    return this.until(({ length }) => length >= wanted)
  }
}
