// The configs of a consumer: Kafka's own names, types, ranges and defaults, and the rules by which several of them fit together.
// Does not: transport, security, metrics and class names, of which a consumer without I/O has none; the assignors and deserializers that exist
//   here are named, others are refused with a sentence that says which do.
// Source: ConsumerConfig (its definition and postProcessParsedConfig), Heartbeat and AbstractCoordinator of Kafka 4.3; KIP-848, KIP-1106.
import { atLeast, between, listOf, oneOf } from '../../../schema/kafka/config-validators.ts'
import type { IsolationLevel } from '../../../schema/kafka/requests/fetch.ts'
import { MAX_FETCH_BYTES } from '../../../schema/limits.ts'
import { byName, ClientConfigs, define, MAX_INT, problemOfConfigs } from '../client-config.ts'
import type { ConfigDefinitions } from '../client-config.ts'
import { assignorClasses, assignorNames } from './client-assignors.ts'
import { offsetResetText, parseOffsetReset } from './offset-reset.ts'
import type { OffsetReset } from './offset-reset.ts'

export type ConsumerSettings = {
  readonly allowAutoCreateTopics: boolean
  readonly autoCommitIntervalMs: number
  readonly autoOffsetReset: OffsetReset
  readonly clientId: string
  readonly clientRack: string
  readonly defaultApiTimeoutMs: number
  readonly enableAutoCommit: boolean
  readonly excludeInternalTopics: boolean
  readonly fetchMaxBytes: number
  readonly fetchMaxWaitMs: number
  readonly fetchMinBytes: number
  /** Null for a consumer that belongs to no group. */
  readonly groupId: string | null
  /** Of a static member. */
  readonly groupInstanceId: string | null
  readonly groupProtocol: 'classic' | 'consumer'
  /** The assignor of the broker that a member of the protocol `consumer` asks for; null leaves it to the broker. */
  readonly groupRemoteAssignor: string | null
  readonly heartbeatIntervalMs: number
  readonly isolationLevel: IsolationLevel
  readonly maxPartitionFetchBytes: number
  readonly maxPollIntervalMs: number
  readonly maxPollRecords: number
  readonly metadataMaxAgeMs: number
  /** Names as they go into JoinGroup, the preferred one first. */
  readonly partitionAssignmentStrategy: readonly string[]
  readonly reconnectBackoffMs: number
  readonly reconnectBackoffMaxMs: number
  readonly requestTimeoutMs: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly sessionTimeoutMs: number
}

export type CheckedConsumerConfigs =
  | { readonly ok: true; readonly settings: ConsumerSettings }
  | { readonly ok: false; readonly message: string }

/** They cannot be given together with group.protocol=consumer: there the broker says. */
const CLASSIC_ONLY = ['partition.assignment.strategy', 'heartbeat.interval.ms', 'session.timeout.ms']
const DESERIALIZERS = ['StringDeserializer', 'ByteArrayDeserializer'].map((name) => `org.apache.kafka.common.serialization.${name}`)
const [BYTES_DESERIALIZER = ''] = DESERIALIZERS.toReversed()

export const CONSUMER_CONFIG_DEFINITIONS: ConfigDefinitions = byName([
  define('allow.auto.create.topics', 'BOOLEAN', 'true'),
  define('auto.commit.interval.ms', 'INT', '5000', atLeast(0)),
  define('auto.offset.reset', 'STRING', 'latest', offsetResetText),
  define('client.id', 'STRING', ''),
  define('client.rack', 'STRING', ''),
  define('default.api.timeout.ms', 'INT', '60000', atLeast(0)),
  define('enable.auto.commit', 'BOOLEAN', 'true'),
  define('exclude.internal.topics', 'BOOLEAN', 'true'),
  define('fetch.max.bytes', 'INT', String(52_428_800), atLeast(0)),
  define('fetch.max.wait.ms', 'INT', '500', atLeast(0)),
  define('fetch.min.bytes', 'INT', '1', atLeast(0)),
  define('group.id', 'STRING', null),
  define('group.instance.id', 'STRING', null),
  define('group.protocol', 'STRING', 'classic', oneOf('classic', 'consumer', 'CLASSIC', 'CONSUMER')),
  define('group.remote.assignor', 'STRING', null),
  define('heartbeat.interval.ms', 'INT', '3000'),
  define('isolation.level', 'STRING', 'read_uncommitted', oneOf('read_committed', 'read_uncommitted')),
  define('key.deserializer', 'STRING', BYTES_DESERIALIZER, oneOf(...DESERIALIZERS)),
  define('max.partition.fetch.bytes', 'INT', '1048576', atLeast(0)),
  define('max.poll.interval.ms', 'INT', '300000', atLeast(1)),
  define('max.poll.records', 'INT', '500', atLeast(1)),
  define('metadata.max.age.ms', 'LONG', '300000', atLeast(0)),
  define('partition.assignment.strategy', 'LIST', assignorClasses('range', 'cooperative-sticky'), listOf(...assignorNames.keys())),
  define('reconnect.backoff.max.ms', 'LONG', '1000', atLeast(0)),
  define('reconnect.backoff.ms', 'LONG', '50', atLeast(0)),
  define('request.timeout.ms', 'INT', '30000', atLeast(0)),
  define('retry.backoff.max.ms', 'LONG', '1000', atLeast(0)),
  define('retry.backoff.ms', 'LONG', '100', atLeast(0)),
  define('session.timeout.ms', 'INT', '45000', between(0, MAX_INT)),
  define('value.deserializer', 'STRING', BYTES_DESERIALIZER, oneOf(...DESERIALIZERS)),
])

/** Parses what was given, with Kafka's defaults for the rest, and asks what KafkaConsumer asks when it is made. */
export function checkConsumerConfigs(given: ReadonlyMap<string, string>): CheckedConsumerConfigs {
  const problem = problemOfConfigs(CONSUMER_CONFIG_DEFINITIONS, given, 'consumer')
  if (problem !== null) return { ok: false, message: problem }
  const settings = settingsOf(new ClientConfigs(CONSUMER_CONFIG_DEFINITIONS, given))
  const contradiction = contradictionOf(settings, given)
  if (contradiction !== null) return { ok: false, message: contradiction }
  return { ok: true, settings: { ...settings, enableAutoCommit: settings.enableAutoCommit && settings.groupId !== null } }
}

/** Why these do not fit together; null when they do. */
function contradictionOf(settings: ConsumerSettings, given: ReadonlyMap<string, string>): string | null {
  const { groupId, groupInstanceId, groupProtocol, enableAutoCommit } = settings
  if (groupId?.trim() === '') return 'group.id must not be empty or white space.'
  if (groupInstanceId === '') return 'group.instance.id must not be empty.'
  if (groupId === null && enableAutoCommit && given.has('enable.auto.commit')) return 'enable.auto.commit=true needs a group.id.'
  if (groupProtocol === 'consumer') {
    const classic = CLASSIC_ONLY.find((name) => given.has(name))
    return classic === undefined ? null : `${classic} cannot be set together with group.protocol=consumer.`
  }
  if (settings.groupRemoteAssignor !== null) return 'group.remote.assignor needs group.protocol=consumer.'
  if (settings.partitionAssignmentStrategy.length === 0) return 'partition.assignment.strategy must name at least one assignor.'
  const isLess = settings.heartbeatIntervalMs < settings.sessionTimeoutMs
  return isLess ? null : 'heartbeat.interval.ms must be less than session.timeout.ms.'
}

function settingsOf(configs: ClientConfigs): ConsumerSettings {
  return {
    allowAutoCreateTopics: configs.boolean('allow.auto.create.topics'),
    autoCommitIntervalMs: configs.ms('auto.commit.interval.ms'),
    autoOffsetReset: parseOffsetReset(configs.text('auto.offset.reset') ?? '') ?? { kind: 'latest' },
    clientId: configs.text('client.id') ?? '',
    clientRack: configs.text('client.rack') ?? '',
    defaultApiTimeoutMs: configs.ms('default.api.timeout.ms'),
    enableAutoCommit: configs.boolean('enable.auto.commit'),
    excludeInternalTopics: configs.boolean('exclude.internal.topics'),
    fetchMaxBytes: Math.min(configs.number('fetch.max.bytes'), MAX_FETCH_BYTES),
    fetchMaxWaitMs: configs.ms('fetch.max.wait.ms'),
    fetchMinBytes: configs.number('fetch.min.bytes'),
    groupId: configs.text('group.id'),
    groupInstanceId: configs.text('group.instance.id'),
    groupProtocol: configs.text('group.protocol')?.toLowerCase() === 'consumer' ? 'consumer' : 'classic',
    groupRemoteAssignor: configs.text('group.remote.assignor'),
    heartbeatIntervalMs: configs.ms('heartbeat.interval.ms'),
    isolationLevel: configs.text('isolation.level') === 'read_committed' ? 'read_committed' : 'read_uncommitted',
    maxPartitionFetchBytes: configs.number('max.partition.fetch.bytes'),
    maxPollIntervalMs: configs.ms('max.poll.interval.ms'),
    maxPollRecords: configs.number('max.poll.records'),
    metadataMaxAgeMs: configs.ms('metadata.max.age.ms'),
    partitionAssignmentStrategy: configs.list('partition.assignment.strategy').map((name) => assignorNames.get(name) ?? name),
    reconnectBackoffMs: configs.ms('reconnect.backoff.ms'),
    reconnectBackoffMaxMs: configs.ms('reconnect.backoff.max.ms'),
    requestTimeoutMs: configs.ms('request.timeout.ms'),
    retryBackoffMs: configs.ms('retry.backoff.ms'),
    retryBackoffMaxMs: configs.ms('retry.backoff.max.ms'),
    sessionTimeoutMs: configs.ms('session.timeout.ms'),
  }
}
