// Every metric that a sandbox has, under the MBean name that Kafka gives it, with what Prometheus calls it. docs/metrics.md is this table,
// written out; a test compares the two, and another one compares it with what is produced.
// Source: BrokerTopicMetrics, ReplicaManager, Partition, UnifiedLog, DelayedOperationPurgatory, KafkaRequestHandlerPool, SocketServer,
// AbstractFetcherManager, ControllerMetadataMetrics and QuorumControllerMetrics of Kafka 4.3; the names are those of the rules that are
// handed out with the Prometheus JMX exporter for Kafka, in lower case.

/** Meter: a count and rates per second. Timer: that, and durations in milliseconds. Idle: a gauge that Kafka keeps as a meter of idle time. */
type MetricKind = 'meter' | 'timer' | 'gauge' | 'idle'

/** What a value is about. `replica` is one partition on one broker. */
export type MetricScope = 'cluster' | 'broker' | 'controller' | 'topic' | 'replica'

export type MetricDefinition = {
  readonly mbean: string
  readonly kind: MetricKind
  readonly scopes: readonly MetricScope[]
  readonly help: string
}

const METER_ATTRIBUTES = ['Count', 'MeanRate', 'OneMinuteRate', 'FiveMinuteRate', 'FifteenMinuteRate'] as const
const TIMER_ATTRIBUTES = [...METER_ATTRIBUTES, 'Mean', 'Max', '50thPercentile', '99thPercentile'] as const

export const ATTRIBUTES = {
  meter: METER_ATTRIBUTES,
  timer: TIMER_ATTRIBUTES,
  gauge: ['Value'],
  idle: ['OneMinuteRate'],
} as const satisfies Record<MetricKind, readonly string[]>

function define(mbean: string, kind: MetricKind, scopes: readonly MetricScope[], help: string): MetricDefinition {
  return { mbean, kind, scopes, help }
}

const BROKER_TOPIC = 'kafka.server:type=BrokerTopicMetrics,name='
const REPLICA_MANAGER = 'kafka.server:type=ReplicaManager,name='
const CONTROLLER = 'kafka.controller:type=KafkaController,name='
const CONTROLLER_STATS = 'kafka.controller:type=ControllerStats,name='
const PURGATORY = 'kafka.server:type=DelayedOperationPurgatory,name=PurgatorySize,delayedOperation='
const LOG = 'kafka.log:type=Log,name='

const WITH_TOPICS = ['cluster', 'broker', 'topic'] as const
const WITH_BROKERS = ['cluster', 'broker'] as const

export const METRICS = {
  bytesIn: define(`${BROKER_TOPIC}BytesInPerSec`, 'meter', WITH_TOPICS, 'Bytes that producers wrote to leaders.'),
  bytesOut: define(`${BROKER_TOPIC}BytesOutPerSec`, 'meter', WITH_TOPICS, 'Bytes that consumers were answered with.'),
  messagesIn: define(`${BROKER_TOPIC}MessagesInPerSec`, 'meter', WITH_TOPICS, 'Records that producers wrote to leaders.'),
  replicationBytesIn: define(`${BROKER_TOPIC}ReplicationBytesInPerSec`, 'meter', WITH_BROKERS, 'Bytes that followers fetched.'),
  replicationBytesOut: define(`${BROKER_TOPIC}ReplicationBytesOutPerSec`, 'meter', WITH_BROKERS, 'Bytes that leaders gave to followers.'),
  totalProduceRequests: define(
    `${BROKER_TOPIC}TotalProduceRequestsPerSec`,
    'meter',
    WITH_TOPICS,
    'Produce requests that reached a log, each counted once for every partition in it.',
  ),
  failedProduceRequests: define(
    `${BROKER_TOPIC}FailedProduceRequestsPerSec`,
    'meter',
    WITH_TOPICS,
    'Produce requests that the log refused for a reason which Kafka does not expect.',
  ),
  totalFetchRequests: define(
    `${BROKER_TOPIC}TotalFetchRequestsPerSec`,
    'meter',
    WITH_TOPICS,
    'Fetch requests of consumers and followers, each counted once for every partition in it.',
  ),
  failedFetchRequests: define(
    `${BROKER_TOPIC}FailedFetchRequestsPerSec`,
    'meter',
    WITH_TOPICS,
    'Fetch requests that failed for a reason which Kafka does not expect.',
  ),
  isrShrinks: define(
    `${REPLICA_MANAGER}IsrShrinksPerSec`,
    'meter',
    WITH_BROKERS,
    'ISRs that their leaders shrank, because a follower lagged.',
  ),
  isrExpands: define(`${REPLICA_MANAGER}IsrExpandsPerSec`, 'meter', WITH_BROKERS, 'ISRs that their leaders expanded.'),
  underReplicated: define(
    `${REPLICA_MANAGER}UnderReplicatedPartitions`,
    'gauge',
    WITH_BROKERS,
    'Led partitions with replicas out of sync.',
  ),
  underMinIsr: define(`${REPLICA_MANAGER}UnderMinIsrPartitionCount`, 'gauge', WITH_BROKERS, 'Led partitions whose ISR is below min ISR.'),
  atMinIsr: define(`${REPLICA_MANAGER}AtMinIsrPartitionCount`, 'gauge', WITH_BROKERS, 'Led partitions whose ISR is exactly min ISR.'),
  leaderCount: define(`${REPLICA_MANAGER}LeaderCount`, 'gauge', WITH_BROKERS, 'Partitions led.'),
  partitionCount: define(`${REPLICA_MANAGER}PartitionCount`, 'gauge', WITH_BROKERS, 'Replicas hosted.'),
  reassigning: define(`${REPLICA_MANAGER}ReassigningPartitions`, 'gauge', WITH_BROKERS, 'Led partitions that are being reassigned.'),
  maxLag: define(
    'kafka.server:type=ReplicaFetcherManager,name=MaxLag,clientId=Replica',
    'gauge',
    WITH_BROKERS,
    'Records between a follower and the high watermark of its leader, for the follower that is furthest behind.',
  ),
  requestHandlerIdle: define(
    'kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent',
    'idle',
    ['broker'],
    'Share of the last minute, from 0 to 1, in which the request handlers had nothing to do.',
  ),
  networkProcessorIdle: define(
    'kafka.network:type=SocketServer,name=NetworkProcessorAvgIdlePercent',
    'gauge',
    ['broker'],
    'Share of the last minute, from 0 to 1, in which the network threads had nothing to do.',
  ),
  producePurgatory: define(`${PURGATORY}Produce`, 'gauge', ['cluster'], 'Produce requests with acks=all that wait for their replicas.'),
  fetchPurgatory: define(`${PURGATORY}Fetch`, 'gauge', ['cluster'], 'Fetch requests that wait for records.'),
  logSize: define(`${LOG}Size`, 'gauge', ['replica'], 'Bytes of the segments of the replica.'),
  logStartOffset: define(`${LOG}LogStartOffset`, 'gauge', ['replica'], 'First offset of the replica.'),
  logEndOffset: define(`${LOG}LogEndOffset`, 'gauge', ['replica'], 'Offset that the next record of the replica will get.'),
  numLogSegments: define(`${LOG}NumLogSegments`, 'gauge', ['replica'], 'Segments of the replica.'),
  lastStableOffsetLag: define(
    'kafka.cluster:type=Partition,name=LastStableOffsetLag',
    'gauge',
    ['replica'],
    'Records between the last stable offset and the high watermark.',
  ),
  activeController: define(`${CONTROLLER}ActiveControllerCount`, 'gauge', ['cluster', 'controller'], '1 on the active controller, else 0.'),
  activeBrokers: define(`${CONTROLLER}ActiveBrokerCount`, 'gauge', ['cluster'], 'Registered brokers that are not fenced.'),
  fencedBrokers: define(`${CONTROLLER}FencedBrokerCount`, 'gauge', ['cluster'], 'Registered brokers that are fenced.'),
  globalTopics: define(`${CONTROLLER}GlobalTopicCount`, 'gauge', ['cluster'], 'Topics.'),
  globalPartitions: define(`${CONTROLLER}GlobalPartitionCount`, 'gauge', ['cluster'], 'Partitions.'),
  offlinePartitions: define(`${CONTROLLER}OfflinePartitionsCount`, 'gauge', ['cluster'], 'Partitions without a leader.'),
  preferredImbalance: define(
    `${CONTROLLER}PreferredReplicaImbalanceCount`,
    'gauge',
    ['cluster'],
    'Partitions that another broker leads than the first of their replicas.',
  ),
  leaderElections: define(
    `${CONTROLLER_STATS}LeaderElectionRateAndTimeMs`,
    'timer',
    ['cluster'],
    'Leader elections, and how long the partition had been without a leader that was alive.',
  ),
  uncleanElections: define(
    `${CONTROLLER_STATS}UncleanLeaderElectionsPerSec`,
    'meter',
    ['cluster'],
    'Elections of a leader that may lack committed records.',
  ),
} as const satisfies Record<string, MetricDefinition>

export type MetricName = keyof typeof METRICS

/** `prometheusName('kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec', 'Count')` is kafka_server_brokertopicmetrics_bytesin_total. */
export function prometheusName({ mbean, kind }: MetricDefinition, attribute: string): string {
  const [domain = '', keys = ''] = mbean.split(':')
  const values = new Map(keys.split(',').map((key) => key.split('=') as [string, string]))
  const name = (values.get('name') ?? '').replace(/PerSec$/, '').replace(/Percent$/, '_Percent')
  // Kafka tells the purgatories apart by a property, and a value here has no labels but node, topic and partition.
  const parts = [domain.replace('.', '_'), values.get('type'), name, values.get('delayedOperation'), suffixOf(kind, attribute)]
  return parts
    .filter((part) => part !== undefined && part !== '')
    .join('_')
    .toLowerCase()
}

function suffixOf(kind: MetricKind, attribute: string): string {
  if (kind === 'gauge' || kind === 'idle') return ''
  if (attribute !== 'Count') return attribute
  return kind === 'meter' ? 'total' : 'count'
}
