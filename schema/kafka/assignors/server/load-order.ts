// The subscribers of a topic in the order of how many partitions they have. One end gives the next that should get a partition, the other
// the next that should give one up. Both count on their advice being taken, in turns: a whole level of members that have equally many is
// gone through before the level changes and the members that already are on the new one join in.
// Source: UniformHeterogeneousAssignmentBuilder.MemberAssignmentBalancer of Kafka 4.3.

export class LoadOrder {
  readonly #sizes: readonly number[]
  readonly #sorted: number[]
  /** How many the members of the range [0, end) have. */
  #leastLevel: number
  #leastEnd = 0
  #nextLeast = 0
  /** How many the members of the range [start, end) have. Behind the end stand those that have nothing to give up. */
  #mostLevel: number
  #mostStart: number
  #mostEnd: number
  #nextMost: number
  readonly imbalance: number

  /** The members are indexes of `sizes`, which may change as partitions are given and taken. There is at least one. */
  constructor(members: readonly number[], sizes: readonly number[]) {
    this.#sizes = sizes
    this.#sorted = members.toSorted((left, right) => (sizes[left] ?? 0) - (sizes[right] ?? 0) || left - right)
    const count = this.#sorted.length
    this.#leastLevel = this.#sizeAt(0) - 1
    this.#mostLevel = this.#sizeAt(count - 1) + 1
    this.#mostStart = count
    this.#mostEnd = count
    this.#nextMost = count - 1
    this.imbalance = this.#sizeAt(count - 1) - this.#sizeAt(0)
  }

  #sizeAt(position: number): number {
    return this.#sizes[this.#sorted[position] ?? 0] ?? 0
  }

  nextLeastLoaded(): number {
    if (this.#nextLeast >= this.#leastEnd) {
      this.#leastLevel++
      while (this.#leastEnd < this.#sorted.length && this.#sizeAt(this.#leastEnd) === this.#leastLevel) this.#leastEnd++
      this.#nextLeast = 0
    }
    return this.#sorted[this.#nextLeast++] ?? 0
  }

  /** Null when nobody is left that could give anything up. */
  nextMostLoaded(): number | null {
    if (this.#nextMost < this.#mostStart) this.#lowerMostLevel()
    return this.#nextMost < 0 ? null : (this.#sorted[this.#nextMost--] ?? null)
  }

  #lowerMostLevel(): void {
    const isRangeEmpty = this.#mostEnd <= this.#mostStart && this.#mostStart > 0
    // With everybody excluded, the level is wherever the next member is, so that the range does not stay empty.
    this.#mostLevel = isRangeEmpty ? this.#sizeAt(this.#mostStart - 1) : this.#mostLevel - 1
    while (this.#mostStart > 0 && this.#sizeAt(this.#mostStart - 1) === this.#mostLevel) this.#mostStart--
    this.#nextMost = this.#mostEnd - 1
  }

  /** The member that nextMostLoaded gave last has nothing to give up: it goes behind the end of the range. */
  excludeMostLoaded(): void {
    const position = this.#nextMost + 1
    const excluded = this.#sorted[position] ?? 0
    this.#sorted[position] = this.#sorted[this.#mostEnd - 1] ?? 0
    this.#sorted[this.#mostEnd - 1] = excluded
    this.#mostEnd--
  }

  /** As far as the advice of both ends goes. */
  isBalanced(): boolean {
    return this.#mostLevel - this.#leastLevel <= 1
  }
}
