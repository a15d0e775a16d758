// What the controller knows about one partition: Kafka's PartitionRegistration. The engine's Partition is this plus the logs of its replicas.
// Brokers and clients only ever see copies of it, so everything here is the truth about who leads and who is in sync.
import type { DeepReadonly } from '../deep-readonly.ts'

/** Kafka's way to say that nobody leads. */
export const NO_LEADER = -1

/** RECOVERING after an unclean election, until the leader says that its log is whole again (KIP-704). */
export type LeaderRecoveryState = 'RECOVERED' | 'RECOVERING'

export type PartitionRegistration = {
  /** Broker ids in the order of assignment, the preferred leader first. While a reassignment runs: the target, then what is to be removed. */
  replicas: number[]
  /** In-sync replicas: those that hold every committed record. Empty only where eligible leader replicas are on. */
  isr: number[]
  /** Eligible leader replicas (KIP-966): left the ISR while it was below min.insync.replicas, so they still hold every committed record. */
  elr: number[]
  /** The last leader of a partition that has none, as a list of one. KIP-966 means it to become the list of all that were eligible. */
  lastKnownElr: number[]
  /** What a running reassignment adds and removes (KIP-455); both empty when none runs. Added ones are among the replicas already. */
  addingReplicas: number[]
  removingReplicas: number[]
  leader: number
  /** Rises whenever somebody else leads or replicas go away, so that the old leader's writes and its followers' fetches are fenced. */
  leaderEpoch: number
  /** Rises with every change of this registration: a leader that proposes an ISR on an older one is refused. */
  partitionEpoch: number
  leaderRecoveryState: LeaderRecoveryState
}

export type PartitionRegistrationView = DeepReadonly<PartitionRegistration>

export function hasLeader(registration: PartitionRegistrationView): boolean {
  return registration.leader !== NO_LEADER
}

/** A partition without replicas cannot be made, so there always is a preferred one. */
export function hasPreferredLeader(registration: PartitionRegistrationView): boolean {
  return registration.leader === registration.replicas[0]
}

export function isReassignmentInProgress(registration: PartitionRegistrationView): boolean {
  return registration.addingReplicas.length > 0 || registration.removingReplicas.length > 0
}
