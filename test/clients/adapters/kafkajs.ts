// kafkajs, as its users write it. It brings gzip only; the other codecs come from the place where its users get them, another package.
import { compressionsAlgorithms } from '@platformatic/kafka'
import kafkajs from 'kafkajs'
import type { Admin, Consumer, EachMessagePayload, Kafka, KafkaMessage, Message, Producer, RecordMetadata, Transaction } from 'kafkajs'
import type {
  AdminClient,
  ClientAdapter,
  CompressionName,
  ConsumerClient,
  ConsumerOptions,
  KafkaApplication,
  ProducerClient,
  ProducerOptions,
  RecordToSend,
  RunningTransaction,
  SeenRecord,
  TopicOptions,
  TransactionalProducer,
  Written,
} from './client-adapter.ts'

type CompressionType = (typeof kafkajs.CompressionTypes)[keyof typeof kafkajs.CompressionTypes]

const { CompressionCodecs, CompressionTypes, ConfigResourceTypes, logLevel, Partitioners } = kafkajs

const COMPRESSION_TYPES: Readonly<Record<CompressionName, CompressionType>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
}

const codecs = CompressionCodecs as Record<number, () => object>
for (const name of ['snappy', 'lz4', 'zstd'] as const) {
  const { compressSync, decompressSync } = compressionsAlgorithms[name]
  codecs[COMPRESSION_TYPES[name]] = () => ({
    compress: ({ buffer }: { readonly buffer: Buffer }) => Promise.resolve(compressSync(buffer)),
    decompress: (buffer: Buffer) => Promise.resolve(decompressSync(buffer)),
  })
}

export const kafkaJsAdapter: ClientAdapter = {
  name: 'kafkajs',
  groupProtocols: ['classic'],
  open(brokers, clientId): KafkaApplication {
    // Failures come as rejections; what kafkajs also prints of them would drown the tests.
    const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId, logLevel: logLevel.NOTHING })
    return {
      admin: () => openAdmin(kafka),
      producer: (options) => openProducer(kafka, options),
      transactionalProducer: (transactionalId) => openTransactional(kafka, transactionalId),
      consumer: (options) => KafkaJsConsumer.open(kafka, options),
    }
  },
  kafkaErrorOf(cause) {
    if (!(cause instanceof Error)) return null
    // What a broker said is the error itself, its cause, or one of those for single topics, partitions and groups.
    const { type, errors = [], groups = [], partitions = [] } = cause as NestingError
    if (type !== undefined) return type
    const inner = [...errors, ...[...groups, ...partitions].map(({ error }) => error), cause.cause]
    return inner.map((each) => this.kafkaErrorOf(each)).find((name) => name !== null) ?? null
  },
}

type NestingError = {
  readonly type?: string
  readonly errors?: readonly unknown[]
  readonly groups?: readonly { readonly error?: unknown }[]
  readonly partitions?: readonly { readonly error?: unknown }[]
}

async function openAdmin(kafka: Kafka): Promise<AdminClient> {
  const admin = kafka.admin()
  await admin.connect()
  return {
    createTopic: async (options) => void (await admin.createTopics({ topics: [topicToCreate(options)] })),
    listTopics: () => admin.listTopics(),
    async describeTopic(topic) {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      const partitions = topics[0]?.partitions ?? []
      return partitions.map(({ partitionId, leader, replicas }) => ({ partition: partitionId, leader, replicas }))
    },
    async topicConfig(topic, name) {
      const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configNames: [name] }
      const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
      return resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue ?? null
    },
    async alterTopicConfig(topic, name, value) {
      const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name, value }] }
      await admin.alterConfigs({ validateOnly: false, resources: [resource] })
    },
    addPartitions: async (topic, count) => void (await admin.createPartitions({ topicPartitions: [{ topic, count }] })),
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic] }),
    async deleteRecords(topic, partition, offset) {
      // It does not look for a topic that it has not met before.
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] })
    },
    beginningOffsets: async (topic) => byPartition(await admin.fetchTopicOffsets(topic), ({ low }) => low),
    endOffsets: async (topic) => byPartition(await admin.fetchTopicOffsets(topic), ({ high }) => high),
    offsetsAt: async (topic, timestampMs) =>
      byPartition(await admin.fetchTopicOffsetsByTimestamp(topic, timestampMs), ({ offset }) => offset),
    listGroups: async () => (await admin.listGroups()).groups.map(({ groupId }) => groupId),
    async describeGroup(groupId) {
      const [group] = (await admin.describeGroups([groupId])).groups
      return { state: group?.state ?? '', members: group?.members.length ?? 0 }
    },
    committedOffsets: (groupId, topic) => committedOffsets(admin, groupId, topic),
    resetOffsets: (groupId, topic, offsets) => {
      return admin.setOffsets({ groupId, topic, partitions: offsets.map((offset, partition) => ({ partition, offset: String(offset) })) })
    },
    deleteGroup: async (groupId) => void (await admin.deleteGroups([groupId])),
    close: () => admin.disconnect(),
  }
}

function topicToCreate({ topic, partitions, replicas = 3, configs = {} }: TopicOptions) {
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  return { topic, numPartitions: partitions, replicationFactor: replicas, configEntries }
}

async function committedOffsets(admin: Admin, groupId: string, topic: string): Promise<number[]> {
  const [fetched] = await admin.fetchOffsets({ groupId, topics: [topic] })
  return byPartition(fetched?.partitions ?? [], ({ offset }) => offset)
}

function byPartition<Entry extends { readonly partition: number }>(
  entries: readonly Entry[],
  offsetOf: (entry: Entry) => string,
): number[] {
  return entries.toSorted((left, right) => left.partition - right.partition).map((entry) => Number(offsetOf(entry)))
}

async function openProducer(kafka: Kafka, { isIdempotent = false, compression = 'none' }: ProducerOptions = {}): Promise<ProducerClient> {
  const producer = kafka.producer({ idempotent: isIdempotent, createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  return {
    send: (topic, records) => send(producer, topic, records, compression),
    close: () => producer.disconnect(),
  }
}

async function send(
  sender: Pick<Producer, 'send'>,
  topic: string,
  records: readonly RecordToSend[],
  compression: CompressionName = 'none',
): Promise<Written[]> {
  const written = await sender.send({ topic, messages: records.map(messageOf), compression: COMPRESSION_TYPES[compression] })
  return written
    .map(({ partition, baseOffset }: RecordMetadata) => ({ partition, baseOffset: Number(baseOffset) }))
    .toSorted((left, right) => left.partition - right.partition)
}

function messageOf({ key = null, value, headers, partition, timestampMs }: RecordToSend): Message {
  return {
    key,
    value,
    ...(headers !== undefined && { headers }),
    ...(partition !== undefined && { partition }),
    ...(timestampMs !== undefined && { timestamp: String(timestampMs) }),
  }
}

async function openTransactional(kafka: Kafka, transactionalId: string): Promise<TransactionalProducer> {
  const producer = kafka.producer({
    transactionalId,
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  return { begin: async () => runningTransaction(await producer.transaction()), close: () => producer.disconnect() }
}

function runningTransaction(transaction: Transaction): RunningTransaction {
  return {
    send: (topic, records) => send(transaction, topic, records),
    commitProcessed: ({ groupId }, { topic, partition, offset }) => {
      const topics = [{ topic, partitions: [{ partition, offset: String(offset + 1) }] }]
      return transaction.sendOffsets({ consumerGroupId: groupId, topics })
    },
    commit: () => transaction.commit(),
    abort: () => transaction.abort(),
  }
}

class KafkaJsConsumer implements ConsumerClient {
  readonly groupId: string
  readonly #consumer: Consumer
  readonly #options: ConsumerOptions

  private constructor(kafka: Kafka, options: ConsumerOptions) {
    this.groupId = options.groupId
    this.#options = options
    this.#consumer = kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 500,
      maxWaitTimeInMs: 500,
      readUncommitted: options.isolation === 'read_uncommitted',
    })
  }

  static async open(kafka: Kafka, options: ConsumerOptions): Promise<KafkaJsConsumer> {
    const opened = new KafkaJsConsumer(kafka, options)
    await opened.#run()
    return opened
  }

  async #run(): Promise<void> {
    const { topics, from = 'earliest', commitsByItself = false, onAssigned } = this.#options
    const consumer = this.#consumer
    const [firstTopic = ''] = topics
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => onAssigned?.(payload.memberAssignment[firstTopic] ?? []))
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: from !== 'latest' })
    await consumer.run({
      autoCommit: commitsByItself,
      ...(commitsByItself && { autoCommitThreshold: 1 }),
      eachMessage: async (payload) => this.#options.onRecord(seenRecord(payload), this),
    })
    if (typeof from === 'string') return
    for (const [partition, offset] of from.entries()) consumer.seek({ topic: firstTopic, partition, offset: String(offset) })
  }

  commit({ topic, partition, offset }: SeenRecord): Promise<void> {
    return this.#consumer.commitOffsets([{ topic, partition, offset: String(offset + 1) }])
  }

  pause(): void {
    this.#consumer.pause(this.#options.topics.map((topic) => ({ topic })))
  }

  resume(): void {
    this.#consumer.resume(this.#options.topics.map((topic) => ({ topic })))
  }

  close(): Promise<void> {
    return this.#consumer.disconnect()
  }
}

function seenRecord({ topic, partition, message }: EachMessagePayload): SeenRecord {
  const { key, value, offset, timestamp } = message
  return { topic, partition, offset: Number(offset), key, value, headers: headersOf(message), timestampMs: Number(timestamp) }
}

/** It shows a header that is there twice as a list of its values. */
function headersOf({ headers = {} }: KafkaMessage): SeenRecord['headers'] {
  return Object.entries(headers).flatMap(([name, values]) => {
    return (Array.isArray(values) ? values : [values]).map((value) => {
      return [name, value === undefined || value === null ? null : Buffer.from(value)] as const
    })
  })
}
