// Every change of hard state as one union: the vocabulary of the journal. The controller's records carry the fields of Kafka's own
// metadata records (RegisterBrokerRecord, TopicRecord, PartitionRecord, PartitionChangeRecord, ConfigRecord, RemoveTopicRecord).
// A record kind, once released, keeps its meaning: old journals are replayed by new code, so later fields are optional.
import type { AnyPlan } from './app/app.ts'
import type { AppChange } from './app/app-change.ts'
import type { PartitionChange } from './controller/partition-change.ts'
import type { AclBinding } from '../../schema/kafka/acls/acl-binding.ts'
import type { QuotaEntity } from '../../schema/kafka/requests/client-quotas.ts'
import type { ClusterClock } from '../../schema/kafka/cluster-clock.ts'
import type { Process } from './cluster.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { Fault } from './faults/fault.ts'
import type { ClassicChange } from './group/classic/classic-change.ts'
import type { ConsumerGroupChange } from './group/consumer/consumer-group-change.ts'
import type { CommittedOffset, GroupOffsets } from './group/group-offsets.ts'
import type { GroupMembership } from './group/membership.ts'
import type { LogChange } from './log/log-change.ts'
import type { PartitionLog } from './log/partition-log.ts'
import type { PartitionKey } from './partition-key.ts'
import type { RandomState } from './random.ts'
import type { Fetcher } from './replication/replica.ts'
import type { HostedConsumer } from './hosted/hosted-consumer.ts'
import type { KeptBatch } from './request/idempotency-keys.ts'
import type { Reason } from './reason.ts'
import type { MarkerProgress } from './transaction/coordinator.ts'
import type { TransactionMetadata, TransactionTransition } from './transaction/transaction-metadata.ts'
import type { TransactionState } from './transaction/transaction-state.ts'

export type ClusterRecord =
  | {
      readonly kind: 'cluster.created'
      readonly clusterId: string
      readonly random: RandomState
      readonly brokerConfigs: readonly (readonly [name: string, value: string])[]
      readonly nowMs?: number
      readonly controllers?: readonly number[]
    }
  /** A broker's first registration, and each one after it was down. */
  | { readonly kind: 'broker.registered'; readonly brokerId: number; readonly rack: string | null }
  /** BrokerRegistrationChangeRecord: fields that do not change are absent. */
  | {
      readonly kind: 'broker.changed'
      readonly brokerId: number
      readonly fenced?: boolean
      readonly inControlledShutdown?: boolean
      readonly reason: Reason
    }
  /** What became of the process of a broker or a controller. */
  | {
      readonly kind: 'process.changed'
      readonly nodeId: number
      readonly process: Process
      /** When it comes back by itself, milliseconds; absent when it does not. */
      readonly returnsMs?: number
      /** When it went down: whether in order. */
      readonly cleanly?: boolean
      readonly reason: Reason
    }
  /** The controller stopped hearing of a broker at this time, or (null) hears of it again. */
  | { readonly kind: 'broker.heard'; readonly brokerId: number; readonly silentSinceMs: number | null }
  /** The broker stopped following the metadata log, or has caught up with it. */
  | { readonly kind: 'broker.view'; readonly brokerId: number; readonly stale: boolean }
  /** -1 when the quorum has no leader. */
  | { readonly kind: 'controller.elected'; readonly nodeId: number; readonly controllerEpoch: number; readonly reason: Reason }
  | { readonly kind: 'controller.silent'; readonly sinceMs: number | null }
  | { readonly kind: 'topic.created'; readonly name: string; readonly topicId: string }
  | { readonly kind: 'topic.removed'; readonly name: string; readonly topicId: string }
  | {
      readonly kind: 'partition.created'
      readonly topic: string
      readonly partitionIndex: number
      readonly replicas: readonly number[]
      readonly isr: readonly number[]
      readonly leader: number
      readonly nowMs: number
    }
  | {
      readonly kind: 'partition.changed'
      readonly topic: string
      readonly partitionIndex: number
      readonly change: PartitionChange
      readonly reason: Reason
    }
  /** A null value removes what was set, so that the broker's or Kafka's default is in force again. */
  | { readonly kind: 'config.changed'; readonly topic: string; readonly name: string; readonly value: string | null }
  /** Of one broker, or (null) of all of them. */
  | { readonly kind: 'brokerConfig.changed'; readonly brokerId: number | null; readonly name: string; readonly value: string | null }
  /** AccessControlEntryRecord: a rule of access. */
  | { readonly kind: 'acl.created'; readonly aclId: string; readonly acl: AclBinding }
  | { readonly kind: 'acl.removed'; readonly aclId: string }
  /** ClientQuotaRecord. A null value is the end of the quota. */
  | { readonly kind: 'clientQuota.changed'; readonly entity: QuotaEntity; readonly key: string; readonly value: number | null }
  /** Of one consumer group. */
  | { readonly kind: 'groupConfig.changed'; readonly groupId: string; readonly name: string; readonly value: string | null }
  /** What this step's records above said, as records of __cluster_metadata: changes of its log, and the epochs that registrations got by it. */
  | {
      readonly kind: 'metadata.appended'
      readonly changes: readonly LogChange[]
      readonly brokerEpochs: readonly (readonly [brokerId: number, brokerEpoch: number])[]
    }
  | { readonly kind: 'random.moved'; readonly random: RandomState }
  | { readonly kind: 'extentId.moved'; readonly nextExtentId: number }
  /** A change of the partition's log, or, with a broker, of the log which that broker has for itself. */
  | {
      readonly kind: 'log.changed'
      readonly topic: string
      readonly partitionIndex: number
      readonly change: LogChange
      readonly brokerId?: number
      readonly reason?: Reason
    }
  /**
   * The leader answered fetches that waited, which needed no time: these followers now have its log up to logEndOffset, the high watermark
   * that it knew, and its log start; and they wait there again, which tells the leader how far they are.
   */
  | {
      readonly kind: 'replica.fetched'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerIds: readonly number[]
      readonly logEndOffset: number
      readonly highWatermark: number
      readonly logStartOffset: number
    }
  /** The leader took note of a follower's fetch; the answer takes its time. */
  | {
      readonly kind: 'replica.asked'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly fetchOffset: number
      readonly logStartOffset: number
    }
  /** An answer arrived at a follower and is in its log. */
  | {
      readonly kind: 'replica.appended'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly logEndOffset: number
      readonly highWatermark: number
      readonly logStartOffset: number
    }
  /** A follower whose log is the beginning of the partition's cut its end off, or (logStartOffset) began anew where the leader begins. */
  | {
      readonly kind: 'replica.truncated'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly logEndOffset: number
      readonly logStartOffset: number
      readonly reason: Reason
    }
  | {
      readonly kind: 'fetcher.moved'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly fetcher: Fetcher | null
    }
  /** From here on the broker has a log of its own, which is no longer the beginning of the partition's. */
  | {
      readonly kind: 'replica.forked'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly log: DeepReadonly<PartitionLog>
    }
  /** The broker's own log turned out to be the beginning of the partition's log (again). */
  | {
      readonly kind: 'replica.joined'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly reason: Reason
    }
  /** The partition's log is from now on that of another broker. Whoever had it before keeps what it has. */
  | {
      readonly kind: 'log.handed'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      /** What that broker has, when that is less than the partition's log so far. */
      readonly log: DeepReadonly<PartitionLog> | null
    }
  /** What the leader proposed as ISR and waits to hear about; null when it has heard. */
  | { readonly kind: 'isr.proposed'; readonly topic: string; readonly partitionIndex: number; readonly isr: readonly number[] | null }
  | {
      readonly kind: 'log.flushed'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly flushedOffset: number
    }
  /** A broker took over a partition of __transaction_state and has read it to its end. */
  | {
      readonly kind: 'transactions.loaded'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly coordinatorEpoch: number
      readonly transactions: readonly TransactionMetadata[]
    }
  /** The broker that had it leads the partition no more. */
  | { readonly kind: 'transactions.unloaded'; readonly topic: string; readonly partitionIndex: number; readonly brokerId: number }
  /** The coordinator wrote a transition down; it holds when that is committed, which is at requiredOffset. */
  | {
      readonly kind: 'transaction.prepared'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly coordinatorEpoch: number
      readonly transactionalId: string
      /** Of an id that is heard of for the first time; for any other the memory has it. */
      readonly metadata?: TransactionMetadata
      readonly transition: TransactionTransition
      readonly requiredOffset: number
      readonly reason?: Reason
    }
  /** What was prepared is committed. `state` and the rest are what the transaction is from here on. */
  | {
      readonly kind: 'transaction.moved'
      readonly topic: string
      readonly partitionIndex: number
      readonly transactionalId: string
      readonly from: TransactionState
      readonly state: TransactionState
      readonly producerId: number
      readonly producerEpoch: number
    }
  /** The transactional id has not been used for transactional.id.expiration.ms. */
  | { readonly kind: 'transaction.removed'; readonly topic: string; readonly partitionIndex: number; readonly transactionalId: string }
  /** A marker was sent, written, or lost; `topic` and `partitionIndex` are the coordinator's, `marker` is where it goes. */
  | {
      readonly kind: 'marker.moved'
      readonly topic: string
      readonly partitionIndex: number
      readonly transactionalId: string
      readonly marker: PartitionKey
      readonly progress: MarkerProgress
      readonly isCommit: boolean
    }
  /** The coordinator knows that the partition has its marker, or that it needs none any more. */
  | {
      readonly kind: 'marker.acknowledged'
      readonly topic: string
      readonly partitionIndex: number
      readonly transactionalId: string
      readonly marker: PartitionKey
    }
  /** A broker took over a partition of __consumer_offsets and has read it to its end. */
  | {
      readonly kind: 'offsets.loaded'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly coordinatorEpoch: number
      readonly groups: readonly (readonly [groupId: string, offsets: GroupOffsets])[]
      readonly memberships?: readonly (readonly [groupId: string, membership: DeepReadonly<GroupMembership>])[]
    }
  | { readonly kind: 'offsets.unloaded'; readonly topic: string; readonly partitionIndex: number; readonly brokerId: number }
  /** Offsets are in the log: of a group, or (with a producer) of a transaction that may commit them. */
  | {
      readonly kind: 'offsets.appended'
      readonly topic: string
      readonly partitionIndex: number
      readonly brokerId: number
      readonly coordinatorEpoch: number
      readonly groupId: string
      readonly producerId: number | null
      readonly offsets: readonly CommittedOffset[]
    }
  /** The offsets of a group in topics that were deleted, or (with partitions) of these partitions alone. */
  | {
      readonly kind: 'offsets.deleted'
      readonly topic: string
      readonly partitionIndex: number
      readonly groupId: string
      readonly deletedTopics: readonly string[]
      readonly partitions?: readonly PartitionKey[]
      readonly reason?: Reason
    }
  /** The marker of a transaction is committed in a partition of __consumer_offsets. */
  | {
      readonly kind: 'offsets.settled'
      readonly topic: string
      readonly partitionIndex: number
      readonly producerId: number
      readonly isCommitted: boolean
    }
  /** Something happened to a group of the classic protocol, in the memory of its coordinator. */
  | ({ readonly kind: 'group.changed'; readonly change: ClassicChange; readonly reason?: Reason } & OfGroup)
  /** What a coordinator wrote about a group of the KIP-848 protocol: to apply it is how such a group changes. */
  | ({ readonly kind: 'group.written'; readonly changes: readonly ConsumerGroupChange[]; readonly reason?: Reason } & OfGroup)
  /** The group is no more: deleted, or empty for long enough. Its offsets are gone too. */
  | ({ readonly kind: 'group.removed' } & OfGroup)
  /** When its coordinator last heard of these members of a group, milliseconds: written down once in a while. */
  | ({ readonly kind: 'members.seen'; readonly members: readonly (readonly [memberId: string, seenMs: number])[] } & OfGroup)
  /** A produce with an idempotency key was carried out. */
  | { readonly kind: 'idempotencyKey.kept'; readonly key: string; readonly fingerprint: string; readonly batches: readonly KeptBatch[] }
  | { readonly kind: 'idempotencyKeys.expired'; readonly keys: readonly string[] }
  | { readonly kind: 'app.created'; readonly appId: number; readonly plan: DeepReadonly<AnyPlan> }
  | { readonly kind: 'app.changed'; readonly appId: number; readonly change: AppChange }
  | { readonly kind: 'app.removed'; readonly appId: number }
  /** A consumer that the object hosts for a client: its memory, as the client left it. */
  | ({ readonly kind: 'consumer.created' } & HostedConsumer)
  | ({ readonly kind: 'consumer.changed' } & Pick<HostedConsumer, 'groupId' | 'name' | 'consumer' | 'characters'>)
  | ({ readonly kind: 'consumer.removed'; readonly reason: Reason } & Pick<HostedConsumer, 'groupId' | 'name'>)
  /** ProducerIdsRecord: the broker got the block of producer ids that ends before nextProducerId. */
  | { readonly kind: 'producerIds.allocated'; readonly brokerId: number; readonly nextProducerId: number }
  /** The broker gave the next id of its block away. */
  | { readonly kind: 'producerId.claimed'; readonly brokerId: number; readonly producerId: number }
  | { readonly kind: 'fault.started'; readonly fault: DeepReadonly<Fault> }
  | { readonly kind: 'fault.used'; readonly faultId: number; readonly used: number }
  | { readonly kind: 'fault.ended'; readonly faultId: number; readonly reason: Reason }
  | { readonly kind: 'clock.changed'; readonly clock: ClusterClock }

/** `topic` and `partitionIndex` are those of __consumer_offsets whose leader coordinates the group. */
type OfGroup = {
  readonly topic: string
  readonly partitionIndex: number
  readonly brokerId: number
  readonly coordinatorEpoch: number
  readonly groupId: string
}

export type RecordOf<Kind extends ClusterRecord['kind']> = Extract<ClusterRecord, { kind: Kind }>
