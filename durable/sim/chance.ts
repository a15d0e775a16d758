// Every choice of a simulation comes from one generator with one seed, in the order in which the choices are made: the same seed makes the same
// cluster, the same work and the same faults, whatever the engine does with them.
import { assert } from '../engine/assert.ts'
import { Random, randomFromSeed } from '../engine/random.ts'

export class Chance {
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(randomFromSeed(seed))
  }

  /** 0 to bound - 1. */
  below(bound: number): number {
    return this.#random.below(bound)
  }

  /** Both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1)
  }

  isPercent(percent: number): boolean {
    return this.below(100) < percent
  }

  oneOf<Item>(items: readonly Item[]): Item {
    assert(items.length > 0, 'there is something to choose from')
    return items[this.below(items.length)] as Item
  }

  /** One of the keys, each as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries(weights) as [Key, number][]
    let left = this.below(entries.reduce((sum, [, weight]) => sum + weight, 0))
    for (const [key, weight] of entries) {
      if (left < weight) return key
      left -= weight
    }
    throw new Error('weights are whole numbers, and one of them is above zero')
  }

  /** Some of the items, each with this chance, in their order. */
  someOf<Item>(items: readonly Item[], percent: number): Item[] {
    return items.filter(() => this.isPercent(percent))
  }
}
