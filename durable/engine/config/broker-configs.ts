// The broker configs a sandbox may be made with: server.properties of all its brokers. A table of Kafka's own names, types, ranges and
// defaults. Most stand here because a topic inherits them, some because the cluster acts on them; those of parts that are not built yet
// (groups, transactions, replication) are checked and kept, so that a sandbox described today means the same tomorrow.
// Source: AbstractKafkaConfig and the config classes it joins, DynamicBrokerConfig.AllDynamicConfigs and QuotaConfig.brokerQuotaConfigs, of Kafka 4.3.
import { SERVER_ASSIGNORS } from '../../../schema/kafka/assignors/server/server-assignors.ts'
import { isList, parseConfig } from '../../../schema/kafka/config-definition.ts'
import type { ConfigDefinition, ConfigType, ConfigValidator, ConfigValue } from '../../../schema/kafka/config-definition.ts'
import { atLeast, between, listOf, oneOf } from '../../../schema/kafka/config-validators.ts'
import { TOPIC_CONFIG_DEFINITIONS } from '../../../schema/kafka/topic-configs.ts'

/**
 * KIP-226. A `cluster-wide` config may be altered while the brokers run, for all of them or, to try it out, for one. Those that Kafka calls
 * per-broker (listeners, TLS) do not stand in this table.
 */
type UpdateMode = 'read-only' | 'cluster-wide'

export type BrokerConfigDefinition = ConfigDefinition & { readonly updateMode: UpdateMode }

/** Broker configs that exist in several units. The finest has no default of its own: the coarser one gives it. */
const WITHOUT_DEFAULT = new Set(['log.retention.ms', 'log.roll.ms', 'log.roll.jitter.ms', 'log.flush.interval.ms'])

const LONG_MAX_TEXT = '9223372036854775807'
const MIGRATION_POLICIES = ['bidirectional', 'upgrade', 'downgrade', 'disabled']

function define(
  name: string,
  type: ConfigType,
  byDefault: string | null,
  validator: ConfigValidator | null = null,
  updateMode: UpdateMode = 'read-only',
): BrokerConfigDefinition {
  return { name, type, default: byDefault, validator, updateMode }
}

/** What topics inherit: dynamic under this very name, and read-only in its coarser units. */
const inherited = TOPIC_CONFIG_DEFINITIONS.flatMap(({ brokerSynonym: name, type, default: byDefault, validator }) => {
  return name === null ? [] : [define(name, type, WITHOUT_DEFAULT.has(name) ? null : byDefault, validator, 'cluster-wide')]
})

const own: readonly BrokerConfigDefinition[] = [
  define('auto.create.topics.enable', 'BOOLEAN', 'true'),
  define('num.partitions', 'INT', '1', atLeast(1)),
  define('default.replication.factor', 'INT', '1', atLeast(1)),
  define('delete.topic.enable', 'BOOLEAN', 'true'),
  define('log.retention.minutes', 'INT', null),
  define('log.retention.hours', 'INT', '168'),
  define('log.roll.hours', 'INT', '168', atLeast(1)),
  define('log.roll.jitter.hours', 'INT', '0', atLeast(0)),
  define('log.retention.check.interval.ms', 'LONG', '300000', atLeast(1)),
  define('log.cleaner.backoff.ms', 'LONG', '15000', atLeast(0), 'cluster-wide'),
  define('auto.leader.rebalance.enable', 'BOOLEAN', 'true'),
  define('leader.imbalance.per.broker.percentage', 'INT', '10'),
  define('leader.imbalance.check.interval.seconds', 'LONG', '300', atLeast(1)),
  // What a reassignment may copy in a second. Kept, because the tools for reassignments set it, and without effect.
  define('leader.replication.throttled.rate', 'LONG', LONG_MAX_TEXT, atLeast(0), 'cluster-wide'),
  define('follower.replication.throttled.rate', 'LONG', LONG_MAX_TEXT, atLeast(0), 'cluster-wide'),
  define('replica.alter.log.dirs.io.max.bytes.per.second', 'LONG', LONG_MAX_TEXT, atLeast(0), 'cluster-wide'),
  define('replica.lag.time.max.ms', 'LONG', '30000'),
  define('replica.fetch.wait.max.ms', 'INT', '500'),
  define('replica.fetch.max.bytes', 'INT', '1048576', atLeast(0)),
  define('replica.fetch.backoff.ms', 'INT', '1000', atLeast(0)),
  define('replica.socket.timeout.ms', 'INT', '30000'),
  define('controller.quorum.fetch.timeout.ms', 'INT', '2000'),
  define('log.cleaner.enable', 'BOOLEAN', 'true'),
  define('broker.heartbeat.interval.ms', 'INT', '2000'),
  define('broker.session.timeout.ms', 'INT', '9000'),
  define('group.initial.rebalance.delay.ms', 'INT', '3000'),
  define('group.min.session.timeout.ms', 'INT', '6000'),
  define('group.max.session.timeout.ms', 'INT', '1800000'),
  define('group.max.size', 'INT', '2147483647', atLeast(1)),
  define('group.consumer.session.timeout.ms', 'INT', '45000', atLeast(1)),
  define('group.consumer.heartbeat.interval.ms', 'INT', '5000', atLeast(1)),
  define('group.consumer.assignment.interval.ms', 'INT', '1000', atLeast(0)),
  define('group.consumer.min.session.timeout.ms', 'INT', '45000', atLeast(1)),
  define('group.consumer.max.session.timeout.ms', 'INT', '60000', atLeast(1)),
  define('group.consumer.min.heartbeat.interval.ms', 'INT', '5000', atLeast(1)),
  define('group.consumer.max.heartbeat.interval.ms', 'INT', '15000', atLeast(1)),
  define('group.consumer.min.assignment.interval.ms', 'INT', '0', atLeast(0)),
  define('group.consumer.max.assignment.interval.ms', 'INT', '15000', atLeast(0)),
  define('group.consumer.assignors', 'LIST', 'uniform,range', listOf(...SERVER_ASSIGNORS.keys())),
  define('group.consumer.max.size', 'INT', '2147483647', atLeast(1)),
  define('group.consumer.migration.policy', 'STRING', 'bidirectional', oneOf(...MIGRATION_POLICIES)),
  define('offsets.topic.num.partitions', 'INT', '50', atLeast(1)),
  define('offsets.topic.replication.factor', 'INT', '3', atLeast(1)),
  define('offsets.topic.segment.bytes', 'INT', '104857600', atLeast(1)),
  define('offsets.retention.minutes', 'INT', '10080', atLeast(1)),
  define('offsets.retention.check.interval.ms', 'LONG', '600000', atLeast(1)),
  define('offset.metadata.max.bytes', 'INT', '4096'),
  define('transaction.state.log.num.partitions', 'INT', '50', atLeast(1)),
  define('transaction.state.log.replication.factor', 'INT', '3', atLeast(1)),
  define('transaction.state.log.min.isr', 'INT', '2', atLeast(1)),
  define('transaction.state.log.segment.bytes', 'INT', '104857600', atLeast(1)),
  define('transaction.max.timeout.ms', 'INT', '900000', atLeast(1)),
  define('transactional.id.expiration.ms', 'INT', '604800000', atLeast(1)),
  define('transaction.abort.timed.out.transaction.cleanup.interval.ms', 'INT', '10000', atLeast(1)),
  define('transaction.remove.expired.transaction.cleanup.interval.ms', 'INT', '3600000', atLeast(1)),
  define('transaction.partition.verification.enable', 'BOOLEAN', 'true', null, 'cluster-wide'),
  define('producer.id.expiration.ms', 'INT', '86400000', atLeast(1), 'cluster-wide'),
  define('producer.id.expiration.check.interval.ms', 'INT', '600000', atLeast(1)),
  // A feature level and not a config in Kafka, where kafka-features.sh sets it; a sandbox chooses it when it is made.
  define('eligible.leader.replicas.version', 'INT', '1', between(0, 1)),
  // The sandbox's own: false brings back the rule from before KIP-101, by which a follower cuts its log at its own high watermark.
  define('samsa.leader.epoch.truncation.enable', 'BOOLEAN', 'true'),
]

/** Sorted by name, as a broker describes itself. */
export const BROKER_CONFIG_DEFINITIONS: ReadonlyMap<string, BrokerConfigDefinition> = new Map(
  [...inherited, ...own].sort((left, right) => (left.name < right.name ? -1 : 1)).map((definition) => [definition.name, definition]),
)

/** The broker configs that the cluster acts on today. */
export type BrokerConfigs = {
  readonly autoCreateTopicsEnable: boolean
  readonly numPartitions: number
  readonly defaultReplicationFactor: number
  readonly deleteTopicEnable: boolean
  readonly replicaLagTimeMaxMs: number
  readonly replicaFetchMaxBytes: number
  readonly replicaFetchBackoffMs: number
  readonly replicaSocketTimeoutMs: number
  readonly brokerSessionTimeoutMs: number
  readonly controllerQuorumFetchTimeoutMs: number
  readonly autoLeaderRebalanceEnable: boolean
  /** Null unless somebody set it: KRaft knows no threshold. */
  readonly leaderImbalancePerBrokerPercentage: number | null
  readonly leaderImbalanceCheckIntervalMs: number
  readonly logRetentionCheckIntervalMs: number
  readonly logCleanerEnable: boolean
  readonly logCleanerBackoffMs: number
  readonly transactionMaxTimeoutMs: number
  readonly transactionalIdExpirationMs: number
  readonly transactionAbortTimedOutIntervalMs: number
  readonly transactionRemoveExpiredIntervalMs: number
  readonly transactionPartitionVerificationEnabled: boolean
  readonly offsetMetadataMaxBytes: number
  readonly groupConsumerSessionTimeoutMs: number
  readonly groupConsumerHeartbeatIntervalMs: number
  readonly groupConsumerAssignmentIntervalMs: number
  readonly groupConsumerMaxSize: number
  /** The first is for groups whose members ask for none. */
  readonly groupConsumerAssignors: readonly string[]
  readonly groupConsumerUpgradeEnabled: boolean
  readonly groupConsumerDowngradeEnabled: boolean
  readonly offsetsRetentionMs: number
  readonly offsetsRetentionCheckIntervalMs: number
  readonly groupInitialRebalanceDelayMs: number
  readonly groupMinSessionTimeoutMs: number
  readonly groupMaxSessionTimeoutMs: number
  readonly groupMaxSize: number
  readonly producerIdExpirationMs: number
  readonly producerIdExpirationCheckIntervalMs: number
  readonly eligibleLeaderReplicasEnabled: boolean
  readonly leaderEpochTruncationEnable: boolean
}

export type CheckedBrokerConfigs =
  | { readonly ok: true; readonly effective: BrokerConfigs }
  | { readonly ok: false; readonly error: 'INVALID_CONFIG'; readonly message: string }

/** A broker only warns of a name it does not know; here a person waits for the answer, so a typing mistake is refused. */
export function checkBrokerConfigs(given: ReadonlyMap<string, string>): CheckedBrokerConfigs {
  for (const [name, text] of given) {
    const definition = BROKER_CONFIG_DEFINITIONS.get(name)
    if (definition === undefined) return { ok: false, error: 'INVALID_CONFIG', message: `Unknown broker config name: ${name}` }
    const parsed = parseConfig(definition, text)
    if (!parsed.ok) return { ok: false, error: 'INVALID_CONFIG', message: parsed.message }
  }
  return { ok: true, effective: effectiveOf(given) }
}

function effectiveOf(given: ReadonlyMap<string, string>): BrokerConfigs {
  const flag = (name: string): boolean => valueOf(given, name) === true
  const number = (name: string): number => Number(valueOf(given, name))
  const migrates = (way: string): boolean => ['bidirectional', way].includes(String(valueOf(given, 'group.consumer.migration.policy')))
  const list = (name: string): readonly string[] => {
    const value = valueOf(given, name)
    return isList(value) ? value : []
  }
  return {
    autoCreateTopicsEnable: flag('auto.create.topics.enable'),
    numPartitions: number('num.partitions'),
    defaultReplicationFactor: number('default.replication.factor'),
    deleteTopicEnable: flag('delete.topic.enable'),
    replicaLagTimeMaxMs: number('replica.lag.time.max.ms'),
    replicaFetchMaxBytes: number('replica.fetch.max.bytes'),
    replicaFetchBackoffMs: number('replica.fetch.backoff.ms'),
    replicaSocketTimeoutMs: number('replica.socket.timeout.ms'),
    brokerSessionTimeoutMs: number('broker.session.timeout.ms'),
    controllerQuorumFetchTimeoutMs: number('controller.quorum.fetch.timeout.ms'),
    autoLeaderRebalanceEnable: flag('auto.leader.rebalance.enable'),
    leaderImbalancePerBrokerPercentage: given.has('leader.imbalance.per.broker.percentage')
      ? number('leader.imbalance.per.broker.percentage')
      : null,
    leaderImbalanceCheckIntervalMs: number('leader.imbalance.check.interval.seconds') * 1000,
    logRetentionCheckIntervalMs: number('log.retention.check.interval.ms'),
    logCleanerEnable: flag('log.cleaner.enable'),
    logCleanerBackoffMs: number('log.cleaner.backoff.ms'),
    transactionMaxTimeoutMs: number('transaction.max.timeout.ms'),
    transactionalIdExpirationMs: number('transactional.id.expiration.ms'),
    transactionAbortTimedOutIntervalMs: number('transaction.abort.timed.out.transaction.cleanup.interval.ms'),
    transactionRemoveExpiredIntervalMs: number('transaction.remove.expired.transaction.cleanup.interval.ms'),
    transactionPartitionVerificationEnabled: flag('transaction.partition.verification.enable'),
    offsetMetadataMaxBytes: number('offset.metadata.max.bytes'),
    groupConsumerSessionTimeoutMs: number('group.consumer.session.timeout.ms'),
    groupConsumerHeartbeatIntervalMs: number('group.consumer.heartbeat.interval.ms'),
    groupConsumerAssignmentIntervalMs: number('group.consumer.assignment.interval.ms'),
    groupConsumerMaxSize: number('group.consumer.max.size'),
    groupConsumerAssignors: list('group.consumer.assignors'),
    groupConsumerUpgradeEnabled: migrates('upgrade'),
    groupConsumerDowngradeEnabled: migrates('downgrade'),
    offsetsRetentionMs: number('offsets.retention.minutes') * 60_000,
    offsetsRetentionCheckIntervalMs: number('offsets.retention.check.interval.ms'),
    groupInitialRebalanceDelayMs: number('group.initial.rebalance.delay.ms'),
    groupMinSessionTimeoutMs: number('group.min.session.timeout.ms'),
    groupMaxSessionTimeoutMs: number('group.max.session.timeout.ms'),
    groupMaxSize: number('group.max.size'),
    producerIdExpirationMs: number('producer.id.expiration.ms'),
    producerIdExpirationCheckIntervalMs: number('producer.id.expiration.check.interval.ms'),
    eligibleLeaderReplicasEnabled: number('eligible.leader.replicas.version') >= 1,
    leaderEpochTruncationEnable: flag('samsa.leader.epoch.truncation.enable'),
  }
}

function valueOf(given: ReadonlyMap<string, string>, name: string): ConfigValue {
  const definition = BROKER_CONFIG_DEFINITIONS.get(name)
  if (definition === undefined) return null
  const parsed = parseConfig(definition, given.get(name) ?? definition.default)
  return parsed.ok ? parsed.value : null
}
