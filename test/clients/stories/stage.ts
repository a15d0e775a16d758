// Where one story takes place: a client's application at the brokers of a sandbox, names that no other story uses, and an end that closes
// every client that the story has opened.
import type {
  AdminClient,
  ClientAdapter,
  ConsumerClient,
  ConsumerOptions,
  KafkaApplication,
  ProducerClient,
  ProducerOptions,
  RecordToSend,
  SeenRecord,
  TransactionalProducer,
} from '../adapters/client-adapter.ts'
import type { SandboxHttp } from './sandbox-http.ts'
import { Seen } from './seen.ts'

/** A sandbox whose brokers are reached in some way: by TCP, or through a bridge. */
export type Setting = {
  readonly brokers: readonly string[]
  readonly http: SandboxHttp
  readonly close: () => Promise<void>
}

type Closable = { readonly close: () => Promise<void> }

let stages = 0

export class Stage {
  readonly adapter: ClientAdapter
  readonly http: SandboxHttp
  readonly #application: KafkaApplication
  readonly #number = ++stages
  readonly #open: Closable[] = []

  constructor(adapter: ClientAdapter, { brokers, http }: Setting) {
    this.adapter = adapter
    this.http = http
    this.#application = adapter.open(brokers, `story-${this.#number}`)
  }

  /** A name of this story's own. */
  named(name: string): string {
    return `${name}-${this.#number}`
  }

  admin(): Promise<AdminClient> {
    return this.#keep(this.#application.admin())
  }

  producer(options?: ProducerOptions): Promise<ProducerClient> {
    return this.#keep(this.#application.producer(options))
  }

  transactionalProducer(transactionalId: string): Promise<TransactionalProducer> {
    return this.#keep(this.#application.transactionalProducer(transactionalId))
  }

  consumer(options: ConsumerOptions): Promise<ConsumerClient> {
    return this.#keep(this.#application.consumer(options))
  }

  /** A topic of this story's own, with a replica on each of three brokers. */
  async topic(partitions = 1, configs: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = this.named('topic')
    await (await this.admin()).createTopic({ topic, partitions, configs })
    return topic
  }

  /** A topic with these records in its only partition. */
  async filledTopic(records: readonly RecordToSend[]): Promise<string> {
    const topic = await this.topic()
    await (await this.producer()).send(topic, records)
    return topic
  }

  /** The first records of a topic, read by a group that nobody else is in, which leaves when it has them. */
  async firstRecords(topic: string, count: number, given: Partial<ConsumerOptions> = {}): Promise<SeenRecord[]> {
    const seen = new Seen<SeenRecord>()
    const consumer = await this.consumer({ groupId: this.named(`reader-${topic}`), topics: [topic], onRecord: seen.add, ...given })
    await seen.count(count)
    await consumer.close()
    return seen.all
  }

  /** The last opened is closed first: a transaction's consumer may outlive its producer, not the other way round. */
  async close(): Promise<void> {
    for (const client of this.#open.toReversed()) await client.close()
  }

  async #keep<Client extends Closable>(opening: Promise<Client>): Promise<Client> {
    const client = await opening
    this.#open.push(client)
    return client
  }
}

export function texts(count: number, prefix = 'record'): RecordToSend[] {
  return Array.from({ length: count }, (_, index) => ({ value: Buffer.from(`${prefix}-${index}`) }))
}

export function valuesOf(records: readonly Pick<SeenRecord, 'value'>[]): string[] {
  return records.map(({ value }) => value?.toString() ?? 'null')
}
