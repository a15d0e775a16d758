// Giving leadership back to the preferred replicas (auto.leader.rebalance.enable): after a broker was away, others lead in its place until
// somebody moves leadership back. The KRaft controller looks at every partition each leader.imbalance.check.interval.seconds and moves what
// it can. It knows no threshold: leader.imbalance.per.broker.percentage was ZooKeeper's, and 4.0 removed it (KAFKA-18743).
// Source: ReplicationControlManager.maybeBalancePartitionLeaders of Kafka 4.3.
import { present } from '../assert.ts'
import type { PartitionCircumstances } from './leader-election.ts'
import { changePartition } from './partition-change.ts'
import type { PartitionChange } from './partition-change.ts'
import { hasPreferredLeader } from './partition-registration.ts'
import type { PartitionRegistrationView } from './partition-registration.ts'

/** Kafka's own bound on the elections of one round, so that a large cluster does not stand still; what is left is done in the next round. */
export const MAX_ELECTIONS_PER_IMBALANCE = 1_000

/** A partition as its owner names it, with what holds around it. */
export type BalancedPartition = { readonly registration: PartitionRegistrationView; readonly circumstances: PartitionCircumstances }

export type LeaderBalance<Balanced extends BalancedPartition> = {
  readonly changes: readonly { readonly partition: Balanced; readonly change: PartitionChange }[]
  /** The bound was reached: look again at once and not only after the interval. */
  readonly mayBeMore: boolean
}

/** Which partitions get which leader. Those whose preferred replica is not in sync or not alive stay as they are, unless they have no leader at all. */
export function decideLeaderBalance<Balanced extends BalancedPartition>(
  partitions: Iterable<Balanced>,
  maxElections: number = MAX_ELECTIONS_PER_IMBALANCE,
): LeaderBalance<Balanced> {
  const changes: { partition: Balanced; change: PartitionChange }[] = []
  for (const partition of partitions) {
    if (changes.length >= maxElections) break
    if (hasPreferredLeader(partition.registration)) continue
    const change = changePartition(partition.registration, { ...partition.circumstances, election: 'PREFERRED' })
    if (change !== null) changes.push({ partition, change })
  }
  return { changes, mayBeMore: changes.length >= maxElections }
}

export type LeaderImbalance = {
  readonly preferredCount: number
  /** Of those, how many are led by another broker or by nobody; the sum over all brokers is Kafka's PreferredReplicaImbalanceCount. */
  readonly elsewhereCount: number
}

/** By broker: how many partitions prefer it and how many of them it does not lead. A broker that none prefers is not in it. */
export function leaderImbalance(registrations: Iterable<PartitionRegistrationView>): Map<number, LeaderImbalance> {
  const imbalances = new Map<number, LeaderImbalance>()
  for (const registration of registrations) {
    const brokerId = present(registration.replicas[0], 'the preferred replica')
    const { preferredCount, elsewhereCount } = imbalances.get(brokerId) ?? { preferredCount: 0, elsewhereCount: 0 }
    const elsewhere = hasPreferredLeader(registration) ? 0 : 1
    imbalances.set(brokerId, { preferredCount: preferredCount + 1, elsewhereCount: elsewhereCount + elsewhere })
  }
  return imbalances
}

/** From 0 (leads all that prefer it) to 1 (leads none of them). */
export function imbalanceRatio({ preferredCount, elsewhereCount }: LeaderImbalance): number {
  return preferredCount === 0 ? 0 : elsewhereCount / preferredCount
}
