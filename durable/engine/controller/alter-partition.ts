// Whether the controller believes the ISR that a leader proposes for its partition. A leader that lost its place without knowing must not
// be able to change anything, and a broker that may have lost records must not come back into the ISR (KIP-497, KIP-841).
// Source: ReplicationControlManager.validateAlterPartitionData and alterPartition of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { PartitionChange } from './partition-change.ts'
import type { LeaderRecoveryState, PartitionRegistrationView } from './partition-registration.ts'

/** A member of the proposed ISR in the incarnation in which the leader knows it; -1 where the leader does not say. */
export type ProposedMember = { readonly brokerId: number; readonly brokerEpoch: number }

export type IsrProposal = {
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly newIsr: readonly ProposedMember[]
  readonly leaderRecoveryState: LeaderRecoveryState
}

/** Registered, not fenced, not shutting down, and in the same incarnation. */
export type IsEligible = (member: ProposedMember) => boolean

/** The first error in the controller's order, or null where the proposal may be carried out. */
export function checkAlterPartition(
  registration: PartitionRegistrationView,
  senderId: number,
  proposal: IsrProposal,
  isEligible: IsEligible,
): KafkaErrorName | null {
  const outdated = checkEpochs(registration, senderId, proposal)
  if (outdated !== null) return outdated
  if (!isPossibleIsr(registration, proposal)) return 'INVALID_REQUEST'
  if (!isPossibleRecovery(registration, proposal)) return 'INVALID_REQUEST'
  return proposal.newIsr.every(isEligible) ? null : 'INELIGIBLE_REPLICA'
}

/**
 * What the leader is told although its proposal was carried out: the ISR completed a reassignment that took its leadership away, so it has to
 * learn of the new leader first.
 */
export function errorOfCarriedOut(change: PartitionChange | null, senderId: number): KafkaErrorName | null {
  return change?.leader === undefined || change.leader === senderId ? null : 'NEW_LEADER_ELECTED'
}

/** An epoch from the future means that this controller is the one that is out of date, so that is asked before anything is blamed on the leader. */
function checkEpochs(registration: PartitionRegistrationView, senderId: number, proposal: IsrProposal): KafkaErrorName | null {
  if (proposal.leaderEpoch > registration.leaderEpoch) return 'NOT_CONTROLLER'
  if (proposal.partitionEpoch > registration.partitionEpoch) return 'NOT_CONTROLLER'
  if (proposal.leaderEpoch < registration.leaderEpoch) return 'FENCED_LEADER_EPOCH'
  if (senderId !== registration.leader) return 'INVALID_REQUEST'
  return proposal.partitionEpoch < registration.partitionEpoch ? 'INVALID_UPDATE_VERSION' : null
}

/** Replicas of the partition, each once, the leader among them. */
function isPossibleIsr({ replicas, leader }: PartitionRegistrationView, { newIsr }: IsrProposal): boolean {
  const brokerIds = newIsr.map(({ brokerId }) => brokerId)
  if (new Set(brokerIds).size !== brokerIds.length) return false
  return brokerIds.includes(leader) && brokerIds.every((brokerId) => replicas.includes(brokerId))
}

/** Nobody can be in sync with a log that is still being made whole, and a whole one does not break by itself. */
function isPossibleRecovery(registration: PartitionRegistrationView, proposal: IsrProposal): boolean {
  if (proposal.leaderRecoveryState === 'RECOVERED') return true
  return proposal.newIsr.length <= 1 && registration.leaderRecoveryState === 'RECOVERING'
}
