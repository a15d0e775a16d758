// What the journal's records say of a partition between two looks at the cluster: when records are read the cluster has already moved on, so
// who led, whose log it was, and how far each replica reached at that moment has to be followed along.
import type { PartitionView } from '../../engine/cluster.ts'
import type { LogChange } from '../../engine/log/log-change.ts'
import type { RecordOf } from '../../engine/record.ts'
import { replicaOffsets } from '../../engine/replication/replica.ts'
import { RecentBatches } from './replicated-bytes.ts'

export class PartitionWatch {
  leader: number
  /** Since when there is no leader that is alive; null while there is one, as far as the registration says. */
  leaderlessSinceMs: number | null
  #logBrokerId: number
  /** Each replica's log end, by broker. */
  readonly #ends: Map<number, number>
  readonly #recent = new RecentBatches()

  private constructor(leader: number, leaderlessSinceMs: number | null, logBrokerId: number, ends: Map<number, number>) {
    this.leader = leader
    this.leaderlessSinceMs = leaderlessSinceMs
    this.#logBrokerId = logBrokerId
    this.#ends = ends
  }

  static created({ leader, replicas, nowMs }: RecordOf<'partition.created'>): PartitionWatch {
    const logBrokerId = leader === -1 ? (replicas[0] ?? -1) : leader
    return new PartitionWatch(leader, leader === -1 ? nowMs : null, logBrokerId, new Map(replicas.map((brokerId) => [brokerId, 0])))
  }

  /** As it is now. A partition without a leader has been so since its registration last changed, at most. */
  static of(partition: PartitionView): PartitionWatch {
    const { leader, changedMs, logBrokerId, replicaStates } = partition
    const ends = replicaStates.map((replica) => [replica.brokerId, replicaOffsets(partition, replica).logEndOffset] as const)
    return new PartitionWatch(leader, leader === -1 ? changedMs : null, logBrokerId, new Map(ends))
  }

  /** Says on which broker it was appended. */
  appended({ baseOffset, lastOffset, sizeBytes }: Extract<LogChange, { kind: 'batch.appended' }>, ownerId: number | undefined): number {
    const brokerId = ownerId ?? this.#logBrokerId
    this.#ends.set(brokerId, lastOffset + 1)
    // Nobody fetches from a broker that has a log of its own.
    if (ownerId === undefined) this.#recent.append({ baseOffset, endOffset: lastOffset + 1, sizeBytes })
    return brokerId
  }

  cut(logEndOffset: number, brokerId: number = this.#logBrokerId): void {
    this.#ends.set(brokerId, logEndOffset)
    if (brokerId === this.#logBrokerId) this.#recent.clear()
  }

  handedTo(brokerId: number): void {
    this.#logBrokerId = brokerId
    this.#recent.clear()
  }

  /** Bytes that the follower got. `partition` is the partition as it is by now; undefined when it is gone. */
  fetched(partition: PartitionView | undefined, brokerId: number, logEndOffset: number): number {
    const before = this.#ends.get(brokerId) ?? 0
    if (logEndOffset <= before) return 0
    this.#ends.set(brokerId, logEndOffset)
    const sizeBytes = partition === undefined ? 0 : this.#recent.bytesBetween(partition.log, before, logEndOffset)
    if (this.#haveAll(logEndOffset)) this.#recent.clear()
    return sizeBytes
  }

  /** New replicas begin empty, and those that are none any more delete what they have. */
  reassigned(replicas: readonly number[]): void {
    for (const brokerId of this.#ends.keys()) if (!replicas.includes(brokerId)) this.#ends.delete(brokerId)
    for (const brokerId of replicas) if (!this.#ends.has(brokerId)) this.#ends.set(brokerId, 0)
  }

  #haveAll(logEndOffset: number): boolean {
    for (const endOffset of this.#ends.values()) if (endOffset !== logEndOffset) return false
    return true
  }
}
