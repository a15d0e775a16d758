// The meters of what goes through the brokers: for the whole cluster, for each broker, and for each topic over all its brokers. Kafka has a
// topic's meters on every broker; here they are added up, so that memory grows with brokers plus topics and not with their product.
import type { MetricName } from './definitions.ts'
import { Meter } from './meter.ts'
import type { MetricList, Subject } from './metric-list.ts'

const OF_TOPICS = [
  'bytesIn',
  'bytesOut',
  'messagesIn',
  'totalProduceRequests',
  'failedProduceRequests',
  'totalFetchRequests',
  'failedFetchRequests',
] as const satisfies readonly MetricName[]

const OF_BROKERS = [
  ...OF_TOPICS,
  'replicationBytesIn',
  'replicationBytesOut',
  'isrShrinks',
  'isrExpands',
] as const satisfies readonly MetricName[]

type TopicMeter = (typeof OF_TOPICS)[number]
type BrokerMeter = (typeof OF_BROKERS)[number]

class MeterSet {
  readonly #meters = new Map<BrokerMeter, Meter>()

  constructor(names: readonly BrokerMeter[], startMs: number) {
    for (const name of names) this.#meters.set(name, new Meter(startMs))
  }

  /** Whatever is marked for the first time starts with that. */
  mark(name: BrokerMeter, events: number, nowMs: number): void {
    let meter = this.#meters.get(name)
    if (meter === undefined) this.#meters.set(name, (meter = new Meter(nowMs)))
    meter.mark(events, nowMs)
  }

  list(into: MetricList, subject: Subject, nowMs: number): void {
    for (const [name, meter] of this.#meters) into.meter(name, meter, nowMs, subject)
  }
}

export class Traffic {
  readonly #cluster: MeterSet
  readonly #brokers = new Map<number, MeterSet>()
  readonly #topics = new Map<string, MeterSet>()

  constructor(startMs: number) {
    this.#cluster = new MeterSet(OF_BROKERS, startMs)
  }

  /** A broker's meters begin with its process. */
  startBroker(brokerId: number, nowMs: number): void {
    this.#brokers.set(brokerId, new MeterSet(OF_BROKERS, nowMs))
  }

  dropBroker(brokerId: number): void {
    this.#brokers.delete(brokerId)
  }

  dropTopic(topic: string): void {
    this.#topics.delete(topic)
  }

  markBroker(name: BrokerMeter, brokerId: number, events: number, nowMs: number): void {
    this.#cluster.mark(name, events, nowMs)
    this.#brokers.get(brokerId)?.mark(name, events, nowMs)
  }

  /** As in Kafka a topic has only the meters that something was marked on. */
  markTopic(name: TopicMeter, brokerId: number, topic: string, events: number, nowMs: number): void {
    this.markBroker(name, brokerId, events, nowMs)
    let meters = this.#topics.get(topic)
    if (meters === undefined) this.#topics.set(topic, (meters = new MeterSet([], nowMs)))
    meters.mark(name, events, nowMs)
  }

  list(into: MetricList, nowMs: number): void {
    this.#cluster.list(into, {}, nowMs)
    for (const [nodeId, meters] of this.#brokers) meters.list(into, { nodeId }, nowMs)
    for (const [topic, meters] of this.#topics) meters.list(into, { topic }, nowMs)
  }
}
