// What happens in the memory of group coordinators. Part of apply.ts.
import { present } from '../assert.ts'
import type { Cluster } from '../cluster.ts'
import type { RecordOf } from '../record.ts'
import { groupOf, withOffsets, withTransactionEnded } from './group-offsets.ts'
import type { GroupCoordinator } from './group-offsets.ts'

type OffsetsRecord = RecordOf<'offsets.loaded' | 'offsets.unloaded' | 'offsets.appended' | 'offsets.settled'>

export function applyOffsets(cluster: Cluster, record: OffsetsRecord): void {
  const { partitionIndex } = record
  switch (record.kind) {
    case 'offsets.loaded': {
      const { brokerId, coordinatorEpoch, groups } = record
      cluster.groupCoordinators.set(partitionIndex, { brokerId, coordinatorEpoch, groups: new Map(groups) })
      return
    }
    case 'offsets.unloaded':
      cluster.groupCoordinators.delete(partitionIndex)
      return
    case 'offsets.appended':
      return append(cluster, record)
    case 'offsets.settled':
      return settle(
        present(cluster.groupCoordinators.get(partitionIndex), `the coordinator of __consumer_offsets-${partitionIndex}`),
        record,
      )
  }
}

function append(cluster: Cluster, record: RecordOf<'offsets.appended'>): void {
  const { partitionIndex, brokerId, coordinatorEpoch, groupId, producerId, offsets } = record
  let coordinator = cluster.groupCoordinators.get(partitionIndex)
  if (coordinator === undefined) {
    coordinator = { brokerId, coordinatorEpoch, groups: new Map() }
    cluster.groupCoordinators.set(partitionIndex, coordinator)
  }
  coordinator.groups.set(groupId, withOffsets(groupOf(coordinator.groups, groupId), producerId, offsets))
}

function settle({ groups }: GroupCoordinator, { producerId, isCommitted }: RecordOf<'offsets.settled'>): void {
  for (const [groupId, group] of groups) groups.set(groupId, withTransactionEnded(group, producerId, isCommitted))
}
