// What ElectLeaders answers for one partition, and what it changes there.
// Source: ReplicationControlManager.electLeader of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ElectionType, PartitionCircumstances } from './leader-election.ts'
import { changePartition } from './partition-change.ts'
import type { PartitionChange } from './partition-change.ts'
import { hasLeader, hasPreferredLeader } from './partition-registration.ts'
import type { PartitionRegistrationView } from './partition-registration.ts'

/** The two kinds of election that somebody may ask for; ONLINE is the controller's own. */
export type RequestedElection = Exclude<ElectionType, 'ONLINE'>

export type ElectionDecision =
  | { readonly ok: true; readonly change: PartitionChange }
  | { readonly ok: false; readonly error: KafkaErrorName }

/**
 * The errors follow from the change and from nothing else: a PREFERRED election that cannot have its preferred leader still succeeds where it
 * gives a leaderless partition another one. An UNCLEAN one asks nobody whether the topic allows it: the request is the consent.
 */
export function decideElection(
  registration: PartitionRegistrationView,
  election: RequestedElection,
  circumstances: PartitionCircumstances,
): ElectionDecision {
  const isPreferred = election === 'PREFERRED'
  const isNeeded = isPreferred ? !hasPreferredLeader(registration) : !hasLeader(registration)
  if (!isNeeded) return { ok: false, error: 'ELECTION_NOT_NEEDED' }
  const change = changePartition(registration, { ...circumstances, election })
  if (change !== null) return { ok: true, change }
  return { ok: false, error: isPreferred ? 'PREFERRED_LEADER_NOT_AVAILABLE' : 'ELIGIBLE_LEADERS_NOT_AVAILABLE' }
}
