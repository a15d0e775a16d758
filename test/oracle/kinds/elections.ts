// The `elections` of replication.json: what the controller's PartitionChangeBuilder makes of a partition, and the registration after it.

import { applyPartitionChange, changePartition } from '../../../durable/engine/controller/partition-change.ts'
import type { PartitionTargets, WantedPartitionChange } from '../../../durable/engine/controller/partition-change.ts'
import type { PartitionRegistration } from '../../../durable/engine/controller/partition-registration.ts'
import { casesOf, difference, runCase } from '../case-result.ts'
import type { CaseResult, OracleFile } from '../case-result.ts'

/** Lists that a case leaves out are empty. */
type OracleRegistration = {
  replicas: number[]
  isr: number[]
  elr?: number[]
  lastKnownElr?: number[]
  adding?: number[]
  removing?: number[]
  leader: number
  leaderEpoch: number
  partitionEpoch: number
  recovering?: boolean
}

type ElectionCase = Omit<PartitionTargets, 'uncleanShutdownReplicas'> & {
  id: string
  partition: OracleRegistration
  liveBrokers: number[]
  election: WantedPartitionChange['election']
  elrEnabled: boolean
  minIsr: number
  uncleanShutdown?: number[]
  lastKnownLeaderInBalancedRecovery?: boolean
  expected: OracleRegistration
  expectedChange: boolean
}

export function runElections(content: OracleFile): CaseResult[] {
  return casesOf(content, 'elections').map((entry) => {
    const election = entry as ElectionCase
    return runCase(election.id, () => playElection(election))
  })
}

function playElection(election: ElectionCase): string | null {
  const registration = registrationOf(election.partition)
  const change = changePartition(registration, wantedOf(election))
  if (change !== null) applyPartitionChange(registration, change)
  return difference({ ...election.expected, change: election.expectedChange }, { ...shown(registration), change: change !== null })
}

function wantedOf(election: ElectionCase): WantedPartitionChange {
  const { targetIsr, targetReplicas, targetRemoving, targetAdding, targetLeaderRecoveryState, lastKnownLeaderInBalancedRecovery } = election
  return {
    isAcceptableLeader: (brokerId) => election.liveBrokers.includes(brokerId),
    election: election.election,
    eligibleLeaderReplicasEnabled: election.elrEnabled,
    minIsr: election.minIsr,
    uncleanShutdownReplicas: election.uncleanShutdown ?? [],
    ...(targetIsr && { targetIsr }),
    ...(targetReplicas && { targetReplicas }),
    ...(targetRemoving && { targetRemoving }),
    ...(targetAdding && { targetAdding }),
    ...(targetLeaderRecoveryState && { targetLeaderRecoveryState }),
    ...(lastKnownLeaderInBalancedRecovery !== undefined && { lastKnownLeaderInBalancedRecovery }),
  }
}

function registrationOf(partition: OracleRegistration): PartitionRegistration {
  return {
    replicas: partition.replicas,
    isr: partition.isr,
    elr: partition.elr ?? [],
    lastKnownElr: partition.lastKnownElr ?? [],
    addingReplicas: partition.adding ?? [],
    removingReplicas: partition.removing ?? [],
    leader: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    partitionEpoch: partition.partitionEpoch,
    leaderRecoveryState: partition.recovering === true ? 'RECOVERING' : 'RECOVERED',
  }
}

function shown(registration: PartitionRegistration): Required<OracleRegistration> {
  const { addingReplicas, removingReplicas, leaderRecoveryState, ...same } = registration
  return { ...same, adding: addingReplicas, removing: removingReplicas, recovering: leaderRecoveryState === 'RECOVERING' }
}
