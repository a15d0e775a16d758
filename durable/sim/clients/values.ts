// The values that clients write. Each is unlike every other value of the simulation, so that a value found somewhere tells who wrote it.
import type { Chance } from '../chance.ts'

const MOST_RECORDS = 3

export class Values {
  readonly #chance: Chance
  #next = 0

  constructor(chance: Chance) {
    this.#chance = chance
  }

  /** Those of one batch. */
  some(): string[] {
    return this.asManyAs(this.#chance.between(1, MOST_RECORDS))
  }

  asManyAs(count: number): string[] {
    return Array.from({ length: count }, () => this.#one())
  }

  #one(): string {
    this.#next += 1
    return `v${this.#next}`
  }
}
