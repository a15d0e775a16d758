// Partitions for the tests of the controller: three replicas in sync, led by the first, unless a test says otherwise.

import type { ElectionType, PartitionCircumstances } from '../../durable/engine/controller/leader-election.ts'
import { applyPartitionChange, changePartition } from '../../durable/engine/controller/partition-change.ts'
import type { PartitionTargets } from '../../durable/engine/controller/partition-change.ts'
import type { PartitionRegistration } from '../../durable/engine/controller/partition-registration.ts'

export function registered(different: Partial<PartitionRegistration> = {}): PartitionRegistration {
  return {
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leader: 1,
    leaderEpoch: 5,
    partitionEpoch: 9,
    leaderRecoveryState: 'RECOVERED',
    ...different,
  }
}

/** The brokers that are alive, min.insync.replicas 2, without eligible leader replicas unless a test says otherwise. */
export function alive(brokerIds: readonly number[], different: Partial<PartitionCircumstances> = {}): PartitionCircumstances {
  return { isAcceptableLeader: (brokerId) => brokerIds.includes(brokerId), eligibleLeaderReplicasEnabled: false, minIsr: 2, ...different }
}

export const WITH_ELR = { eligibleLeaderReplicasEnabled: true } as const

/** The registration after the change, and the change; the registration that is handed in stays as it is. */
export function after(
  before: PartitionRegistration,
  circumstances: PartitionCircumstances,
  wanted: PartitionTargets & { readonly election?: ElectionType } = {},
): { registration: PartitionRegistration; change: ReturnType<typeof changePartition> } {
  const registration = structuredClone(before)
  const change = changePartition(registration, { election: 'ONLINE', ...circumstances, ...wanted })
  if (change !== null) applyPartitionChange(registration, change)
  return { registration, change }
}
