// What the stories need of a Kafka client, so that one set of stories is told by each client in its own words. An adapter uses its client as
// the client's users do and leaves every choice of an API's version, of retries and of timing to it.

export const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type CompressionName = (typeof COMPRESSIONS)[number]

export type RecordToSend = {
  /** Left out is null, as is null itself. */
  readonly key?: Buffer | null
  readonly value: Buffer | null
  readonly headers?: Readonly<Record<string, Buffer>>
  /** Left out is the choice of the client's own partitioner. */
  readonly partition?: number
  readonly timestampMs?: number
}

export type SeenRecord = {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [name: string, value: Buffer | null])[]
  readonly timestampMs: number
}

/** Where a batch was written: one for each partition that got records. */
export type Written = { readonly partition: number; readonly baseOffset: number }

export type TopicOptions = {
  readonly topic: string
  readonly partitions: number
  readonly replicas?: number
  readonly configs?: Readonly<Record<string, string>>
}

export type PartitionState = { readonly partition: number; readonly leader: number; readonly replicas: readonly number[] }

export type AdminClient = {
  createTopic(options: TopicOptions): Promise<void>
  listTopics(): Promise<readonly string[]>
  describeTopic(topic: string): Promise<readonly PartitionState[]>
  topicConfig(topic: string, name: string): Promise<string | null>
  alterTopicConfig(topic: string, name: string, value: string): Promise<void>
  addPartitions(topic: string, partitions: number): Promise<void>
  deleteTopic(topic: string): Promise<void>
  /** Everything below the offset goes. */
  deleteRecords(topic: string, partition: number, beforeOffset: number): Promise<void>
  /** By partition. */
  beginningOffsets(topic: string): Promise<readonly number[]>
  endOffsets(topic: string): Promise<readonly number[]>
  /** By partition, the first offset at or after a time; the end where there is none. */
  offsetsAt(topic: string, timestampMs: number): Promise<readonly number[]>
  listGroups(): Promise<readonly string[]>
  describeGroup(groupId: string): Promise<{ readonly state: string; readonly members: number }>
  /** By partition; -1 where nothing is committed. */
  committedOffsets(groupId: string, topic: string): Promise<readonly number[]>
  resetOffsets(groupId: string, topic: string, offsets: readonly number[]): Promise<void>
  deleteGroup(groupId: string): Promise<void>
  close(): Promise<void>
}

export type ProducerOptions = { readonly isIdempotent?: boolean; readonly compression?: CompressionName }

export type ProducerClient = {
  /** In the order of their partitions. */
  send(topic: string, records: readonly RecordToSend[]): Promise<readonly Written[]>
  close(): Promise<void>
}

export type RunningTransaction = {
  send(topic: string, records: readonly RecordToSend[]): Promise<readonly Written[]>
  /** Commits that this record, which the consumer has handed out, is processed. */
  commitProcessed(consumer: ConsumerClient, record: SeenRecord): Promise<void>
  commit(): Promise<void>
  abort(): Promise<void>
}

export type TransactionalProducer = {
  begin(): Promise<RunningTransaction>
  close(): Promise<void>
}

export type ConsumerOptions = {
  readonly groupId: string
  readonly topics: readonly string[]
  /** Where to begin without a committed offset; a list of offsets by partition is a seek, whatever is committed. */
  readonly from?: 'earliest' | 'latest' | readonly number[]
  readonly isolation?: 'read_committed' | 'read_uncommitted'
  /** Off unless it is asked for. */
  readonly commitsByItself?: boolean
  readonly groupProtocol?: GroupProtocol
  readonly onRecord: (record: SeenRecord, consumer: ConsumerClient) => Promise<void> | void
  /** The partitions of its first topic, after each join. */
  readonly onAssigned?: (partitions: readonly number[]) => void
}

export type ConsumerClient = {
  readonly groupId: string
  /** Commits that this record is processed. */
  commit(record: SeenRecord): Promise<void>
  pause(): void
  resume(): void
  close(): Promise<void>
}

export type GroupProtocol = 'classic' | 'consumer'

/** One application, with the clients that it opens. */
export type KafkaApplication = {
  admin(): Promise<AdminClient>
  producer(options?: ProducerOptions): Promise<ProducerClient>
  transactionalProducer(transactionalId: string): Promise<TransactionalProducer>
  /** Resolves when it runs; it need not have been given partitions by then. */
  consumer(options: ConsumerOptions): Promise<ConsumerClient>
}

export type ClientAdapter = {
  readonly name: string
  readonly groupProtocols: readonly GroupProtocol[]
  /** @param brokers `host:port` of those that are known at the start. */
  open(brokers: readonly string[], clientId: string): KafkaApplication
  /** Kafka's name of the error behind a failure; null when it was none that a broker answered, such as a connection that broke. */
  kafkaErrorOf(cause: unknown): string | null
}
