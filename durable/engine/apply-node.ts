// What happens to nodes: registrations, fencing, processes, the leader of the quorum. Part of apply.ts.
import { assert, present } from './assert.ts'
import type { Broker, Cluster } from './cluster.ts'
import { forgetCoordinatorsOf } from './coordinator/forget-coordinators.ts'
import type { RecordOf } from './record.ts'
import { unknownReplica } from './replication/replica.ts'

type NodeRecord = RecordOf<
  'broker.registered' | 'broker.changed' | 'process.changed' | 'broker.heard' | 'broker.view' | 'controller.elected' | 'controller.silent'
>

export function applyNode(cluster: Cluster, record: NodeRecord, nowMs: number): void {
  switch (record.kind) {
    case 'broker.registered':
      return registerBroker(cluster, record)
    case 'broker.changed':
      return changeBroker(brokerOf(cluster, record.brokerId), record)
    case 'process.changed':
      return changeProcess(cluster, record)
    case 'broker.heard':
      brokerOf(cluster, record.brokerId).silentSinceMs = record.silentSinceMs
      return
    case 'broker.view':
      brokerOf(cluster, record.brokerId).staleView = record.stale ? {} : null
      return
    case 'controller.elected':
      cluster.activeController = record.nodeId
      cluster.controllerEpoch = record.controllerEpoch
      cluster.controllerSilentSinceMs = null
      // A new controller has heard of nobody yet, so everybody's session begins anew.
      for (const broker of cluster.brokers.values()) if (broker.silentSinceMs !== null) broker.silentSinceMs = nowMs
      return
    case 'controller.silent':
      cluster.controllerSilentSinceMs = record.sinceMs
  }
}

function brokerOf(cluster: Cluster, brokerId: number): Broker {
  return present(cluster.brokers.get(brokerId), `broker ${brokerId}`)
}

/** The brokers of a new cluster are up and unfenced from the start; one that comes back keeps its configs and is fenced at first. */
function registerBroker(cluster: Cluster, { brokerId, rack }: RecordOf<'broker.registered'>): void {
  const known = cluster.brokers.get(brokerId)
  // Until the end of the step, when the registration stands in the metadata log: its offset there is the epoch.
  const brokerEpoch = cluster.recordSequence
  if (known !== undefined) {
    Object.assign(known, {
      rack,
      brokerEpoch,
      fenced: true,
      inControlledShutdown: false,
      silentSinceMs: null,
      staleView: null,
      producerIds: [],
    })
    forgetFormerLife(cluster, brokerId)
    return
  }
  cluster.brokers.set(brokerId, {
    brokerId,
    rack,
    process: 'running',
    returnsMs: null,
    brokerEpoch,
    fenced: false,
    inControlledShutdown: false,
    silentSinceMs: null,
    shutDownCleanly: true,
    staleView: null,
    producerIds: [],
    configs: new Map(),
  })
}

/** What its leaders knew of the broker was true of its life before: it may have lost some of that, and it has to fetch again to be believed. */
function forgetFormerLife(cluster: Cluster, brokerId: number): void {
  for (const { partitions } of cluster.topics.values()) {
    for (const { replicaStates } of partitions) {
      for (const replica of replicaStates) {
        if (replica.brokerId !== brokerId) continue
        replica.known = unknownReplica(0)
        if (replica.fetcher?.phase !== 'blocked') replica.fetcher = null
      }
    }
  }
}

function changeBroker(broker: Broker, { fenced, inControlledShutdown }: RecordOf<'broker.changed'>): void {
  if (fenced !== undefined) broker.fenced = fenced
  if (inControlledShutdown !== undefined) broker.inControlledShutdown = inControlledShutdown
}

function changeProcess(cluster: Cluster, { nodeId, process, cleanly, returnsMs }: RecordOf<'process.changed'>): void {
  const node = cluster.brokers.get(nodeId) ?? cluster.controllers.get(nodeId)
  assert(node !== undefined, `node ${nodeId} is there`)
  node.process = process
  if (process === 'down') forgetCoordinatorsOf(cluster, nodeId)
  node.returnsMs = returnsMs ?? null
  if (cleanly !== undefined && 'shutDownCleanly' in node) node.shutDownCleanly = cleanly
}
