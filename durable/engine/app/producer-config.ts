// The configs of a producer: Kafka's own names, types, ranges and defaults, and the rules by which several of them fit together.
// Does not: transport, security, metrics and class names, of which a simulated client has none; partitioners, serializers and codecs of which
//   only some exist here are refused with a sentence that says which do.
// Source: ProducerConfig (its definition and postProcessAndValidateIdempotenceConfigs), KafkaProducer.configureDeliveryTimeout and lingerMs of
// Kafka 4.3; KIP-679, KIP-91, KIP-580.
import { atLeast, between, oneOf } from '../../../schema/kafka/config-validators.ts'
import { MAX_APP_BUFFER_BYTES } from '../../../schema/limits.ts'
import { byName, ClientConfigs, define, MAX_INT, problemOfConfigs } from '../client-config.ts'
import type { ConfigDefinitions } from '../client-config.ts'

export type ProducerSettings = {
  readonly acks: number
  readonly batchSize: number
  readonly bufferMemory: number
  readonly clientId: string
  readonly compressionType: 'none' | 'gzip'
  readonly deliveryTimeoutMs: number
  readonly enableIdempotence: boolean
  readonly lingerMs: number
  readonly maxBlockMs: number
  readonly maxInFlightRequestsPerConnection: number
  readonly maxRequestSize: number
  readonly metadataMaxAgeMs: number
  readonly partitioner: 'builtIn' | 'roundRobin'
  readonly partitionerIgnoreKeys: boolean
  readonly reconnectBackoffMs: number
  readonly reconnectBackoffMaxMs: number
  readonly requestTimeoutMs: number
  readonly retries: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly transactionalId: string | null
  readonly transactionTimeoutMs: number
}

export type CheckedProducerConfigs =
  | { readonly ok: true; readonly settings: ProducerSettings }
  | { readonly ok: false; readonly message: string }

const ROUND_ROBIN = 'org.apache.kafka.clients.producer.RoundRobinPartitioner'
const STRING_SERIALIZER = 'org.apache.kafka.common.serialization.StringSerializer'

export const PRODUCER_CONFIG_DEFINITIONS: ConfigDefinitions = byName([
  define('acks', 'STRING', 'all', oneOf('all', '-1', '0', '1')),
  define('batch.size', 'INT', '16384', atLeast(0)),
  // Kafka's default is 32 MiB: more than an object has to give to each of its applications.
  define('buffer.memory', 'LONG', String(MAX_APP_BUFFER_BYTES), between(0, MAX_APP_BUFFER_BYTES)),
  define('client.id', 'STRING', ''),
  define('compression.type', 'STRING', 'none', oneOf('none', 'gzip')),
  define('delivery.timeout.ms', 'INT', '120000', atLeast(0)),
  define('enable.idempotence', 'BOOLEAN', 'true'),
  define('key.serializer', 'STRING', STRING_SERIALIZER, oneOf(STRING_SERIALIZER)),
  define('linger.ms', 'LONG', '5', atLeast(0)),
  define('max.block.ms', 'LONG', '60000', atLeast(0)),
  define('max.in.flight.requests.per.connection', 'INT', '5', atLeast(1)),
  define('max.request.size', 'INT', '1048576', atLeast(0)),
  define('metadata.max.age.ms', 'LONG', '300000', atLeast(0)),
  define('partitioner.class', 'STRING', null, oneOf(ROUND_ROBIN)),
  define('partitioner.ignore.keys', 'BOOLEAN', 'false'),
  define('reconnect.backoff.max.ms', 'LONG', '1000', atLeast(0)),
  define('reconnect.backoff.ms', 'LONG', '50', atLeast(0)),
  define('request.timeout.ms', 'INT', '30000', atLeast(0)),
  define('retries', 'INT', String(MAX_INT), between(0, MAX_INT)),
  define('retry.backoff.max.ms', 'LONG', '1000', atLeast(0)),
  define('retry.backoff.ms', 'LONG', '100', atLeast(0)),
  define('transaction.timeout.ms', 'INT', '60000'),
  define('transactional.id', 'STRING', null),
  define('value.serializer', 'STRING', STRING_SERIALIZER, oneOf(STRING_SERIALIZER)),
])

/** Parses what was given, with Kafka's defaults for the rest, and asks what KafkaProducer asks when it is made. */
export function checkProducerConfigs(given: ReadonlyMap<string, string>): CheckedProducerConfigs {
  const problem = problemOfConfigs(PRODUCER_CONFIG_DEFINITIONS, given, 'producer')
  return problem === null ? withRules(settingsOf(given), given) : refused(problem)
}

/** Idempotence is on by default and gives way to what contradicts it, unless somebody asked for it by name. */
function withRules(settings: ProducerSettings, given: ReadonlyMap<string, string>): CheckedProducerConfigs {
  const { transactionalId } = settings
  if (transactionalId === '') return refused('transactional.id must not be empty.')
  const contradiction = settings.enableIdempotence ? contradictionOf(settings) : null
  const isAsked = given.has('enable.idempotence')
  const enableIdempotence = settings.enableIdempotence && contradiction === null
  if (contradiction !== null && (isAsked || settings.maxInFlightRequestsPerConnection > 5)) return refused(contradiction)
  if (transactionalId !== null && !enableIdempotence) {
    return refused(`transactional.id needs enable.idempotence=true${contradiction === null ? '' : `. ${contradiction}`}`)
  }
  const needed = settings.lingerMs + settings.requestTimeoutMs
  if (settings.deliveryTimeoutMs >= needed) return { ok: true, settings: { ...settings, enableIdempotence } }
  if (given.has('delivery.timeout.ms')) return refused('delivery.timeout.ms must be at least linger.ms + request.timeout.ms.')
  return { ok: true, settings: { ...settings, enableIdempotence, deliveryTimeoutMs: needed } }
}

/** Why these settings cannot be idempotent; null when they can. */
function contradictionOf({ retries, acks, maxInFlightRequestsPerConnection }: ProducerSettings): string | null {
  if (retries === 0) return 'enable.idempotence=true needs retries of at least 1.'
  if (acks !== -1) return 'enable.idempotence=true needs acks=all.'
  if (maxInFlightRequestsPerConnection > 5) return 'enable.idempotence=true allows at most 5 max.in.flight.requests.per.connection.'
  return null
}

function settingsOf(given: ReadonlyMap<string, string>): ProducerSettings {
  const configs = new ClientConfigs(PRODUCER_CONFIG_DEFINITIONS, given)
  return {
    acks: configs.text('acks') === 'all' ? -1 : Number(configs.text('acks')),
    batchSize: configs.number('batch.size'),
    bufferMemory: configs.number('buffer.memory'),
    clientId: configs.text('client.id') ?? '',
    compressionType: configs.text('compression.type') === 'gzip' ? 'gzip' : 'none',
    deliveryTimeoutMs: configs.ms('delivery.timeout.ms'),
    enableIdempotence: configs.boolean('enable.idempotence'),
    lingerMs: configs.ms('linger.ms'),
    maxBlockMs: configs.ms('max.block.ms'),
    maxInFlightRequestsPerConnection: configs.number('max.in.flight.requests.per.connection'),
    maxRequestSize: configs.number('max.request.size'),
    metadataMaxAgeMs: configs.ms('metadata.max.age.ms'),
    partitioner: configs.text('partitioner.class') === ROUND_ROBIN ? 'roundRobin' : 'builtIn',
    partitionerIgnoreKeys: configs.boolean('partitioner.ignore.keys'),
    reconnectBackoffMs: configs.ms('reconnect.backoff.ms'),
    reconnectBackoffMaxMs: configs.ms('reconnect.backoff.max.ms'),
    requestTimeoutMs: configs.ms('request.timeout.ms'),
    retries: configs.number('retries'),
    retryBackoffMs: configs.ms('retry.backoff.ms'),
    retryBackoffMaxMs: configs.ms('retry.backoff.max.ms'),
    transactionalId: configs.text('transactional.id'),
    transactionTimeoutMs: configs.number('transaction.timeout.ms'),
  }
}

function refused(message: string): CheckedProducerConfigs {
  return { ok: false, message }
}
