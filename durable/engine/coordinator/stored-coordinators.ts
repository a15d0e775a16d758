// The memory of coordinators as plain data and back: a part of the checkpoint (snapshot.ts).
import type { Cluster, ClusterView } from '../cluster.ts'
import type { DeepReadonly } from '../deep-readonly.ts'
import type { GroupCoordinator, GroupOffsets } from '../group/group-offsets.ts'
import type { GroupMembership } from '../group/membership.ts'
import type { CoordinatedTransaction, OpenMarker, TransactionCoordinator } from '../transaction/coordinator.ts'

type StoredTransactionCoordinator = Omit<TransactionCoordinator, 'transactions'> & { transactions: [string, CoordinatedTransaction][] }
type StoredGroupCoordinator = Omit<GroupCoordinator, 'groups' | 'memberships'> & {
  groups: [string, GroupOffsets][]
  /** Absent in snapshots from before groups had members. */
  memberships?: [string, GroupMembership][]
}

/** Absent in snapshots from before there were any. */
export type StoredCoordinators = {
  transactionCoordinators?: [number, StoredTransactionCoordinator][]
  openMarkers?: [string, readonly OpenMarker[]][]
  groupCoordinators?: [number, StoredGroupCoordinator][]
}

export type Coordinators = Pick<Cluster, keyof StoredCoordinators>

export function encodeCoordinators(cluster: ClusterView): DeepReadonly<Required<StoredCoordinators>> {
  const { transactionCoordinators, openMarkers, groupCoordinators } = cluster
  return {
    transactionCoordinators: Array.from(transactionCoordinators, ([index, { brokerId, coordinatorEpoch, transactions }]) => {
      return [index, { brokerId, coordinatorEpoch, transactions: [...transactions] }] as const
    }),
    openMarkers: [...openMarkers],
    groupCoordinators: Array.from(groupCoordinators, ([index, { groups, memberships, ...coordinator }]) => {
      return [index, { ...coordinator, groups: [...groups], memberships: [...memberships] }] as const
    }),
  }
}

export function decodeCoordinators(stored: StoredCoordinators): Coordinators {
  const { transactionCoordinators = [], openMarkers = [], groupCoordinators = [] } = stored
  return {
    transactionCoordinators: new Map(
      transactionCoordinators.map(([index, { transactions, ...coordinator }]) => {
        return [index, { ...coordinator, transactions: new Map(transactions) }]
      }),
    ),
    openMarkers: new Map(openMarkers),
    groupCoordinators: new Map(
      groupCoordinators.map(([index, { groups, memberships = [], ...coordinator }]) => {
        return [index, { ...coordinator, groups: new Map(groups), memberships: new Map(memberships) }]
      }),
    ),
  }
}
