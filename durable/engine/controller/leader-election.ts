// Who leads a partition. Looks at the in-sync and eligible replicas that the partition is about to have, and says who is elected and on
// what ground, so that an event can tell a clean election from one that may lose records.
// Source: PartitionChangeBuilder.electLeader of Kafka 4.3.
import { NO_LEADER } from './partition-registration.ts'
import type { PartitionRegistrationView } from './partition-registration.ts'

/**
 * PREFERRED moves leadership to the first replica where that is safe, ONLINE moves it only away from a leader that may not go on, UNCLEAN is
 * ONLINE that rather loses records than has no leader.
 */
export type ElectionType = 'PREFERRED' | 'ONLINE' | 'UNCLEAN'

/** On what ground somebody else leads from now on; 'none' where the leader stays or nobody can be found. */
export type ElectionKind = 'none' | 'clean' | 'elr' | 'lastKnownLeader' | 'unclean' | 'preferred'

export type Elected = { readonly leader: number; readonly kind: ElectionKind }

/** What holds around a partition at the moment the controller looks at it. */
export type PartitionCircumstances = {
  /** Alive: registered, not fenced, not in controlled shutdown. */
  readonly isAcceptableLeader: (brokerId: number) => boolean
  readonly eligibleLeaderReplicasEnabled: boolean
  /** min.insync.replicas of the topic, at most its replication factor. */
  readonly minIsr: number
  /** Kafka's controller never turns it off; the other half of KIP-966, with a list of several, is not in 4.3. */
  readonly lastKnownLeaderInBalancedRecovery?: boolean
}

/** The replicas among which is chosen: those that the change in the making will leave. */
export type Candidates = { readonly replicas: readonly number[]; readonly isr: readonly number[]; readonly elr: readonly number[] }

export type ElectionRules = PartitionCircumstances & { readonly election: ElectionType }

export function electLeader(registration: PartitionRegistrationView, candidates: Candidates, rules: ElectionRules): Elected {
  const elected =
    electCleanly(registration, candidates, rules) ??
    electLastKnownLeader(registration, candidates, rules) ??
    electUncleanly(candidates, rules)
  if (elected === null) return { leader: NO_LEADER, kind: 'none' }
  return elected.leader === registration.leader ? { leader: elected.leader, kind: 'none' } : elected
}

/** Such a leader may lack committed records: the others must throw away what it does not have. */
export function mayLoseRecords({ kind }: Elected): boolean {
  return kind === 'unclean' || kind === 'lastKnownLeader'
}

export function isLastKnownLeaderUsed(circumstances: PartitionCircumstances): boolean {
  return circumstances.lastKnownLeaderInBalancedRecovery ?? true
}

/** Among those that hold every committed record: the leader of now before others, but with PREFERRED the first replica before it. */
function electCleanly(registration: PartitionRegistrationView, candidates: Candidates, rules: ElectionRules): Elected | null {
  const { replicas, isr, elr } = candidates
  const complete = isr.length > 0 ? isr : elr
  const first = rules.election === 'PREFERRED' ? replicas.slice(0, 1) : []
  const order = [...first, registration.leader, ...replicas]
  const leader = order.find((brokerId) => complete.includes(brokerId) && rules.isAcceptableLeader(brokerId))
  if (leader === undefined) return null
  if (elr.includes(leader)) return { leader, kind: 'elr' }
  return { leader, kind: first.includes(leader) ? 'preferred' : 'clean' }
}

/**
 * KIP-966's balanced recovery: nobody is known to hold everything, so the broker that led last is the best guess. It happens whatever
 * unclean.leader.election.enable says. A list of several would be the other meaning of lastKnownElr and names no leader.
 */
function electLastKnownLeader(registration: PartitionRegistrationView, candidates: Candidates, rules: ElectionRules): Elected | null {
  if (!rules.eligibleLeaderReplicasEnabled || !isLastKnownLeaderUsed(rules)) return null
  if (candidates.isr.length > 0 || candidates.elr.length > 0) return null
  const [leader, ...others] = registration.lastKnownElr
  if (leader === undefined || others.length > 0) return null
  // A cancelled reassignment may have taken the replica away meanwhile; Kafka fails on it when it looks for the replica's directory.
  return candidates.replicas.includes(leader) && rules.isAcceptableLeader(leader) ? { leader, kind: 'lastKnownLeader' } : null
}

function electUncleanly(candidates: Candidates, rules: ElectionRules): Elected | null {
  if (rules.election !== 'UNCLEAN') return null
  const leader = candidates.replicas.find((brokerId) => rules.isAcceptableLeader(brokerId))
  return leader === undefined ? null : { leader, kind: 'unclean' }
}
