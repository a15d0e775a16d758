// What administrators and the curious ask for: topics, partitions, configs, offsets, metadata.
import { HIGH_WATERMARK_OFFSET } from '../../schema/kafka/requests/delete-records.ts'
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP, MAX_TIMESTAMP } from '../../schema/kafka/requests/list-offsets.ts'
import type { TopicView } from '../engine/cluster.ts'
import type { Chance } from './chance.ts'
import type { World } from './world.ts'

type AdminKind =
  | 'listOffsets'
  | 'metadata'
  | 'createTopic'
  | 'deleteTopic'
  | 'addPartitions'
  | 'alterTopic'
  | 'alterBrokers'
  | 'deleteRecords'
  | 'electLeaders'
  | 'reassign'

/** Topic configs that change what replication, logs and elections do, with values small enough to matter within one simulation. */
const TOPIC_CONFIGS: Readonly<Record<string, readonly string[]>> = {
  'min.insync.replicas': ['1', '2', '3'],
  'unclean.leader.election.enable': ['true', 'false'],
  'internal.segment.bytes': ['200', '600'],
  'retention.ms': ['1000', '60000', '604800000'],
  'retention.bytes': ['300', '-1'],
  'flush.messages': ['1', '5'],
  'flush.ms': ['0', '1000'],
  'segment.ms': ['10000'],
  'segment.jitter.ms': ['5000'],
  'message.timestamp.type': ['LogAppendTime', 'CreateTime'],
  'cleanup.policy': ['compact', 'delete'],
}
const BROKER_CONFIGS: Readonly<Record<string, readonly string[]>> = {
  'min.insync.replicas': ['1', '2'],
  'unclean.leader.election.enable': ['true', 'false'],
}
const TOPIC_NAMES = ['a', 'b', 'c', 'd']

export function administer(world: World, chance: Chance, kind: AdminKind, topic: TopicView): string {
  switch (kind) {
    case 'createTopic':
      return createTopic(world, chance)
    case 'listOffsets':
      return listOffsets(world, chance, topic)
    case 'metadata':
      ask(world, { api: 'Metadata', request: { topics: null, allowAutoTopicCreation: false } })
      return kind
    case 'deleteTopic':
      ask(world, { api: 'DeleteTopics', request: { topicNames: [topic.name] } })
      return `${kind} ${topic.name}`
    case 'addPartitions': {
      const count = topic.partitions.length + 1
      ask(world, { api: 'CreatePartitions', request: { topics: [{ name: topic.name, count, assignments: null }], validateOnly: false } })
      return `${kind} ${topic.name} to ${count}`
    }
    case 'alterTopic':
      return alter(world, chance, 'TOPIC', topic.name, TOPIC_CONFIGS)
    case 'alterBrokers':
      return alter(world, chance, 'BROKER', '', BROKER_CONFIGS)
    case 'deleteRecords':
      return deleteRecords(world, chance, topic)
    case 'electLeaders':
      return electLeaders(world, chance, topic)
    case 'reassign':
      return reassign(world, chance, topic)
  }
}

function ask(world: World, request: Parameters<World['request']>[2]): void {
  world.request(world.nextRequestId(), null, request)
}

export function createTopic(world: World, chance: Chance): string {
  const name = chance.oneOf(TOPIC_NAMES)
  const replicationFactor = Math.min(world.cluster.brokers.size, chance.oneOf([1, 2, 3, 3, 3, 3, 4]))
  const numPartitions = chance.between(1, 3)
  const configs = chance.someOf(Object.keys(TOPIC_CONFIGS), 15).map((config) => {
    return { name: config, value: chance.oneOf(TOPIC_CONFIGS[config] ?? ['']) }
  })
  const topic = { name, numPartitions, replicationFactor, assignments: [], configs }
  ask(world, { api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
  return `createTopic ${name} partitions=${numPartitions} rf=${replicationFactor} ${JSON.stringify(configs)}`
}

function listOffsets(world: World, chance: Chance, topic: TopicView): string {
  const { partitionIndex } = chance.oneOf(topic.partitions)
  const timestamp = chance.oneOf([LATEST_TIMESTAMP, EARLIEST_TIMESTAMP, MAX_TIMESTAMP, world.nowMs - 1000])
  const topics = [{ name: topic.name, partitions: [{ partitionIndex, timestamp }] }]
  ask(world, { api: 'ListOffsets', request: { isolationLevel: 'read_uncommitted', topics } })
  return `listOffsets ${topic.name}-${partitionIndex} ${timestamp}`
}

function alter(
  world: World,
  chance: Chance,
  resourceType: 'TOPIC' | 'BROKER',
  resourceName: string,
  choices: Readonly<Record<string, readonly string[]>>,
): string {
  const name = chance.oneOf(Object.keys(choices))
  const value = chance.isPercent(25) ? null : chance.oneOf(choices[name] ?? [''])
  const configs = [{ name, configOperation: value === null ? 'DELETE' : 'SET', value } as const]
  ask(world, { api: 'IncrementalAlterConfigs', request: { resources: [{ resourceType, resourceName, configs }], validateOnly: false } })
  return `alter ${resourceType} ${resourceName} ${name}=${value}`
}

function deleteRecords(world: World, chance: Chance, { name, partitions }: TopicView): string {
  const { partitionIndex, log } = chance.oneOf(partitions)
  const offset = chance.isPercent(30) ? HIGH_WATERMARK_OFFSET : chance.between(log.logStartOffset, log.highWatermark)
  ask(world, { api: 'DeleteRecords', request: { topics: [{ name, partitions: [{ partitionIndex, offset }] }], timeoutMs: 5000 } })
  return `deleteRecords ${name}-${partitionIndex} before ${offset}`
}

function electLeaders(world: World, chance: Chance, { name, partitions }: TopicView): string {
  const electionType = chance.oneOf(['PREFERRED', 'PREFERRED', 'UNCLEAN'] as const)
  const topicPartitions = [{ topic: name, partitions: partitions.map(({ partitionIndex }) => partitionIndex) }]
  ask(world, { api: 'ElectLeaders', request: { electionType, topicPartitions } })
  return `electLeaders ${electionType} ${name}`
}

/** Other brokers, another number of them, another order; or the end of what is under way. */
function reassign(world: World, chance: Chance, { name, partitions }: TopicView): string {
  const { partitionIndex, replicas } = chance.oneOf(partitions)
  const order = shuffled(chance, [...world.cluster.brokers.keys()])
  const count = Math.min(order.length, chance.isPercent(70) ? replicas.length : chance.between(1, 4))
  const target = chance.isPercent(20) ? null : order.slice(0, count)
  const topics = [{ name, partitions: [{ partitionIndex, replicas: target }] }]
  ask(world, { api: 'AlterPartitionReassignments', request: { allowReplicationFactorChange: true, topics } })
  return `reassign ${name}-${partitionIndex} to ${target === null ? 'nothing else' : `[${target.join(', ')}]`}`
}

function shuffled(chance: Chance, brokerIds: readonly number[]): number[] {
  const left = [...brokerIds]
  return brokerIds.map(() => left.splice(chance.below(left.length), 1)[0] ?? 0)
}
