// The one way in which a partition's registration changes. Whoever wants something of a partition (a fenced broker out of the ISR, an ISR
// that its leader proposes, other replicas, another leader) says what it wants; here is worked out what follows from it: whether a
// reassignment is complete, who is eligible, who leads, which epochs rise. Source: PartitionChangeBuilder of Kafka 4.3.
import type { DeepReadonly } from '../deep-readonly.ts'
import { electLeader, isLastKnownLeaderUsed, mayLoseRecords } from './leader-election.ts'
import type { Elected, ElectionKind, ElectionRules } from './leader-election.ts'
import { NO_LEADER } from './partition-registration.ts'
import type { LeaderRecoveryState, PartitionRegistration, PartitionRegistrationView } from './partition-registration.ts'

/** What somebody wants the partition to become. What is left out stays as it is. */
export type PartitionTargets = {
  readonly targetIsr?: readonly number[]
  readonly targetReplicas?: readonly number[]
  readonly targetRemoving?: readonly number[]
  readonly targetAdding?: readonly number[]
  readonly targetLeaderRecoveryState?: LeaderRecoveryState
  /** Brokers that came back after an unclean shutdown: they may have lost what they acknowledged, so they are not eligible. */
  readonly uncleanShutdownReplicas?: readonly number[]
}

export type WantedPartitionChange = ElectionRules & PartitionTargets

/** What changes, under the names of Kafka's PartitionChangeRecord, and why the leader changes if it does. */
export type PartitionChange = {
  readonly electionKind: ElectionKind
  readonly isr?: readonly number[]
  /** The leader it already has means: the same leader in a new leader epoch. */
  readonly leader?: number
  readonly replicas?: readonly number[]
  readonly removingReplicas?: readonly number[]
  readonly addingReplicas?: readonly number[]
  readonly leaderRecoveryState?: LeaderRecoveryState
  readonly eligibleLeaderReplicas?: readonly number[]
  readonly lastKnownElr?: readonly number[]
}

/** The lists of the registration on their way to what they will be. */
type Draft = {
  readonly replicas: readonly number[]
  readonly removing: readonly number[]
  readonly adding: readonly number[]
  readonly isr: readonly number[]
  readonly elr: readonly number[]
  readonly lastKnownElr: readonly number[]
}

/** What becomes of the partition, or null where everything stays as it is. The order of the steps is Kafka's, and later ones build on it. */
export function changePartition(registration: PartitionRegistrationView, wanted: WantedPartitionChange): PartitionChange | null {
  const draft = withEligibleReplicas(registration, wanted, withReassignmentCompleted(draftOf(registration, wanted)))
  const elected = electLeader(registration, draft, wanted)
  const leader = nextLeader(registration, draft, elected)
  const change: PartitionChange = {
    electionKind: elected.kind,
    ...(leader === undefined ? {} : { leader }),
    ...listChanges(registration, wanted, draft, elected, leader),
    ...recoveryChange(registration, wanted, elected),
  }
  return Object.keys(change).length === 1 ? null : change
}

/** The writer. A change counts once in the partition epoch, and in the leader epoch if it names a leader, be it the same one. */
export function applyPartitionChange(registration: PartitionRegistration, change: DeepReadonly<PartitionChange>): void {
  registration.partitionEpoch += 1
  if (change.leader !== undefined) {
    registration.leader = change.leader
    registration.leaderEpoch += 1
  }
  if (change.isr !== undefined) registration.isr = [...change.isr]
  if (change.replicas !== undefined) registration.replicas = [...change.replicas]
  if (change.removingReplicas !== undefined) registration.removingReplicas = [...change.removingReplicas]
  if (change.addingReplicas !== undefined) registration.addingReplicas = [...change.addingReplicas]
  if (change.eligibleLeaderReplicas !== undefined) registration.elr = [...change.eligibleLeaderReplicas]
  if (change.lastKnownElr !== undefined) registration.lastKnownElr = [...change.lastKnownElr]
  if (change.leaderRecoveryState !== undefined) registration.leaderRecoveryState = change.leaderRecoveryState
}

function draftOf(registration: PartitionRegistrationView, wanted: WantedPartitionChange): Draft {
  return {
    replicas: wanted.targetReplicas ?? registration.replicas,
    removing: wanted.targetRemoving ?? registration.removingReplicas,
    adding: wanted.targetAdding ?? registration.addingReplicas,
    isr: wanted.targetIsr ?? registration.isr,
    elr: registration.elr,
    lastKnownElr: registration.lastKnownElr,
  }
}

/**
 * A reassignment is complete as soon as every added replica is in sync. One that stays need not be: it was no better before. But where
 * replicas become fewer, all that stay must be in sync, or completing would shrink the ISR (KAFKA-19975, new in 4.3).
 */
function withReassignmentCompleted(draft: Draft): Draft {
  const { removing, adding } = draft
  if (removing.length === 0 && adding.length === 0) return draft
  const replicas = without(draft.replicas, removing)
  const isr = without(draft.isr, removing)
  // With nothing to remove an empty ISR fails the next condition anyway: something is added.
  if (isr.length === 0 || replicas.length === 0) return draft
  if (!containsAll(isr, adding)) return draft
  if (adding.length < removing.length && !containsAll(isr, replicas)) return draft
  return { ...draft, replicas, isr, removing: [], adding: [] }
}

/**
 * Who left the ISR while it is below the minimum stays eligible: the high watermark has not moved without them since. Reads the ISR as it
 * was before the change, so a member that this very change removes is counted. The lists are in ascending order, as Kafka's sets of small
 * numbers are; the order in which they are elected is that of the replicas.
 */
function withEligibleReplicas(registration: PartitionRegistrationView, wanted: WantedPartitionChange, draft: Draft): Draft {
  if (!wanted.eligibleLeaderReplicasEnabled) return draft
  if (draft.isr.length >= wanted.minIsr) return { ...draft, elr: [], lastKnownElr: [] }
  const elr = without(union(draft.elr, registration.isr), [...draft.isr, ...(wanted.uncleanShutdownReplicas ?? [])])
  const known = union(draft.elr, registration.isr, draft.lastKnownElr)
  return { ...draft, elr, lastKnownElr: without(known, [...draft.isr, ...elr]) }
}

/** Undefined where the leader and its epoch stay. Replicas that go away need a new epoch, so that they stop following. An ISR that shrinks does not. */
function nextLeader(registration: PartitionRegistrationView, draft: Draft, elected: Elected): number | undefined {
  if (elected.leader !== registration.leader) return elected.leader
  return containsAll(draft.replicas, registration.replicas) ? undefined : registration.leader
}

/** `leader` is the one that the change will name, if it names any. */
function listChanges(
  registration: PartitionRegistrationView,
  wanted: WantedPartitionChange,
  draft: Draft,
  elected: Elected,
  leader: number | undefined,
): Partial<PartitionChange> {
  const replicas = draft.replicas.length > 0 ? draft.replicas : registration.replicas
  return {
    ...changed('isr', registration.isr, nextIsr(registration, wanted, draft, elected)),
    ...changed('eligibleLeaderReplicas', registration.elr, nextElr(wanted, draft, elected)),
    ...changed('lastKnownElr', registration.lastKnownElr, nextLastKnownElr(registration, wanted, draft, elected, leader)),
    ...changed('replicas', registration.replicas, replicas),
    ...changed('removingReplicas', registration.removingReplicas, draft.removing),
    ...changed('addingReplicas', registration.addingReplicas, draft.adding),
  }
}

/** Without eligible replicas the ISR is never emptied: its last member is the only one that is known to hold everything. */
function nextIsr(
  registration: PartitionRegistrationView,
  wanted: WantedPartitionChange,
  draft: Draft,
  elected: Elected,
): readonly number[] {
  if (mayLoseRecords(elected) || elected.kind === 'elr') return [elected.leader]
  return draft.isr.length > 0 || wanted.eligibleLeaderReplicasEnabled ? draft.isr : registration.isr
}

function nextElr(wanted: WantedPartitionChange, draft: Draft, elected: Elected): readonly number[] {
  if (mayLoseRecords(elected) || !wanted.eligibleLeaderReplicasEnabled) return []
  return elected.kind === 'elr' ? without(draft.elr, [elected.leader]) : draft.elr
}

/** The leader is remembered when the partition loses it, and forgotten when there is one again. */
function nextLastKnownElr(
  registration: PartitionRegistrationView,
  wanted: WantedPartitionChange,
  draft: Draft,
  elected: Elected,
  leader: number | undefined,
): readonly number[] {
  if (!isLastKnownLeaderUsed(wanted)) {
    return mayLoseRecords(elected) || !wanted.eligibleLeaderReplicasEnabled ? [] : draft.lastKnownElr
  }
  if (!wanted.eligibleLeaderReplicasEnabled || leader === undefined) return registration.lastKnownElr
  if (leader !== NO_LEADER) return []
  return registration.lastKnownElr.length === 0 ? [registration.leader] : registration.lastKnownElr
}

/** What is asked for wins over what the election brings, as in Kafka: only a leader that reports on its own log asks. */
function recoveryChange(
  registration: PartitionRegistrationView,
  wanted: WantedPartitionChange,
  elected: Elected,
): Pick<PartitionChange, 'leaderRecoveryState'> {
  const before = registration.leaderRecoveryState
  const asked = wanted.targetLeaderRecoveryState ?? before
  const after = asked === before && mayLoseRecords(elected) ? 'RECOVERING' : asked
  return after === before ? {} : { leaderRecoveryState: after }
}

type ListField = 'isr' | 'eligibleLeaderReplicas' | 'lastKnownElr' | 'replicas' | 'removingReplicas' | 'addingReplicas'

/** The field with its new value, or nothing where it is the same list in the same order. */
function changed(field: ListField, before: readonly number[], after: readonly number[]): Partial<PartitionChange> {
  const same = before.length === after.length && before.every((brokerId, index) => brokerId === after[index])
  return same ? {} : { [field]: after }
}

function without(brokerIds: readonly number[], excluded: readonly number[]): number[] {
  return brokerIds.filter((brokerId) => !excluded.includes(brokerId))
}

function containsAll(brokerIds: readonly number[], wanted: readonly number[]): boolean {
  return wanted.every((brokerId) => brokerIds.includes(brokerId))
}

function union(...lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((one, other) => one - other)
}
