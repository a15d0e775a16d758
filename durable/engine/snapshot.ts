// The cluster as text and back: what a checkpoint holds. Derived state is left out and worked out again.
import type { AclBinding } from '../../schema/kafka/acls/acl-binding.ts'
import type { QuotaEntity } from '../../schema/kafka/requests/client-quotas.ts'
import { quotaKey } from './access/client-quotas.ts'
import type { AnyApp, App } from './app/app.ts'
import { settingsFor } from './app/apply-app.ts'
import type { ConsumerApp } from './app/consumer/consumer-app.ts'
import { consumerSettingsFor } from './app/consumer/consumer-plan.ts'
import { assert } from './assert.ts'
import type { Broker, Cluster, ClusterView, Controller, Partition, Topic } from './cluster.ts'
import { emptyCluster } from './cluster.ts'
import { brokerConfigs, brokerConfigsOf, effectiveTopicConfigs } from './config/effective-configs.ts'
import { decodeCoordinators, encodeCoordinators } from './coordinator/stored-coordinators.ts'
import type { StoredCoordinators } from './coordinator/stored-coordinators.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { Fault } from './faults/fault.ts'
import { memberCharactersOfAll } from './group/member-characters.ts'
import { offsetCharactersOfAll } from './group/offset-characters.ts'
import { hostedKey } from './hosted/hosted-consumer.ts'
import type { HostedConsumer } from './hosted/hosted-consumer.ts'
import type { ProducerIdBlock } from './producer-ids.ts'
import { partitionProducers } from './replication/partition-state.ts'
import type { KeptAnswer } from './request/idempotency-keys.ts'
import { upgradeSnapshot } from './upgrade-snapshot.ts'

/** Raised with every change of the shapes below; a reader understands its own version and the one before. */
export const SNAPSHOT_VERSION = 2

type Stored =
  | 'brokers'
  | 'controllers'
  | 'faults'
  | 'idempotencyKeys'
  | 'brokerConfigs'
  | 'defaultBrokerConfigs'
  | 'acls'
  | 'clientQuotas'
  | 'groupConfigs'
  | 'topics'
  | 'apps'
  | 'nextAppId'
  | 'hostedConsumers'
  | 'consumerUses'
  | 'effectiveBrokerConfigs'
  | 'producerCount'
  | 'offsetCharacters'
  | 'memberCharacters'
  | 'sessions'
  | keyof StoredCoordinators

export type StoredCluster = Omit<Cluster, Stored> &
  StoredCoordinators & {
    version: number
    brokers: StoredBroker[]
    controllers: Controller[]
    faults: Fault[]
    /** Absent in snapshots from before there were any. */
    idempotencyKeys?: [string, KeptAnswer][]
    brokerConfigs: [string, string][]
    defaultBrokerConfigs: [string, string][]
    /** Both are absent in snapshots from before there were any. */
    acls?: [string, AclBinding][]
    clientQuotas?: StoredQuota[]
    /** Absent in snapshots from before there were any. */
    groupConfigs?: [groupId: string, configs: [string, string][]][]
    topics: StoredTopic[]
    /** Both are absent in snapshots from before there were any. */
    apps?: StoredApp[]
    nextAppId?: number
    /** Absent in snapshots from before there were any. */
    hostedConsumers?: HostedConsumer[]
  }

export type StoredBroker = Omit<Broker, 'configs' | 'producerIds'> & {
  configs: [string, string][]
  /** Absent in snapshots from before there were any. */
  producerIds?: ProducerIdBlock[]
}
export type StoredApp = Omit<App, 'settings'> | Omit<ConsumerApp, 'settings'>
export type StoredQuota = { entity: QuotaEntity; values: [string, number][] }
export type StoredTopic = { topicId: string; name: string; configs: [string, string][]; partitions: Partition[] }

function withSettings(app: StoredApp): AnyApp {
  return 'reads' in app ? { ...app, settings: consumerSettingsFor(app) } : { ...app, settings: settingsFor(app.configs) }
}

export function encodeCluster(cluster: ClusterView): string {
  const {
    effectiveBrokerConfigs: _configs,
    producerCount: _count,
    offsetCharacters: _ofOffsets,
    memberCharacters: _ofMembers,
    ...others
  } = cluster
  const { sessions: _sessions, consumerUses: _uses, ...plain } = others
  const stored: DeepReadonly<StoredCluster> = {
    ...plain,
    ...encodeCoordinators(cluster),
    version: SNAPSHOT_VERSION,
    brokers: Array.from(cluster.brokers.values(), (broker) => Object.assign({}, broker, { configs: [...broker.configs] })),
    controllers: [...cluster.controllers.values()],
    faults: [...cluster.faults.values()],
    idempotencyKeys: [...cluster.idempotencyKeys],
    brokerConfigs: [...cluster.brokerConfigs],
    defaultBrokerConfigs: [...cluster.defaultBrokerConfigs],
    acls: [...cluster.acls],
    clientQuotas: Array.from(cluster.clientQuotas.values(), ({ entity, values }) => ({ entity, values: [...values] })),
    groupConfigs: Array.from(cluster.groupConfigs, ([groupId, configs]) => [groupId, [...configs]]),
    topics: [...cluster.topics.values()].map(({ topicId, name, configs, partitions }) => ({
      topicId,
      name,
      configs: [...configs],
      partitions,
    })),
    hostedConsumers: [...cluster.hostedConsumers.values()],
    apps: Array.from(cluster.apps.values(), ({ settings: _settings, ...app }) => app),
  }
  return JSON.stringify(stored)
}

export function decodeCluster(text: string): Cluster {
  const parsed = JSON.parse(text) as StoredCluster
  const { version, ...stored } = parsed.version === 1 ? upgradeSnapshot(parsed) : parsed
  assert(version === SNAPSHOT_VERSION, `snapshot version ${version} can be read`)
  const cluster: Cluster = {
    ...emptyCluster(),
    ...stored,
    ...decodeCoordinators(stored),
    brokers: new Map(stored.brokers.map((broker) => [broker.brokerId, restoreBroker(broker)])),
    controllers: new Map(stored.controllers.map((controller) => [controller.nodeId, controller])),
    faults: new Map(stored.faults.map((fault) => [fault.faultId, fault])),
    idempotencyKeys: new Map(stored.idempotencyKeys),
    brokerConfigs: new Map(stored.brokerConfigs),
    defaultBrokerConfigs: new Map(stored.defaultBrokerConfigs),
    acls: new Map(stored.acls),
    clientQuotas: new Map((stored.clientQuotas ?? []).map(({ entity, values }) => [quotaKey(entity), { entity, values: new Map(values) }])),
    groupConfigs: new Map((stored.groupConfigs ?? []).map(([groupId, configs]) => [groupId, new Map(configs)])),
    topics: new Map(),
    hostedConsumers: new Map((stored.hostedConsumers ?? []).map((hosted) => [hostedKey(hosted), hosted])),
    apps: new Map((stored.apps ?? []).map((app) => [app.appId, withSettings(app)])),
  }
  const ofBrokers = brokerConfigsOf(cluster, null)
  cluster.effectiveBrokerConfigs = brokerConfigs(ofBrokers)
  for (const topic of stored.topics) {
    cluster.topics.set(topic.name, restoreTopic(topic, ofBrokers))
    for (const partition of topic.partitions) cluster.producerCount += partitionProducers(partition)
  }
  for (const { groups, memberships } of cluster.groupCoordinators.values()) {
    cluster.offsetCharacters += offsetCharactersOfAll(groups)
    cluster.memberCharacters += memberCharactersOfAll(memberships)
  }
  return cluster
}

function restoreBroker({ configs, producerIds = [], ...broker }: StoredBroker): Broker {
  return { ...broker, producerIds, configs: new Map(configs) }
}

function restoreTopic({ topicId, name, configs, partitions }: StoredTopic, ofBrokers: ReadonlyMap<string, string>): Topic {
  const overrides = new Map(configs)
  return { topicId, name, configs: overrides, effectiveConfigs: effectiveTopicConfigs(ofBrokers, overrides), partitions }
}
