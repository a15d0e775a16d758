// Snapshots of version 1, from before there were replicas: every broker ran, the leader's log was the log, and every follower had all of it.
import type { StoredCluster, StoredTopic } from './snapshot.ts'
import { CONTROLLER_IDS } from './controller/controller-ids.ts'
import { emptyCluster } from './cluster.ts'
import type { Partition } from './cluster.ts'
import { upgradeLog } from './log/upgrade-log.ts'
import type { StoredLog } from './log/upgrade-log.ts'
import { haveAll } from './replication/have-all.ts'
import { newReplica } from './replication/replica.ts'

type FirstPartition = Pick<Partition, 'partitionIndex' | 'replicas' | 'isr' | 'leader' | 'leaderEpoch' | 'partitionEpoch'> & {
  log: StoredLog
}

type FirstCluster = Pick<StoredCluster, 'clusterId' | 'random' | 'recordSequence' | 'nextExtentId' | 'storedBytes' | 'brokerConfigs'> & {
  brokers: { brokerId: number; rack: string | null }[]
  topics: (Omit<StoredTopic, 'partitions'> & { partitions: FirstPartition[] })[]
}

export function upgradeSnapshot(text: unknown): StoredCluster {
  const first = text as FirstCluster
  const { clusterId, random, recordSequence, nextExtentId, storedBytes, brokerConfigs } = first
  const { clock, createdMs, nextProducerId, nextFaultId, controllerSilentSinceMs, metadataLog } = emptyCluster()
  return {
    version: 2,
    clusterId,
    random,
    recordSequence,
    nextExtentId,
    storedBytes,
    brokerConfigs,
    clock,
    createdMs,
    nextProducerId,
    nextFaultId,
    controllerSilentSinceMs,
    metadataLog,
    brokers: first.brokers.map(({ brokerId, rack }) => ({
      brokerId,
      rack,
      process: 'running',
      returnsMs: null,
      brokerEpoch: brokerId,
      fenced: false,
      inControlledShutdown: false,
      silentSinceMs: null,
      shutDownCleanly: true,
      staleView: null,
      producerIds: [],
      configs: [],
    })),
    controllers: CONTROLLER_IDS.map((nodeId) => ({ nodeId, process: 'running', returnsMs: null })),
    activeController: CONTROLLER_IDS[0] ?? -1,
    controllerEpoch: 1,
    faults: [],
    defaultBrokerConfigs: [],
    topics: first.topics.map(({ topicId, name, configs, partitions }) => ({
      topicId,
      name,
      configs,
      partitions: partitions.map(upgradePartition),
    })),
  }
}

function upgradePartition({ log: stored, ...partition }: FirstPartition): Partition {
  const log = upgradeLog(stored)
  const nowMs = log.segments.at(-1)?.lastModifiedMs ?? 0
  const replicaStates = partition.replicas.map((brokerId) => newReplica(brokerId, nowMs))
  haveAll(replicaStates, log, nowMs)
  return {
    ...partition,
    elr: [],
    lastKnownElr: [],
    addingReplicas: [],
    removingReplicas: [],
    leaderRecoveryState: 'RECOVERED',
    log,
    logBrokerId: partition.leader,
    replicaStates,
    changedMs: nowMs,
    pendingIsr: null,
  }
}
