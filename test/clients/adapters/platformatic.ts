// @platformatic/kafka, as its users write it: a consumer is a stream, and whoever wants to go on after an error opens it again.
import {
  Admin,
  compatibilityPartitioner,
  ConfigResourceTypes,
  Consumer,
  FetchIsolationLevels,
  GenericError,
  IncrementalAlterConfigOperationTypes,
  ListOffsetTimestamps,
  MultipleErrors,
  Producer,
} from '@platformatic/kafka'
import type { Message, MessagesStream, MessageToProduce, ProduceResult } from '@platformatic/kafka'
import type {
  AdminClient,
  ClientAdapter,
  ConsumerClient,
  ConsumerOptions,
  KafkaApplication,
  ProducerClient,
  ProducerOptions,
  RecordToSend,
  RunningTransaction,
  SeenRecord,
  TransactionalProducer,
  Written,
} from './client-adapter.ts'

type Transaction = Awaited<ReturnType<Producer['beginTransaction']>>
type ClientOptions = { readonly clientId: string; readonly bootstrapBrokers: string[] }

export const platformaticAdapter: ClientAdapter = {
  name: '@platformatic/kafka',
  groupProtocols: ['classic', 'consumer'],
  open(brokers, clientId): KafkaApplication {
    const options = { clientId, bootstrapBrokers: [...brokers], retries: 20, retryDelay: 200 }
    return {
      admin: () => Promise.resolve(openAdmin(options)),
      producer: (given) => Promise.resolve(openProducer(options, given)),
      transactionalProducer: (transactionalId) => Promise.resolve(openTransactional(options, transactionalId)),
      consumer: (given) => PlatformaticConsumer.open(options, given),
    }
  },
  kafkaErrorOf(cause) {
    if (!(cause instanceof Error)) return null
    if (cause instanceof GenericError && typeof cause['apiId'] === 'string') return cause['apiId']
    const inner: unknown[] = cause instanceof MultipleErrors ? [...cause.errors].toReversed() : []
    for (const each of [...inner, cause.cause]) {
      const name = this.kafkaErrorOf(each)
      if (name !== null) return name
    }
    return null
  },
}

function openAdmin(options: ClientOptions): AdminClient {
  const admin = new Admin(options)
  const offsets = async (topic: string, timestamp: bigint): Promise<number[]> => {
    const count = (await admin.metadata({ topics: [topic], forceUpdate: true })).topics.get(topic)?.partitionsCount ?? 0
    const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp }))
    const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions }] })
    return (listed?.partitions ?? [])
      .toSorted((left, right) => left.partitionIndex - right.partitionIndex)
      .map(({ offset }) => Number(offset))
  }
  return {
    async createTopic({ topic, partitions, replicas = 3, configs = {} }) {
      const entries = Object.entries(configs).map(([name, value]) => ({ name, value }))
      await admin.createTopics({ topics: [topic], partitions, replicas, configs: entries })
    },
    listTopics: () => admin.listTopics(),
    async describeTopic(topic) {
      const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true })
      return (topics.get(topic)?.partitions ?? []).map(({ leader, replicas }, partition) => ({ partition, leader, replicas }))
    },
    async topicConfig(topic, name) {
      const resources = [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configurationKeys: [name] }]
      const [described] = await admin.describeConfigs({ resources })
      return described?.configs.find((config) => config.name === name)?.value ?? null
    },
    async alterTopicConfig(topic, name, value) {
      const configs = [{ name, configOperation: IncrementalAlterConfigOperationTypes.SET, value }]
      await admin.incrementalAlterConfigs({ resources: [{ resourceType: ConfigResourceTypes.TOPIC, resourceName: topic, configs }] })
    },
    addPartitions: (name, count) => admin.createPartitions({ topics: [{ name, count, assignments: null }] }),
    deleteTopic: (topic) => admin.deleteTopics({ topics: [topic] }),
    async deleteRecords(name, partition, beforeOffset) {
      await admin.deleteRecords({ topics: [{ name, partitions: [{ partition, offset: BigInt(beforeOffset) }] }] })
    },
    beginningOffsets: (topic) => offsets(topic, ListOffsetTimestamps.EARLIEST),
    endOffsets: (topic) => offsets(topic, ListOffsetTimestamps.LATEST),
    async offsetsAt(topic, timestampMs) {
      const [found, ends] = [await offsets(topic, BigInt(timestampMs)), await offsets(topic, ListOffsetTimestamps.LATEST)]
      return found.map((offset, partition) => (offset < 0 ? (ends[partition] ?? -1) : offset))
    },
    listGroups: async () => [...(await admin.listGroups()).keys()],
    async describeGroup(groupId) {
      const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId)
      return { state: toCamelCase(group?.state ?? ''), members: group?.members.size ?? 0 }
    },
    async committedOffsets(groupId, topic) {
      const [group] = await admin.listConsumerGroupOffsets({ groups: [groupId] })
      const partitions = group?.topics.find(({ name }) => name === topic)?.partitions ?? []
      const committed = new Map(partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, Number(committedOffset)]))
      const count = (await admin.metadata({ topics: [topic] })).topics.get(topic)?.partitionsCount ?? 0
      return Array.from({ length: count }, (_, partition) => committed.get(partition) ?? -1)
    },
    async resetOffsets(groupId, name, given) {
      const partitionOffsets = given.map((offset, partition) => ({ partition, offset: BigInt(offset) }))
      await admin.alterConsumerGroupOffsets({ groupId, topics: [{ name, partitionOffsets }] })
    },
    deleteGroup: (groupId) => admin.deleteGroups({ groups: [groupId] }),
    close: () => admin.close(),
  }
}

/** Its states are written PREPARING_REBALANCE. */
function toCamelCase(state: string): string {
  return state
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')
}

function openProducer(options: ClientOptions, { isIdempotent = false, compression = 'none' }: ProducerOptions = {}): ProducerClient {
  const common = { partitioner: compatibilityPartitioner, acks: -1, autocreateTopics: true }
  const producer = new Producer({ ...options, ...common, idempotent: isIdempotent, compression })
  return {
    send: async (topic, records) => writtenOf(await producer.send({ messages: records.map((record) => messageOf(topic, record)) })),
    close: () => producer.close(),
  }
}

function messageOf(topic: string, { key, value, headers, partition, timestampMs }: RecordToSend): MessageToProduce {
  return {
    topic,
    // Its types leave out that a value may be null, which it writes and reads all the same.
    value: value as Buffer,
    ...(key !== null && key !== undefined && { key }),
    ...(headers !== undefined && {
      headers: new Map(Object.entries(headers).map(([name, content]) => [Buffer.from(name), content])),
    }),
    ...(partition !== undefined && { partition }),
    ...(timestampMs !== undefined && { timestamp: BigInt(timestampMs) }),
  }
}

function writtenOf({ offsets = [] }: ProduceResult): Written[] {
  return offsets
    .map(({ partition, offset }) => ({ partition, baseOffset: Number(offset) }))
    .toSorted((left, right) => left.partition - right.partition)
}

function openTransactional(options: ClientOptions, transactionalId: string): TransactionalProducer {
  const producer = new Producer({ ...options, idempotent: true, transactionalId })
  return {
    begin: async () => runningTransaction(await producer.beginTransaction()),
    close: () => producer.close(),
  }
}

function runningTransaction(transaction: Transaction): RunningTransaction {
  return {
    send: async (topic, records) => writtenOf(await transaction.send({ messages: records.map((record) => messageOf(topic, record)) })),
    async commitProcessed(consumer, record) {
      if (!(consumer instanceof PlatformaticConsumer)) throw new Error('A consumer of the same client hands out the records.')
      await transaction.addConsumer(consumer.client)
      await transaction.addOffset(consumer.messageOf(record))
    },
    commit: () => transaction.commit(),
    abort: () => transaction.abort(),
  }
}

/** A consumer that is opened again when its stream ends with an error, as after a lost connection or generation. */
class PlatformaticConsumer implements ConsumerClient {
  readonly groupId: string
  readonly #clientOptions: ClientOptions
  readonly #options: ConsumerOptions
  readonly #messages = new WeakMap<SeenRecord, Message>()
  #client: Consumer
  #stream: MessagesStream<Buffer, Buffer, Buffer, Buffer> | null = null
  #isPaused = false
  #isClosed = false
  #done: Promise<void> = Promise.resolve()

  private constructor(clientOptions: ClientOptions, options: ConsumerOptions) {
    this.groupId = options.groupId
    this.#clientOptions = clientOptions
    this.#options = options
    this.#client = this.#newClient()
  }

  static async open(clientOptions: ClientOptions, options: ConsumerOptions): Promise<PlatformaticConsumer> {
    const opened = new PlatformaticConsumer(clientOptions, options)
    opened.#stream = await opened.#consume()
    opened.#done = opened.#readAll()
    return opened
  }

  get client(): Consumer {
    return this.#client
  }

  #newClient(): Consumer {
    const { groupId, groupProtocol, onAssigned } = this.#options
    const timeouts = { sessionTimeout: 10_000, heartbeatInterval: 500, rebalanceTimeout: 20_000 }
    const client = new Consumer({
      ...this.#clientOptions,
      groupId,
      ...(groupProtocol === 'consumer' ? { groupProtocol } : timeouts),
    })
    // A member of the new protocol joins once and hears of its partitions in its heartbeats.
    client.on(groupProtocol === 'consumer' ? 'consumer:heartbeat:end' : 'consumer:group:join', () => onAssigned?.(this.#assigned()))
    return client
  }

  #assigned(): number[] {
    return this.#client.assignments?.find(({ topic }) => topic === this.#options.topics[0])?.partitions ?? []
  }

  #consume(): Promise<MessagesStream<Buffer, Buffer, Buffer, Buffer>> {
    const { topics, from = 'earliest', isolation = 'read_committed', commitsByItself = false } = this.#options
    const isolationLevel = FetchIsolationLevels[isolation === 'read_committed' ? 'READ_COMMITTED' : 'READ_UNCOMMITTED']
    const common = { topics: [...topics], autocommit: commitsByItself, isolationLevel, maxWaitTime: 500 }
    if (typeof from === 'string') return this.#client.consume({ ...common, mode: 'committed', fallbackMode: from })
    const offsets = from.map((offset, partition) => ({ topic: topics[0] ?? '', partition, offset: BigInt(offset) }))
    return this.#client.consume({ ...common, mode: 'manual', offsets })
  }

  async #readAll(): Promise<void> {
    while (!this.#isClosed) {
      try {
        this.#stream ??= await this.#consume()
        if (this.#isPaused) this.#stream.pause()
        for await (const message of this.#stream) await this.#options.onRecord(this.#seen(message), this)
      } catch (cause) {
        if (!GenericError.isGenericError(cause as Error)) throw cause
        await this.#client.close(true).catch(() => undefined)
        this.#client = this.#newClient()
      }
      this.#stream = null
    }
  }

  #seen(message: Message): SeenRecord {
    const { topic, partition, offset, key, value, headerEntries, timestamp } = message
    const record: SeenRecord = {
      topic,
      partition,
      offset: Number(offset),
      // It shows null as undefined, which its types do not say.
      key: (key as Buffer | undefined) ?? null,
      value: (value as Buffer | undefined) ?? null,
      headers: headerEntries.map(([name, content]) => [name.toString(), (content as Buffer | undefined) ?? null] as const),
      timestampMs: Number(timestamp),
    }
    this.#messages.set(record, message)
    return record
  }

  messageOf(record: SeenRecord): Message {
    const message = this.#messages.get(record)
    if (message === undefined) throw new Error('This consumer has handed out the record.')
    return message
  }

  async commit(record: SeenRecord): Promise<void> {
    await this.messageOf(record).commit()
  }

  pause(): void {
    this.#isPaused = true
    this.#stream?.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#stream?.resume()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#client.close(true)
    await this.#done
  }
}
