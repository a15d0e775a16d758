// A topic in front of which clients of the binary protocol stand, one connection for each broker, for tests of the record APIs.
import { batchOf } from './records.ts'
import type { TestRecord } from './records.ts'
import { MemoryEdge } from './memory-sandbox.ts'
import type { MadeSandbox } from './memory-sandbox.ts'
import type { MemoryCluster } from './memory-store.ts'
import { TestWire } from './wire.ts'

const BROKER_IDS = [1, 2, 3]

type Options = { readonly partitions?: number; readonly configs?: Readonly<Record<string, string>> }

export class WireTopic {
  readonly cluster: MemoryCluster
  readonly #edge: MemoryEdge
  readonly #sandbox: MadeSandbox
  readonly #wires = new Map<number, TestWire>()

  private constructor(edge: MemoryEdge, sandbox: MadeSandbox) {
    this.#edge = edge
    this.#sandbox = sandbox
    this.cluster = edge.clusterOf(sandbox.id)
  }

  /** The topic t on three brokers, led by broker 1. */
  static async create({ partitions = 1, configs = {} }: Options = {}): Promise<WireTopic> {
    const edge = new MemoryEdge()
    const made = new WireTopic(edge, await edge.sandbox({ seed: 1 }))
    const assignments = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, brokerIds: BROKER_IDS }))
    const settings = Object.entries(configs).map(([name, value]) => ({ name, value }))
    const topic = { name: 't', numPartitions: -1, replicationFactor: -1, assignments, configs: settings }
    made.cluster.request('CreateTopics', { topics: [topic], validateOnly: false })
    for (const brokerId of BROKER_IDS) made.#wires.set(brokerId, await made.connect(brokerId))
    return made
  }

  get topicId(): string {
    return this.cluster.cluster.topics.get('t')?.topicId ?? ''
  }

  /** The connection to a broker: the leader unless another is named. */
  wire(brokerId = 1): TestWire {
    const wire = this.#wires.get(brokerId)
    if (wire === undefined) throw new Error(`There is no broker ${brokerId}.`)
    return wire
  }

  /** One connection more. */
  connect(brokerId = 1): Promise<TestWire> {
    const advertised = BROKER_IDS.map((id) => ({ brokerId: id, host: 'kafka.test', port: 9100 + id }))
    return TestWire.open(this.#edge, this.#sandbox, { brokerId, advertised })
  }

  batch(records: readonly TestRecord[] = [{}]): Uint8Array {
    return batchOf(records, Date.now())
  }
}
