// What the controller did in a step, as records of __cluster_metadata in the order in which it happened. The step is over: the cluster is as
// it left it, and only the log has yet to hear of it. All of the log is committed as soon as it is written, since the votes of the quorum
// are not modelled one by one.
import { METADATA_LOG_BYTES } from '../../../schema/limits.ts'
import { assert, present } from '../assert.ts'
import type { ClusterView } from '../cluster.ts'
import type { LogChange } from '../log/log-change.ts'
import { logSizeBytes } from '../log/partition-log.ts'
import type { ClusterRecord, RecordOf } from '../record.ts'
import type { Step } from '../step.ts'
import { aclRecord, quotaRecord } from './access-records.ts'
import { writeImage } from './image.ts'
import { MetadataWriter } from './metadata-writer.ts'
import { changeBroker, leaderChange, registerBroker } from './node-records.ts'
import { brokerConfigRecord, groupConfigRecord, partitionChangeRecord, partitionRecord, topicConfigRecord } from './topic-records.ts'

const METADATA_KINDS = {
  'broker.registered': true,
  'broker.changed': true,
  'controller.elected': true,
  'topic.created': true,
  'topic.removed': true,
  'partition.created': true,
  'partition.changed': true,
  'config.changed': true,
  'brokerConfig.changed': true,
  'acl.created': true,
  'acl.removed': true,
  'clientQuota.changed': true,
  'groupConfig.changed': true,
  'producerIds.allocated': true,
} as const satisfies Partial<Record<ClusterRecord['kind'], true>>

type MetadataKind = keyof typeof METADATA_KINDS

/** Whether the controller writes it down. Asked for every record of every step, so it is one look into a table. */
export function isMetadata(record: ClusterRecord): record is RecordOf<MetadataKind> {
  return record.kind in METADATA_KINDS
}

/** Appends what the step's records say; false when that is nothing. */
export function appendMetadata(step: Step, records: readonly ClusterRecord[]): boolean {
  const { metadataLog, controllerEpoch } = step.cluster
  const writer = new MetadataWriter(step, metadataLog.leaderEpochs.at(-1)?.epoch ?? controllerEpoch)
  const isFirst = metadataLog.logEndOffset === 0
  if (isFirst && step.cluster.activeController === -1) return false
  const brokerEpochs = isFirst ? writeImage(step.cluster, writer) : new Translation(step.cluster, records, writer).write()
  const appended = writer.finish()
  if (appended.length === 0) return false
  const changes = [...appended, { kind: 'highWatermark.moved', highWatermark: writer.nextOffset } as const, ...trimmed(step.cluster)]
  step.records.push({ kind: 'metadata.appended', changes, brokerEpochs })
  return true
}

/** The oldest segments go when the log has grown too large. What they said is still in force, but no longer to be read there. */
function trimmed({ metadataLog }: ClusterView): LogChange[] {
  const { segments } = metadataLog
  let sizeBytes = logSizeBytes(metadataLog)
  let count = 0
  for (; sizeBytes > METADATA_LOG_BYTES && count < segments.length - 1; count++) sizeBytes -= segments[count]?.sizeBytes ?? 0
  if (count === 0) return []
  const { baseOffset } = present(segments[count], 'the first segment that stays')
  return [
    { kind: 'logStartOffset.moved', logStartOffset: baseOffset },
    { kind: 'segments.removed', count },
  ]
}

const MIN_ISR = 'min.insync.replicas'
/** The topic name of a ClearElrRecord about all of them. */
const ALL_TOPICS = ''

/** What another min.insync.replicas does to partitions follows from its ClearElrRecord. */
function isSaidByClearElr(record: ClusterRecord): boolean {
  return record.kind === 'partition.changed' && record.reason.code === 'minIsrChanged'
}

class Translation {
  readonly #cluster: ClusterView
  readonly #records: readonly ClusterRecord[]
  readonly #writer: MetadataWriter
  readonly #brokerEpochs = new Map<number, number>()
  /** Topics whose min.insync.replicas has changed since the last other record. */
  readonly #clearedTopics: string[] = []
  /** By name: topics that the step removed are in the cluster no more. */
  readonly #removedIds: ReadonlyMap<string, string>

  constructor(cluster: ClusterView, records: readonly ClusterRecord[], writer: MetadataWriter) {
    this.#cluster = cluster
    this.#records = records
    this.#writer = writer
    const removed = records.filter((record) => record.kind === 'topic.removed')
    this.#removedIds = new Map(removed.map(({ name, topicId }) => [name, topicId]))
  }

  /** The epochs of the brokers that registered. */
  write(): [brokerId: number, brokerEpoch: number][] {
    for (const record of this.#records) {
      if (!isMetadata(record) || isSaidByClearElr(record)) continue
      if (record.kind !== 'config.changed' && record.kind !== 'brokerConfig.changed') this.#clearElr()
      this.#translate(record)
    }
    this.#clearElr()
    return [...this.#brokerEpochs]
  }

  /** One record says it of all partitions of a topic, or ('') of all topics. It comes behind the configs that were altered together. */
  #clearElr(): void {
    for (const topicName of this.#clearedTopics) this.#writer.add({ type: 'ClearElrRecord', topicName })
    this.#clearedTopics.length = 0
  }

  #noteConfig(name: string, topicName: string): void {
    if (name === MIN_ISR && this.#cluster.effectiveBrokerConfigs.eligibleLeaderReplicasEnabled) this.#clearedTopics.push(topicName)
  }

  #translate(record: RecordOf<MetadataKind>): void {
    const writer = this.#writer
    switch (record.kind) {
      case 'broker.registered':
        return this.#register(record)
      case 'broker.changed':
        return this.#changeBroker(record)
      case 'controller.elected':
        // While nobody leads nobody writes.
        if (record.nodeId !== -1) writer.addLeader(leaderChange(this.#cluster, record.nodeId), record.controllerEpoch)
        return
      case 'topic.created':
        return writer.add({ type: 'TopicRecord', name: record.name, topicId: record.topicId })
      case 'topic.removed':
        return writer.add({ type: 'RemoveTopicRecord', topicId: record.topicId })
      case 'partition.created':
        return this.#createPartition(record)
      case 'partition.changed':
        return writer.add(partitionChangeRecord(this.#cluster, this.#nameOf(record), record))
      case 'config.changed':
        this.#noteConfig(record.name, record.topic)
        return writer.add(topicConfigRecord(record.topic, record.name, record.value))
      case 'brokerConfig.changed':
        this.#noteConfig(record.name, ALL_TOPICS)
        return writer.add(brokerConfigRecord(record.brokerId, record.name, record.value))
      case 'acl.created':
        return writer.add(aclRecord(record.aclId, record.acl))
      case 'acl.removed':
        return writer.add({ type: 'RemoveAccessControlEntryRecord', id: record.aclId })
      case 'clientQuota.changed':
        return writer.add(quotaRecord(record.entity, record.key, record.value))
      case 'groupConfig.changed':
        return writer.add(groupConfigRecord(record.groupId, record.name, record.value))
      case 'producerIds.allocated':
        return this.#allocateProducerIds(record)
    }
  }

  /** Whoever registers after the cluster was made comes back, and is fenced at first. */
  #register({ brokerId, rack }: RecordOf<'broker.registered'>): void {
    const brokerEpoch = this.#writer.nextOffset
    this.#brokerEpochs.set(brokerId, brokerEpoch)
    this.#writer.add(registerBroker(this.#cluster, { brokerId, rack, fenced: true, inControlledShutdown: false }, brokerEpoch))
  }

  #changeBroker(record: RecordOf<'broker.changed'>): void {
    const change = changeBroker(record, this.#epochOf(record.brokerId))
    if (change !== null) this.#writer.add(change)
  }

  #allocateProducerIds({ brokerId, nextProducerId }: RecordOf<'producerIds.allocated'>): void {
    this.#writer.add({ type: 'ProducerIdsRecord', brokerId, brokerEpoch: this.#epochOf(brokerId), nextProducerId })
  }

  #epochOf(brokerId: number): number {
    return present(this.#brokerEpochs.get(brokerId) ?? this.#cluster.brokers.get(brokerId)?.brokerEpoch, `the epoch of broker ${brokerId}`)
  }

  #createPartition(record: RecordOf<'partition.created'>): void {
    const { replicas, isr, leader } = record
    const none = { elr: [], lastKnownElr: [], addingReplicas: [], removingReplicas: [] }
    const first = { leaderEpoch: 0, partitionEpoch: 0, leaderRecoveryState: 'RECOVERED' } as const
    this.#writer.add(partitionRecord(this.#cluster, this.#nameOf(record), { ...none, ...first, replicas, isr, leader }))
  }

  #nameOf({ topic, partitionIndex }: { readonly topic: string; readonly partitionIndex: number }) {
    const topicId = this.#cluster.topics.get(topic)?.topicId ?? this.#removedIds.get(topic)
    assert(topicId !== undefined, `topic ${topic} is or was there`)
    return { topicId, partitionId: partitionIndex }
  }
}
