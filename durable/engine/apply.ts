// The only writer of the cluster's state: one record in, the state changed in place. Replaying a journal runs exactly this, so a record and
// the time of its step must hold all that is needed: no clock, no chance, no decision here.
import { applyAccess } from './access/apply-access.ts'
import { changeApp, createApp } from './app/apply-app.ts'
import { assert, present, unreachable } from './assert.ts'
import { applyNode } from './apply-node.ts'
import type { Cluster } from './cluster.ts'
import { CONTROLLER_IDS } from './controller/controller-ids.ts'
import { forgetCoordinators } from './coordinator/forget-coordinators.ts'
import { isInternalTopic } from './coordinator/internal-topics.ts'
import { brokerConfigs, brokerConfigsOf, effectiveTopicConfigs } from './config/effective-configs.ts'
import { applyGroup } from './group/apply-group.ts'
import { applyOffsets, noteGoneTopic } from './group/apply-offsets.ts'
import { applyHosted } from './hosted/apply-hosted.ts'
import { applyLogChange } from './log/log-change.ts'
import { emptyLog } from './log/partition-log.ts'
import type { RecordOf, ClusterRecord } from './record.ts'
import { allocateProducerIds, claimProducerId } from './producer-ids.ts'
import { applyReplica } from './replication/apply-replica.ts'
import { partitionBytes, partitionProducers, topicOf } from './replication/partition-state.ts'
import { newReplica, unknownReplica } from './replication/replica.ts'
import { applyTransaction } from './transaction/apply-transaction.ts'

/** Carries out one record. `nowMs` is the cluster's time of the step it belongs to. */
export function apply(cluster: Cluster, record: ClusterRecord, nowMs: number): void {
  cluster.recordSequence++
  switch (record.kind) {
    case 'cluster.created':
      return createCluster(cluster, record, nowMs)
    case 'broker.registered':
    case 'broker.changed':
    case 'process.changed':
    case 'broker.heard':
    case 'broker.view':
    case 'controller.elected':
    case 'controller.silent':
      return applyNode(cluster, record, nowMs)
    case 'topic.created':
      return createTopic(cluster, record)
    case 'topic.removed':
      return removeTopic(cluster, record)
    case 'partition.created':
      return createPartition(cluster, record)
    case 'config.changed':
      return changeConfig(cluster, record)
    case 'brokerConfig.changed':
      return changeBrokerConfig(cluster, record)
    case 'acl.created':
    case 'acl.removed':
    case 'clientQuota.changed':
      return applyAccess(cluster, record)
    case 'groupConfig.changed':
      return changeGroupConfig(cluster, record)
    case 'metadata.appended':
      return appendMetadata(cluster, record)
    case 'random.moved':
      cluster.random = record.random
      return
    case 'extentId.moved':
      cluster.nextExtentId = record.nextExtentId
      return
    case 'idempotencyKey.kept':
      return keepAnswer(cluster, record, nowMs)
    case 'idempotencyKeys.expired':
      for (const key of record.keys) cluster.idempotencyKeys.delete(key)
      return
    case 'app.created':
      return createApp(cluster, record, nowMs)
    case 'app.changed':
      return changeApp(cluster, record, nowMs)
    case 'app.removed':
      cluster.apps.delete(record.appId)
      return
    case 'consumer.created':
    case 'consumer.changed':
    case 'consumer.removed':
      return applyHosted(cluster, record, nowMs)
    case 'producerIds.allocated':
      return allocateProducerIds(cluster, record)
    case 'producerId.claimed':
      return claimProducerId(cluster, record)
    case 'fault.started':
      cluster.faults.set(record.fault.faultId, { ...record.fault })
      cluster.nextFaultId = record.fault.faultId + 1
      return
    case 'fault.used':
      useFault(cluster, record)
      return
    case 'fault.ended':
      cluster.faults.delete(record.faultId)
      return
    case 'clock.changed':
      cluster.clock = { ...record.clock }
      return
    case 'partition.changed':
    case 'log.changed':
    case 'replica.fetched':
    case 'replica.asked':
    case 'replica.appended':
    case 'replica.truncated':
    case 'fetcher.moved':
    case 'replica.forked':
    case 'replica.joined':
    case 'log.handed':
    case 'isr.proposed':
    case 'log.flushed':
      return applyReplica(cluster, record, nowMs)
    case 'transactions.loaded':
    case 'transactions.unloaded':
    case 'transaction.prepared':
    case 'transaction.moved':
    case 'transaction.removed':
    case 'marker.moved':
    case 'marker.acknowledged':
      return applyTransaction(cluster, record, nowMs)
    case 'offsets.loaded':
    case 'offsets.unloaded':
    case 'offsets.appended':
    case 'offsets.deleted':
    case 'offsets.settled':
      return applyOffsets(cluster, record)
    case 'group.changed':
    case 'group.written':
    case 'group.removed':
    case 'members.seen':
      return applyGroup(cluster, record, nowMs)
    default:
      return unreachable(record)
  }
}

function createCluster(cluster: Cluster, record: RecordOf<'cluster.created'>, nowMs: number): void {
  assert(cluster.clusterId === '', 'a cluster is created once')
  cluster.clusterId = record.clusterId
  cluster.createdMs = record.nowMs ?? nowMs
  cluster.random = record.random
  cluster.brokerConfigs = new Map(record.brokerConfigs)
  cluster.effectiveBrokerConfigs = brokerConfigs(brokerConfigsOf(cluster, null))
  // Clusters whose record names none were made before there were controllers.
  const controllers = record.controllers ?? CONTROLLER_IDS
  cluster.controllers = new Map(controllers.map((nodeId) => [nodeId, { nodeId, process: 'running', returnsMs: null }]))
  cluster.activeController = controllers[0] ?? -1
  cluster.controllerEpoch = 1
}

function createTopic(cluster: Cluster, { name, topicId }: RecordOf<'topic.created'>): void {
  assert(!cluster.topics.has(name), `topic ${name} is new`)
  const configs = new Map<string, string>()
  const effectiveConfigs = effectiveTopicConfigs(brokerConfigsOf(cluster, null), configs)
  cluster.topics.set(name, { topicId, name, configs, effectiveConfigs, partitions: [] })
}

function removeTopic(cluster: Cluster, { name }: RecordOf<'topic.removed'>): void {
  for (const partition of topicOf(cluster, name).partitions) {
    cluster.storedBytes -= partitionBytes(partition)
    cluster.producerCount -= partitionProducers(partition)
  }
  cluster.topics.delete(name)
  noteGoneTopic(cluster, name)
  if (isInternalTopic(name)) forgetCoordinators(cluster, name)
}

function createPartition(cluster: Cluster, record: RecordOf<'partition.created'>): void {
  const topic = topicOf(cluster, record.topic)
  assert(record.partitionIndex === topic.partitions.length, 'partitions are created in order')
  topic.partitions.push({
    partitionIndex: record.partitionIndex,
    replicas: [...record.replicas],
    isr: [...record.isr],
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leader: record.leader,
    leaderEpoch: 0,
    partitionEpoch: 0,
    leaderRecoveryState: 'RECOVERED',
    // A leader notes its epoch as soon as it leads.
    log: { ...emptyLog(record.nowMs), leaderEpochs: record.leader === -1 ? [] : [{ epoch: 0, startOffset: 0 }] },
    logBrokerId: record.leader === -1 ? (record.replicas[0] ?? -1) : record.leader,
    // The followers of a new partition fetch at once; a record for each of them would say nothing new.
    replicaStates: record.replicas.map((brokerId) => ({
      ...newReplica(brokerId, record.nowMs),
      known: { ...unknownReplica(record.nowMs), logEndOffset: 0, logStartOffset: 0 },
    })),
    changedMs: record.nowMs,
    pendingIsr: null,
  })
}

function changeConfig(cluster: Cluster, { topic: name, name: config, value }: RecordOf<'config.changed'>): void {
  const topic = topicOf(cluster, name)
  if (value === null) topic.configs.delete(config)
  else topic.configs.set(config, value)
  topic.effectiveConfigs = effectiveTopicConfigs(brokerConfigsOf(cluster, null), topic.configs)
}

/** What holds for all brokers is the default of every topic too. */
function changeBrokerConfig(cluster: Cluster, { brokerId, name, value }: RecordOf<'brokerConfig.changed'>): void {
  const configs = brokerId === null ? cluster.defaultBrokerConfigs : cluster.brokers.get(brokerId)?.configs
  assert(configs !== undefined, `broker ${brokerId} is registered`)
  if (value === null) configs.delete(name)
  else configs.set(name, value)
  if (brokerId !== null) return
  const ofBrokers = brokerConfigsOf(cluster, null)
  cluster.effectiveBrokerConfigs = brokerConfigs(ofBrokers)
  for (const topic of cluster.topics.values()) topic.effectiveConfigs = effectiveTopicConfigs(ofBrokers, topic.configs)
}

function changeGroupConfig({ groupConfigs }: Cluster, { groupId, name, value }: RecordOf<'groupConfig.changed'>): void {
  const configs = groupConfigs.get(groupId) ?? new Map<string, string>()
  if (value === null) configs.delete(name)
  else configs.set(name, value)
  if (configs.size === 0) groupConfigs.delete(groupId)
  else groupConfigs.set(groupId, configs)
}

function appendMetadata(cluster: Cluster, { changes, brokerEpochs }: RecordOf<'metadata.appended'>): void {
  for (const change of changes) applyLogChange(cluster.metadataLog, change)
  for (const [brokerId, brokerEpoch] of brokerEpochs) present(cluster.brokers.get(brokerId), `broker ${brokerId}`).brokerEpoch = brokerEpoch
}

/** One that is carried out anew is the newest again. */
function keepAnswer({ idempotencyKeys }: Cluster, { key, fingerprint, batches }: RecordOf<'idempotencyKey.kept'>, nowMs: number): void {
  idempotencyKeys.delete(key)
  idempotencyKeys.set(key, { fingerprint, keptMs: nowMs, batches })
}

function useFault(cluster: Cluster, { faultId, used }: RecordOf<'fault.used'>): void {
  const fault = cluster.faults.get(faultId)
  assert(fault !== undefined, `fault ${faultId} is there`)
  fault.used = used
}
