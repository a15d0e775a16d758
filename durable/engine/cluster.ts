// The state of one cluster. Hard state only: everything here is in the journal or the checkpoint. apply.ts is the only writer.
import type { AclBinding } from '../../schema/kafka/acls/acl-binding.ts'
import type { ClientQuota } from './access/client-quotas.ts'
import type { AnyApp } from './app/app.ts'
import type { TopicConfigs } from '../../schema/kafka/topic-configs.ts'
import type { BrokerConfigs } from './config/broker-configs.ts'
import { brokerConfigs } from './config/effective-configs.ts'
import type { ClusterClock } from '../../schema/kafka/cluster-clock.ts'
import type { PartitionRegistration } from './controller/partition-registration.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { Fault } from './faults/fault.ts'
import type { GroupCoordinator } from './group/group-offsets.ts'
import type { Sessions } from './group/sessions.ts'
import type { HostedConsumer } from './hosted/hosted-consumer.ts'
import { emptyLog } from './log/partition-log.ts'
import type { PartitionLog } from './log/partition-log.ts'
import type { ProducerIdBlock } from './producer-ids.ts'
import type { RandomState } from './random.ts'
import type { Replica } from './replication/replica.ts'
import type { OpenMarkers, TransactionCoordinator } from './transaction/coordinator.ts'
import type { KeptAnswer } from './request/idempotency-keys.ts'

export type Cluster = {
  /** Kafka's cluster id, and the id of the sandbox around it. */
  clusterId: string
  /** When it was made: periodic checks count from here. */
  createdMs: number
  random: RandomState
  /** Counts every record applied since the beginning; events and answers name the record that caused them by it. */
  recordSequence: number
  nextExtentId: number
  /** Bytes of all segments of all logs: what a sandbox's storage quota is about. */
  storedBytes: number
  /** Producers that the logs know, each counted in every log that knows it. Counted again when a cluster is loaded: not stored. */
  producerCount: number
  /** What the offsets that coordinators know take in a checkpoint: see group/offset-characters.ts. Counted again when a cluster is loaded. */
  offsetCharacters: number
  /** What the members of groups take in it: see group/member-characters.ts. Counted again when a cluster is loaded. */
  memberCharacters: number
  clock: ClusterClock
  /** By broker id, in ascending order. */
  brokers: Map<number, Broker>
  /** The KRaft quorum: nodes of their own, so that every broker may die and somebody still notices. By node id. */
  controllers: Map<number, Controller>
  /** The node id of the leader of the quorum, or -1 while there is none. */
  activeController: number
  controllerEpoch: number
  /** Since when the active controller cannot be heard by most of the quorum; null while all is well. */
  controllerSilentSinceMs: number | null
  /** __cluster_metadata: what the controllers wrote, as Kafka's own records. storedBytes does not count it. */
  metadataLog: PartitionLog
  /** server.properties of every broker: what was given when the cluster was made. */
  brokerConfigs: Map<string, string>
  /** What was altered since for all brokers (the resource '' of DescribeConfigs). */
  defaultBrokerConfigs: Map<string, string>
  /** Rules of access by their ids, the oldest first. */
  acls: Map<string, AclBinding>
  /** By quotaKey. */
  clientQuotas: Map<string, ClientQuota>
  /** What was set for single consumer groups, by group id; a group that has nothing set is not here, whether it exists or not. */
  groupConfigs: Map<string, Map<string, string>>
  /** The configs in force for all brokers, worked out from the two maps above whenever one of them changes. Not stored. */
  effectiveBrokerConfigs: BrokerConfigs
  /** The controller's: where the next block of producer ids begins. */
  nextProducerId: number
  /** By fault id, in the order they were made. */
  faults: Map<number, Fault>
  nextFaultId: number
  /** What was answered to produces with an idempotency key, the oldest first. */
  idempotencyKeys: Map<string, KeptAnswer>
  /** By name. */
  topics: Map<string, Topic>
  /** Simulated applications by their id, in the order they were made. */
  apps: Map<number, AnyApp>
  nextAppId: number
  /** Consumers that the object hosts for clients, by hostedKey. */
  hostedConsumers: Map<string, HostedConsumer>
  /** When each of them was last used, by hostedKey, as far as this cluster remembers: soft like the sessions, and not stored. */
  consumerUses: Map<string, number>
  /** By partition of __transaction_state: what the broker that coordinates it has in memory. */
  transactionCoordinators: Map<number, TransactionCoordinator>
  /** Markers that the coordinators have still to write. */
  openMarkers: OpenMarkers
  /** By partition of __consumer_offsets. */
  groupCoordinators: Map<number, GroupCoordinator>
  /**
   * When coordinators last heard of the members of their groups. The one soft part of the state: a heartbeat is not journaled, and
   * who loads a cluster knows nothing of it (see group/sessions.ts). Not stored.
   */
  sessions: Sessions
}

/**
 * What the process of a node does: `paused` is alive and answers nobody (SIGSTOP, or a long collection of garbage); a `starting` broker is up
 * and not yet registered, which takes a controller that it can reach.
 */
export type Process = 'running' | 'paused' | 'starting' | 'down'

export type Broker = {
  brokerId: number
  rack: string | null
  process: Process
  /** When it comes back by itself from what was done to it; null when nobody said so. */
  returnsMs: number | null
  /** The offset of its registration in the metadata log, so that a request of the life before can be told apart (KIP-841). */
  brokerEpoch: number
  /** The controller's view: a fenced broker leads nothing and is in no ISR but its own last one. */
  fenced: boolean
  inControlledShutdown: boolean
  /** When the controller last heard of it: since then nobody knows. Null while heartbeats arrive. */
  silentSinceMs: number | null
  /** Whether its last life ended in order. A broker that did not shut down cleanly loses its place in ISR and ELR (KIP-966). */
  shutDownCleanly: boolean
  /**
   * Null while it follows the metadata log. A broker that cannot (it is paused, or cut off from the controller) still believes what it last
   * saw: the registrations that have changed since, as they were, by `topicId/partition`.
   */
  staleView: Record<string, PartitionRegistration> | null
  /** The blocks of producer ids that it got from the controller: the one in use, and at its end the next. They die with the process. */
  producerIds: ProducerIdBlock[]
  /** What was altered for this broker alone. */
  configs: Map<string, string>
}

export type Controller = {
  nodeId: number
  process: Process
  returnsMs: number | null
}

export type Topic = {
  topicId: string
  name: string
  /** What was set on the topic itself; everything else comes from the brokers or from Kafka's defaults. */
  configs: Map<string, string>
  /** The configs in force, worked out from the two maps above whenever one of them changes. Not stored. */
  effectiveConfigs: TopicConfigs
  partitions: Partition[]
}

/** What the controller knows of a partition, and what the brokers have on their disks. */
export type Partition = PartitionRegistration & {
  partitionIndex: number
  /** The log of the broker `logBrokerId`: the leader, or the last one while there is none. Followers that agree with it share it. */
  log: PartitionLog
  logBrokerId: number
  /** One for each broker that has files of this partition, in the order of `replicas`. */
  replicaStates: Replica[]
  /** When the registration last changed, milliseconds: rounds of the controller look again after that. */
  changedMs: number
  /** What the leader asked of the controller and has no answer to yet: Kafka's maximal ISR. Null when nothing is on its way. */
  pendingIsr: number[] | null
}

export type ClusterView = DeepReadonly<Cluster>
export type TopicView = DeepReadonly<Topic>
export type PartitionView = DeepReadonly<Partition>
export type BrokerView = DeepReadonly<Broker>

/** The state before the first record: `cluster.created` fills it. */
export function emptyCluster(): Cluster {
  return {
    clusterId: '',
    createdMs: 0,
    random: [0, 0, 0, 1],
    recordSequence: 0,
    nextExtentId: 0,
    storedBytes: 0,
    producerCount: 0,
    offsetCharacters: 0,
    memberCharacters: 0,
    clock: { mode: 'realtime', offsetMs: 0, heldMs: 0 },
    brokers: new Map(),
    controllers: new Map(),
    activeController: -1,
    controllerEpoch: 0,
    controllerSilentSinceMs: null,
    metadataLog: emptyLog(0),
    brokerConfigs: new Map(),
    defaultBrokerConfigs: new Map(),
    acls: new Map(),
    clientQuotas: new Map(),
    groupConfigs: new Map(),
    effectiveBrokerConfigs: brokerConfigs(new Map()),
    nextProducerId: 0,
    faults: new Map(),
    nextFaultId: 1,
    idempotencyKeys: new Map(),
    topics: new Map(),
    apps: new Map(),
    nextAppId: 1,
    hostedConsumers: new Map(),
    consumerUses: new Map(),
    transactionCoordinators: new Map(),
    openMarkers: new Map(),
    groupCoordinators: new Map(),
    sessions: new Map(),
  }
}

export function partitionCount(cluster: ClusterView): number {
  let count = 0
  for (const topic of cluster.topics.values()) count += topic.partitions.length
  return count
}

/** The name under which a stale view remembers a partition. */
export function viewKey(topicId: string, partitionIndex: number): string {
  return `${topicId}/${partitionIndex}`
}
