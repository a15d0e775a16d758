// The configs of a producer: Kafka's own names, types, ranges and defaults, and the rules by which several of them fit together.
// Does not: transport, security, metrics and class names, of which a simulated client has none; partitioners, serializers and codecs of which
//   only some exist here are refused with a sentence that says which do.
// Source: ProducerConfig (its definition and postProcessAndValidateIdempotenceConfigs), KafkaProducer.configureDeliveryTimeout and lingerMs of
// Kafka 4.3; KIP-679, KIP-91, KIP-580.
import { parseConfig } from '../../../schema/kafka/config-definition.ts'
import type { ConfigDefinition, ConfigType, ConfigValidator, ConfigValue } from '../../../schema/kafka/config-definition.ts'
import { atLeast, between, oneOf } from '../../../schema/kafka/config-validators.ts'
import { MAX_APP_BUFFER_BYTES, MAX_CLOCK_ADVANCE_MS } from '../../../schema/limits.ts'

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

const MAX_INT = 2 ** 31 - 1
const ROUND_ROBIN = 'org.apache.kafka.clients.producer.RoundRobinPartitioner'
const STRING_SERIALIZER = 'org.apache.kafka.common.serialization.StringSerializer'

function define(name: string, type: ConfigType, byDefault: string | null, validator: ConfigValidator | null = null): ConfigDefinition {
  return { name, type, default: byDefault, validator }
}

export const PRODUCER_CONFIG_DEFINITIONS: ReadonlyMap<string, ConfigDefinition> = new Map(
  [
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
  ].map((definition) => [definition.name, definition]),
)

/** Parses what was given, with Kafka's defaults for the rest, and asks what KafkaProducer asks when it is made. */
export function checkProducerConfigs(given: ReadonlyMap<string, string>): CheckedProducerConfigs {
  for (const [name, text] of given) {
    const definition = PRODUCER_CONFIG_DEFINITIONS.get(name)
    if (definition === undefined) return refused(`${name} is not a config of this producer.`)
    const parsed = parseConfig(definition, text)
    if (!parsed.ok) return refused(parsed.message)
  }
  return withRules(settingsOf(given), given)
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
  const value = (name: string): ConfigValue => {
    const definition = PRODUCER_CONFIG_DEFINITIONS.get(name)
    const parsed = definition === undefined ? null : parseConfig(definition, given.get(name) ?? definition.default)
    return parsed?.ok === true ? parsed.value : null
  }
  // Longer than the clock can be moved at once is for ever.
  const ms = (name: string): number => Math.min(Number(value(name)), MAX_CLOCK_ADVANCE_MS)
  const text = (name: string): string | null => {
    const found = value(name)
    return typeof found === 'string' ? found : null
  }
  return {
    acks: text('acks') === 'all' ? -1 : Number(text('acks')),
    batchSize: Number(value('batch.size')),
    bufferMemory: Number(value('buffer.memory')),
    clientId: text('client.id') ?? '',
    compressionType: text('compression.type') === 'gzip' ? 'gzip' : 'none',
    deliveryTimeoutMs: ms('delivery.timeout.ms'),
    enableIdempotence: value('enable.idempotence') === true,
    lingerMs: ms('linger.ms'),
    maxBlockMs: ms('max.block.ms'),
    maxInFlightRequestsPerConnection: Number(value('max.in.flight.requests.per.connection')),
    maxRequestSize: Number(value('max.request.size')),
    metadataMaxAgeMs: ms('metadata.max.age.ms'),
    partitioner: text('partitioner.class') === ROUND_ROBIN ? 'roundRobin' : 'builtIn',
    partitionerIgnoreKeys: value('partitioner.ignore.keys') === true,
    reconnectBackoffMs: ms('reconnect.backoff.ms'),
    reconnectBackoffMaxMs: ms('reconnect.backoff.max.ms'),
    requestTimeoutMs: ms('request.timeout.ms'),
    retries: Number(value('retries')),
    retryBackoffMs: ms('retry.backoff.ms'),
    retryBackoffMaxMs: ms('retry.backoff.max.ms'),
    transactionalId: text('transactional.id'),
    transactionTimeoutMs: Number(value('transaction.timeout.ms')),
  }
}

function refused(message: string): CheckedProducerConfigs {
  return { ok: false, message }
}
