// What __cluster_metadata says about topics, partitions and configs.
// Source: ReplicationControlManager, PartitionRegistration, PartitionChangeBuilder and ConfigurationControlManager of Kafka 4.3.
import type { MetadataRecord } from '../../../schema/kafka/metadata/metadata-record.ts'
import type { ClusterView } from '../cluster.ts'
import type { LeaderRecoveryState, PartitionRegistrationView } from '../controller/partition-registration.ts'
import type { RecordOf } from '../record.ts'
import { directoryIdOf } from './ids.ts'

/** ConfigResource.Type. */
const TOPIC = 2
const BROKER = 4
const GROUP = 32
/** The resource that stands for all brokers. */
const ALL_BROKERS = ''

const RECOVERY_STATE: Readonly<Record<LeaderRecoveryState, number>> = { RECOVERED: 0, RECOVERING: 1 }

export type PartitionName = { readonly topicId: string; readonly partitionId: number }

/** A partition as a whole. Empty lists of eligible replicas are left out, as PartitionRegistration does. */
export function partitionRecord(cluster: ClusterView, name: PartitionName, registration: PartitionRegistrationView): MetadataRecord {
  const { replicas, isr, elr, lastKnownElr, leaderRecoveryState, leader, leaderEpoch, partitionEpoch } = registration
  return {
    type: 'PartitionRecord',
    ...name,
    replicas,
    isr,
    leader,
    leaderEpoch,
    partitionEpoch,
    removingReplicas: registration.removingReplicas,
    addingReplicas: registration.addingReplicas,
    leaderRecoveryState: RECOVERY_STATE[leaderRecoveryState],
    directories: directoriesOf(cluster, replicas),
    eligibleLeaderReplicas: elr.length === 0 ? null : elr,
    lastKnownElr: lastKnownElr.length === 0 ? null : lastKnownElr,
  }
}

/** Only what changes is in it: no leader (-1) is a change, and what is absent stays as it was. */
export function partitionChangeRecord(
  cluster: ClusterView,
  name: PartitionName,
  { change }: Pick<RecordOf<'partition.changed'>, 'change'>,
): MetadataRecord {
  const { isr, leader, replicas, removingReplicas, addingReplicas, leaderRecoveryState, eligibleLeaderReplicas, lastKnownElr } = change
  return {
    type: 'PartitionChangeRecord',
    ...name,
    ...(leader === undefined ? {} : { leader }),
    ...(isr === undefined ? {} : { isr }),
    ...(replicas === undefined ? {} : { replicas, directories: directoriesOf(cluster, replicas) }),
    ...(removingReplicas === undefined ? {} : { removingReplicas }),
    ...(addingReplicas === undefined ? {} : { addingReplicas }),
    ...(leaderRecoveryState === undefined ? {} : { leaderRecoveryState: RECOVERY_STATE[leaderRecoveryState] }),
    ...(eligibleLeaderReplicas === undefined ? {} : { eligibleLeaderReplicas }),
    ...(lastKnownElr === undefined ? {} : { lastKnownElr }),
  }
}

export function topicConfigRecord(topic: string, name: string, value: string | null): MetadataRecord {
  return { type: 'ConfigRecord', resourceType: TOPIC, resourceName: topic, name, value }
}

export function brokerConfigRecord(brokerId: number | null, name: string, value: string | null): MetadataRecord {
  return { type: 'ConfigRecord', resourceType: BROKER, resourceName: brokerId === null ? ALL_BROKERS : String(brokerId), name, value }
}

export function groupConfigRecord(groupId: string, name: string, value: string | null): MetadataRecord {
  return { type: 'ConfigRecord', resourceType: GROUP, resourceName: groupId, name, value }
}

/** Every broker has one log directory, so a replica is always in that one. */
function directoriesOf({ clusterId }: ClusterView, replicas: readonly number[]): string[] {
  return replicas.map((brokerId) => directoryIdOf(clusterId, brokerId))
}
