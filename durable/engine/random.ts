// The cluster's own chance: xoshiro128**, four 32-bit words that are part of the state. The same seed gives the same topic ids and the
// same placement. A decision draws from a copy and records where the generator stands afterwards.

export type RandomState = readonly [number, number, number, number]

export class Random {
  #state: [number, number, number, number]

  constructor(state: RandomState) {
    this.#state = [...state]
  }

  get state(): RandomState {
    return [...this.#state]
  }

  /** 32 random bits, unsigned. */
  nextUint32(): number {
    const state = this.#state
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0
    const shifted = state[1] << 9
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotateLeft(state[3], 11)
    return result
  }

  /** An integer in 0 .. bound - 1, without the bias of a plain remainder. */
  below(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound)
    let draw = this.nextUint32()
    while (draw >= limit) draw = this.nextUint32()
    return draw % bound
  }

  /** Fisher and Yates, in place. */
  shuffle(items: unknown[]): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      const item = items[last]
      items[last] = items[other]
      items[other] = item
    }
  }
}

/** Spreads a seed of any size over the four words (splitmix32), so that seeds 1 and 2 do not start alike. */
export function randomFromSeed(seed: number): RandomState {
  let low = seed >>> 0
  const high = Math.floor(seed / 2 ** 32) >>> 0
  const next = (): number => {
    low = (low + 0x9e3779b9) >>> 0
    let mixed = low ^ high
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
  return [next(), next(), next(), next() | 1]
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
