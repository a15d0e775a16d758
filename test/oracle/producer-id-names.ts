// The producer ids of a case are Kafka's, those of our coordinator are its own: which of ours stands for which of Kafka's shows when an id
// first comes back, and must hold from then on.
import { isRecord } from './case-result.ts'

/** Kafka's generator in the cases begins here; ids below were given by the case. */
const FIRST_GENERATED = 1000

export class ProducerIdNames {
  readonly #ours = new Map<number, number>()
  readonly #isGenerated: (producerId: number) => boolean

  /** `isGenerated` tells which ids our coordinator has given out. */
  constructor(isGenerated: (producerId: number) => boolean) {
    this.#isGenerated = isGenerated
  }

  ours(producerId: number): number {
    return this.#ours.get(producerId) ?? producerId
  }

  /** The expectation in our ids. An id of Kafka's that comes up for the first time is the one that stands in its place in `actual`. */
  translated(expected: unknown, actual: unknown): unknown {
    if (!isRecord(expected)) return expected
    const values = isRecord(actual) ? actual : {}
    return Object.fromEntries(
      Object.entries(expected).map(([key, value]) => {
        if (key === 'producerId' && typeof value === 'number') return [key, this.#named(value, values[key])]
        return [key, this.translated(value, values[key])]
      }),
    )
  }

  #named(producerId: number, actual: unknown): number {
    if (producerId >= FIRST_GENERATED && !this.#ours.has(producerId) && typeof actual === 'number') {
      const isFree = ![...this.#ours.values()].includes(actual)
      if (isFree && this.#isGenerated(actual)) this.#ours.set(producerId, actual)
    }
    return this.ours(producerId)
  }
}
