// What the cluster measures of itself, under Kafka's own names. Rates and counts are read off the journal and the answers; gauges are worked
// out when somebody asks. All of it is soft state: it begins anew when the object wakes, as a broker's does when it starts.
import type { KafkaApis } from '../../../schema/kafka/requests/apis.ts'
import { emptyCluster } from '../../engine/cluster.ts'
import type { ClusterView, PartitionView } from '../../engine/cluster.ts'
import type { Reply } from '../../engine/decision.ts'
import type { JournalEntry } from '../../engine/event.ts'
import type { RequestInput } from '../../engine/input.ts'
import type { ClusterRecord, RecordOf } from '../../engine/record.ts'
import { diskLatencyMs } from '../../engine/network/links.ts'
import { markAnswer } from './answers.ts'
import { BrokerWatch } from './broker-watch.ts'
import { Elections } from './elections.ts'
import { listGauges } from './gauges.ts'
import { MetricList } from './metric-list.ts'
import type { MetricValue } from './metric-value.ts'
import { PartitionWatch } from './partition-watch.ts'
import { Traffic } from './traffic.ts'

/** How many answers wait: see Purgatory.sizes(). */
type PurgatorySizes = { readonly produce: number; readonly fetch: number }

type ReplicaRecord = Extract<ClusterRecord, { topic: string; partitionIndex: number }>

export class Metrics {
  readonly #traffic: Traffic
  readonly #brokers: BrokerWatch
  readonly #elections: Elections
  /** By topic, and there by partition index. */
  readonly #partitions = new Map<string, PartitionWatch[]>()
  /** The broker whose disk the entry that is being read has waited for: one request waits once, however many batches it brings. */
  #waitedFor: number | null = null

  /** `cluster` is how it stands at startMs; without one it is still to be created, and its first entries say so. */
  constructor(startMs: number, cluster: ClusterView = emptyCluster()) {
    this.#traffic = new Traffic(startMs)
    this.#brokers = new BrokerWatch(this.#traffic, cluster, startMs)
    this.#elections = new Elections(startMs)
    for (const { name, partitions } of cluster.topics.values()) {
      this.#partitions.set(
        name,
        partitions.map((partition) => PartitionWatch.of(partition)),
      )
    }
  }

  /** What a commit did. `cluster` is as it is afterwards. */
  onEntries(cluster: ClusterView, entries: readonly JournalEntry[]): void {
    for (const { records, nowMs } of entries) {
      for (const record of records) this.#read(cluster, record, nowMs)
      this.#brokers.endOfEntry()
      this.#waitedFor = null
    }
  }

  /** A request that was answered, at the time of the answer. */
  onAnswered(
    cluster: ClusterView,
    input: Pick<RequestInput, 'api' | 'brokerId'>,
    response: KafkaApis[RequestInput['api']]['response'],
    nowMs: number,
  ): void {
    // The response belongs to the api: decide's table sees to it.
    const reply = { api: input.api, response } as Omit<Reply, 'requestId'> as Reply
    markAnswer({ cluster, traffic: this.#traffic, brokers: this.#brokers, nowMs }, input.brokerId, reply)
  }

  values(cluster: ClusterView, purgatory: PurgatorySizes, nowMs: number): MetricValue[] {
    const list = new MetricList()
    this.#traffic.list(list, nowMs)
    this.#brokers.list(list, nowMs)
    list.gauge('producePurgatory', purgatory.produce)
    list.gauge('fetchPurgatory', purgatory.fetch)
    this.#elections.list(list, nowMs)
    listGauges(list, cluster)
    return list.values
  }

  #read(cluster: ClusterView, record: ClusterRecord, nowMs: number): void {
    switch (record.kind) {
      case 'broker.registered':
        return this.#brokers.registered(record.brokerId, nowMs)
      case 'process.changed':
        return this.#brokers.processChanged(record, cluster.brokers.has(record.nodeId), nowMs)
      case 'broker.heard':
        return this.#brokers.heard(record)
      case 'topic.removed':
        this.#partitions.delete(record.name)
        return this.#traffic.dropTopic(record.name)
      case 'partition.created':
        return this.#create(record)
      case 'log.changed':
      case 'replica.fetched':
      case 'replica.asked':
      case 'replica.appended':
      case 'replica.truncated':
      case 'log.handed':
      case 'partition.changed':
        return this.#readReplica(cluster, record, nowMs)
      default:
        return
    }
  }

  #create(record: RecordOf<'partition.created'>): void {
    const watches = this.#partitions.get(record.topic) ?? []
    watches[record.partitionIndex] = PartitionWatch.created(record)
    this.#partitions.set(record.topic, watches)
  }

  #readReplica(cluster: ClusterView, record: ReplicaRecord, nowMs: number): void {
    const watch = this.#partitions.get(record.topic)?.[record.partitionIndex]
    if (watch === undefined) return
    switch (record.kind) {
      case 'log.changed':
        return this.#logChanged(cluster, watch, record, nowMs)
      case 'replica.fetched':
        for (const brokerId of record.brokerIds) this.#replicated(cluster, watch, record, brokerId, nowMs)
        return this.#asked(watch, record.topic, record.brokerIds.length, nowMs)
      case 'replica.asked':
        return this.#asked(watch, record.topic, 1, nowMs)
      case 'replica.appended':
        return this.#replicated(cluster, watch, record, record.brokerId, nowMs)
      case 'replica.truncated':
        return watch.cut(record.logEndOffset, record.brokerId)
      case 'log.handed':
        return watch.handedTo(record.brokerId)
      case 'partition.changed':
        return this.#partitionChanged(watch, record, nowMs)
      default:
        return
    }
  }

  #logChanged(cluster: ClusterView, watch: PartitionWatch, { topic, change, brokerId }: RecordOf<'log.changed'>, nowMs: number): void {
    if (change.kind === 'log.truncated' || change.kind === 'log.restarted') return watch.cut(change.offset, brokerId)
    if (change.kind !== 'batch.appended') return
    const ownerId = watch.appended(change, brokerId)
    this.#traffic.markTopic('totalProduceRequests', ownerId, topic, 1, nowMs)
    this.#traffic.markTopic('bytesIn', ownerId, topic, change.sizeBytes, nowMs)
    this.#traffic.markTopic('messagesIn', ownerId, topic, change.lastOffset - change.baseOffset + 1, nowMs)
    if (cluster.faults.size === 0 || this.#waitedFor === ownerId) return
    this.#waitedFor = ownerId
    this.#brokers.load(ownerId)?.waitedForDisk(diskLatencyMs(cluster, ownerId), nowMs)
  }

  /** A follower's fetch for one partition came to the leader. */
  #asked({ leader }: PartitionWatch, topic: string, fetches: number, nowMs: number): void {
    this.#traffic.markTopic('totalFetchRequests', leader, topic, fetches, nowMs)
  }

  #replicated(cluster: ClusterView, watch: PartitionWatch, fetched: Fetched, brokerId: number, nowMs: number): void {
    const partition: PartitionView | undefined = cluster.topics.get(fetched.topic)?.partitions[fetched.partitionIndex]
    const sizeBytes = watch.fetched(partition, brokerId, fetched.logEndOffset)
    if (sizeBytes === 0) return
    this.#traffic.markBroker('replicationBytesIn', brokerId, sizeBytes, nowMs)
    this.#traffic.markBroker('replicationBytesOut', watch.leader, sizeBytes, nowMs)
  }

  /** Kafka's leaders count only what they themselves proposed: a broker that the controller fences leaves its ISRs without a mark. */
  #partitionChanged(watch: PartitionWatch, { change, reason }: RecordOf<'partition.changed'>, nowMs: number): void {
    if (reason.code === 'replicaLagged') this.#traffic.markBroker('isrShrinks', watch.leader, 1, nowMs)
    if (reason.code === 'replicaCaughtUp') this.#traffic.markBroker('isrExpands', watch.leader, 1, nowMs)
    if (change.replicas !== undefined) watch.reassigned(change.replicas)
    this.#elections.changed(watch, change, this.#brokers.goneSinceMs(watch.leader), nowMs)
  }
}

type Fetched = Pick<RecordOf<'replica.fetched' | 'replica.appended'>, 'topic' | 'partitionIndex' | 'logEndOffset'>
