// Where the replicas of new partitions go: Kafka's StripedReplicaPlacer (KIP-36, KIP-631), rack-aware and rack-unaware in one.
// Leaders go round the racks, and inside a rack round its brokers; followers take the racks that come next. After as many partitions as
// there are live brokers everything is shuffled, so that the same pairs do not repeat for ever.
import type { Random } from '../random.ts'

export type PlaceableBroker = { readonly brokerId: number; readonly rack: string | null; readonly fenced: boolean }

export type Placement = { readonly ok: true; readonly assignments: number[][] } | { readonly ok: false; readonly message: string }

/**
 * Replicas for `partitions` partitions, preferred leader first. `existing` are the assignments the topic already has: added partitions
 * continue the striping where it ended. The message of a refusal is Kafka's; the error is INVALID_REPLICATION_FACTOR.
 */
export function placeReplicas(
  brokers: readonly PlaceableBroker[],
  partitions: number,
  replicationFactor: number,
  random: Random,
  existing: readonly (readonly number[])[] = [],
): Placement {
  const unfenced = brokers.filter((broker) => !broker.fenced).length
  if (replicationFactor <= 0) {
    return refuse(`Invalid replication factor ${replicationFactor}: the replication factor must be positive.`)
  }
  if (unfenced === 0) return refuse('All brokers are currently fenced.')
  if (replicationFactor > brokers.length) {
    return refuse(
      `The target replication factor of ${replicationFactor} cannot be reached because only ${brokers.length} broker(s) are registered.`,
    )
  }
  const racks = new RackList(brokers, random, existing)
  return { ok: true, assignments: Array.from({ length: partitions }, () => racks.place(replicationFactor)) }
}

function refuse(message: string): Placement {
  return { ok: false, message }
}

/** Brokers of one rack that share a state. In each epoch every one of them is handed out once, starting one further than last time. */
class BrokerList {
  readonly brokerIds: number[] = []
  #epoch = 0
  #index = 0
  #offset = 0

  start(random: Random, existing: readonly (readonly number[])[]): void {
    this.brokerIds.sort((left, right) => left - right)
    if (this.brokerIds.length === 0) return
    const last = existing.flat().findLast((brokerId) => this.brokerIds.includes(brokerId))
    this.#offset = last === undefined ? random.below(this.brokerIds.length) : (this.brokerIds.indexOf(last) + 1) % this.brokerIds.length
  }

  next(epoch: number): number | null {
    if (this.brokerIds.length === 0) return null
    if (this.#epoch !== epoch) {
      this.#epoch = epoch
      this.#index = 0
      this.#offset = (this.#offset + 1) % this.brokerIds.length
    }
    if (this.#index >= this.brokerIds.length) return null
    const brokerId = this.brokerIds[(this.#index + this.#offset) % this.brokerIds.length]
    this.#index++
    return brokerId ?? null
  }
}

class Rack {
  readonly fenced = new BrokerList()
  readonly unfenced = new BrokerList()

  next(epoch: number): number | null {
    return this.unfenced.next(epoch) ?? this.fenced.next(epoch)
  }
}

class RackList {
  readonly #random: Random
  readonly #racks: Rack[]
  readonly #unfencedBrokers: number
  #epoch = 0
  #offset = 0

  constructor(brokers: readonly PlaceableBroker[], random: Random, existing: readonly (readonly number[])[]) {
    this.#random = random
    const byName = new Map<string, Rack>()
    for (const broker of brokers) {
      const rack = byName.get(broker.rack ?? '') ?? new Rack()
      byName.set(broker.rack ?? '', rack)
      ;(broker.fenced ? rack.fenced : rack.unfenced).brokerIds.push(broker.brokerId)
    }
    this.#racks = [...byName.keys()].sort().map((name) => byName.get(name) as Rack)
    for (const rack of this.#racks) {
      rack.fenced.start(random, existing)
      rack.unfenced.start(random, existing)
    }
    this.#unfencedBrokers = brokers.filter((broker) => !broker.fenced).length
    this.#offset = this.#firstRack(existing)
  }

  #firstRack(existing: readonly (readonly number[])[]): number {
    const lastLeader = existing.at(-1)?.[0]
    const previous = this.#racks.findIndex(({ fenced, unfenced }) =>
      [...fenced.brokerIds, ...unfenced.brokerIds].includes(lastLeader ?? -1),
    )
    return previous >= 0 ? (previous + 1) % this.#racks.length : this.#random.below(this.#racks.length)
  }

  place(replicationFactor: number): number[] {
    if (this.#epoch === this.#unfencedBrokers && this.#unfencedBrokers > 1) this.#shuffle()
    if (this.#offset === this.#racks.length) this.#offset = 0
    const leaderRack = this.#leaderRack()
    const replicas = [leaderRack.brokerId, ...this.#followers(replicationFactor - 1, leaderRack.index)]
    this.#epoch++
    this.#offset++
    return replicas
  }

  /** The first rack from the offset on that still has a live broker to give in this epoch. */
  #leaderRack(): { index: number; brokerId: number } {
    for (let index = this.#offset; ; index = (index + 1) % this.#racks.length) {
      const brokerId = this.#racks[index]?.unfenced.next(this.#epoch) ?? null
      if (brokerId !== null) return { index, brokerId }
    }
  }

  /** Goes round the racks, passing over the leader's rack the first time. */
  #followers(count: number, leaderIndex: number): number[] {
    const followers: number[] = []
    let passOver = leaderIndex
    for (let index = this.#offset; followers.length < count; index = (index + 1) % this.#racks.length) {
      if (index === passOver) {
        passOver = -1
        continue
      }
      const brokerId = this.#racks[index]?.next(this.#epoch) ?? null
      if (brokerId !== null) followers.push(brokerId)
    }
    return followers
  }

  #shuffle(): void {
    this.#epoch = 0
    this.#random.shuffle(this.#racks)
    for (const rack of this.#racks) {
      this.#random.shuffle(rack.fenced.brokerIds)
      this.#random.shuffle(rack.unfenced.brokerIds)
    }
  }
}
