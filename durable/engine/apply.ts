// The only writer of the cluster's state: one record in, the state changed in place, the events that follow from it out.
// Replaying a journal runs exactly this, so a record must hold all that is needed: no clock, no chance, no decision here.
import { assert, present, unreachable } from './assert.ts'
import type { Cluster, Partition, Topic } from './cluster.ts'
import { effectiveTopicConfigs } from './config/effective-configs.ts'
import type { ClusterEvent } from './event.ts'
import { applyLogChange } from './log/log-change.ts'
import { emptyLog, logSizeBytes } from './log/partition-log.ts'
import type { ClusterRecord } from './record.ts'

/** Carries out one record and returns what watchers are told of it, or null where there is nothing to tell. */
export function apply(cluster: Cluster, record: ClusterRecord): ClusterEvent | null {
  cluster.recordSequence++
  switch (record.kind) {
    case 'cluster.created':
      assert(cluster.clusterId === '', 'a cluster is created once')
      cluster.clusterId = record.clusterId
      cluster.random = record.random
      cluster.brokerConfigs = new Map(record.brokerConfigs)
      return null
    case 'broker.registered':
      cluster.brokers.set(record.brokerId, { brokerId: record.brokerId, rack: record.rack })
      return null
    case 'topic.created':
      return createTopic(cluster, record)
    case 'topic.removed':
      return removeTopic(cluster, record)
    case 'partition.created':
      return createPartition(cluster, record)
    case 'config.changed':
      changeConfig(cluster, record)
      return null
    case 'random.moved':
      cluster.random = record.random
      return null
    case 'extentId.moved':
      cluster.nextExtentId = record.nextExtentId
      return null
    case 'log.changed':
      return changeLog(cluster, record)
    default:
      return unreachable(record)
  }
}

type RecordOf<Kind extends ClusterRecord['kind']> = Extract<ClusterRecord, { kind: Kind }>

function createTopic(cluster: Cluster, { name, topicId }: RecordOf<'topic.created'>): ClusterEvent {
  assert(!cluster.topics.has(name), `topic ${name} is new`)
  const configs = new Map<string, string>()
  const effectiveConfigs = effectiveTopicConfigs(cluster.brokerConfigs, configs)
  cluster.topics.set(name, { topicId, name, configs, effectiveConfigs, partitions: [] })
  return { kind: 'topic.created', sequence: cluster.recordSequence, topic: name, topicId }
}

function removeTopic(cluster: Cluster, { name, topicId }: RecordOf<'topic.removed'>): ClusterEvent {
  for (const { log } of topicOf(cluster, name).partitions) cluster.storedBytes -= logSizeBytes(log)
  cluster.topics.delete(name)
  return { kind: 'topic.removed', sequence: cluster.recordSequence, topic: name, topicId }
}

function createPartition(cluster: Cluster, record: RecordOf<'partition.created'>): ClusterEvent {
  const topic = topicOf(cluster, record.topic)
  assert(record.partitionIndex === topic.partitions.length, 'partitions are created in order')
  topic.partitions.push({
    partitionIndex: record.partitionIndex,
    replicas: [...record.replicas],
    isr: [...record.isr],
    leader: record.leader,
    leaderEpoch: 0,
    partitionEpoch: 0,
    log: emptyLog(record.nowMs),
  })
  return { kind: 'partition.created', sequence: cluster.recordSequence, topic: record.topic, partitionIndex: record.partitionIndex }
}

function changeConfig(cluster: Cluster, { topic: name, name: config, value }: RecordOf<'config.changed'>): void {
  const topic = topicOf(cluster, name)
  if (value === null) topic.configs.delete(config)
  else topic.configs.set(config, value)
  topic.effectiveConfigs = effectiveTopicConfigs(cluster.brokerConfigs, topic.configs)
}

function changeLog(cluster: Cluster, { topic, partitionIndex, change }: RecordOf<'log.changed'>): ClusterEvent | null {
  const { log } = partitionOf(topicOf(cluster, topic), partitionIndex)
  // Only these two kinds change what a log weighs, and summing segments for the others would cost more than the change itself.
  if (change.kind === 'batch.appended') cluster.storedBytes += change.sizeBytes
  if (change.kind === 'segments.removed') cluster.storedBytes -= logSizeBytes({ segments: log.segments.slice(0, change.count) })
  applyLogChange(log, change)
  if (change.kind !== 'highWatermark.moved') return null
  const { highWatermark } = change
  return { kind: 'highWatermark.moved', sequence: cluster.recordSequence, topic, partitionIndex, highWatermark }
}

function topicOf(cluster: Cluster, name: string): Topic {
  return present(cluster.topics.get(name), `topic ${name}`)
}

function partitionOf(topic: Topic, partitionIndex: number): Partition {
  return present(topic.partitions[partitionIndex], `partition ${topic.name}-${partitionIndex}`)
}
