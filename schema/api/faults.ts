// Faults: what can be broken on purpose, how it is asked for, and how it is listed.
import * as z from 'zod'
import { KAFKA_ERRORS } from '../kafka/errors.ts'
import type { KafkaErrorName } from '../kafka/errors.ts'
import type { KafkaApi } from '../kafka/requests/apis.ts'
import {
  MAX_CLOCK_ADVANCE_MS,
  MAX_FAULT_COUNT,
  MAX_FAULT_LATENCY_MS,
  MAX_GROUP_ID_CHARACTERS,
  MAX_MEMBER_ID_CHARACTERS,
} from '../limits.ts'

/** A table, so that an API that is added is added here. */
const APIS = {
  Produce: 'Produce',
  Fetch: 'Fetch',
  ListOffsets: 'ListOffsets',
  ApiVersions: 'ApiVersions',
  Metadata: 'Metadata',
  CreateTopics: 'CreateTopics',
  DeleteTopics: 'DeleteTopics',
  DescribeConfigs: 'DescribeConfigs',
  CreatePartitions: 'CreatePartitions',
  AlterConfigs: 'AlterConfigs',
  IncrementalAlterConfigs: 'IncrementalAlterConfigs',
  AlterPartitionReassignments: 'AlterPartitionReassignments',
  DeleteRecords: 'DeleteRecords',
  DescribeCluster: 'DescribeCluster',
  DescribeLogDirs: 'DescribeLogDirs',
  DescribeQuorum: 'DescribeQuorum',
  DescribeTopicPartitions: 'DescribeTopicPartitions',
  ElectLeaders: 'ElectLeaders',
  ListConfigResources: 'ListConfigResources',
  UpdateFeatures: 'UpdateFeatures',
  ListPartitionReassignments: 'ListPartitionReassignments',
  OffsetForLeaderEpoch: 'OffsetForLeaderEpoch',
  InitProducerId: 'InitProducerId',
  AddPartitionsToTxn: 'AddPartitionsToTxn',
  AddOffsetsToTxn: 'AddOffsetsToTxn',
  TxnOffsetCommit: 'TxnOffsetCommit',
  EndTxn: 'EndTxn',
  WriteTxnMarkers: 'WriteTxnMarkers',
  DescribeProducers: 'DescribeProducers',
  DescribeTransactions: 'DescribeTransactions',
  ListTransactions: 'ListTransactions',
  FindCoordinator: 'FindCoordinator',
  OffsetFetch: 'OffsetFetch',
  JoinGroup: 'JoinGroup',
  SyncGroup: 'SyncGroup',
  Heartbeat: 'Heartbeat',
  LeaveGroup: 'LeaveGroup',
  OffsetCommit: 'OffsetCommit',
  OffsetDelete: 'OffsetDelete',
  DeleteGroups: 'DeleteGroups',
  ListGroups: 'ListGroups',
  DescribeGroups: 'DescribeGroups',
  ConsumerGroupHeartbeat: 'ConsumerGroupHeartbeat',
  ConsumerGroupDescribe: 'ConsumerGroupDescribe',
  DescribeAcls: 'DescribeAcls',
  CreateAcls: 'CreateAcls',
  DeleteAcls: 'DeleteAcls',
  DescribeClientQuotas: 'DescribeClientQuotas',
  AlterClientQuotas: 'AlterClientQuotas',
} as const satisfies { [Api in KafkaApi]: Api }

const ERROR_NAMES = KAFKA_ERRORS.flatMap(({ name }): KafkaErrorName[] => (name === 'NONE' ? [] : [name]))

const nodeId = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
const api = z.enum(APIS).meta({ description: 'The Kafka API whose requests it strikes.' })
const error = z.enum(ERROR_NAMES).meta({ description: "The name of Kafka's error." })
const count = z.int().min(1).max(MAX_FAULT_COUNT).meta({ description: 'How many requests it strikes before it is over.' })
const broker = nodeId.meta({ description: 'The node id of a broker.' })
const anyBroker = broker.meta({ description: 'Only requests to this broker; without it, to any.' })
const latencyMs = z.int().min(0).max(MAX_FAULT_LATENCY_MS)
const linkEnd = z
  .union([nodeId, z.enum(['clients', 'all'])])
  .meta({ description: 'A broker or controller by its id, `all` of them, or `clients`: everybody outside.' })
const linkLatency = latencyMs.meta({ description: 'So much later does every message arrive, milliseconds.' })
const loss = z.number().min(0).max(1).meta({ description: 'The share of messages that get lost, each on its own chance: 0 to 1.' })
const durationMs = z
  .int()
  .min(1)
  .max(MAX_CLOCK_ADVANCE_MS)
  .optional()
  .meta({ description: "It ends by itself after so long on the cluster's clock. Without it, it stays until it is deleted." })

const linkBody = z
  .strictObject({
    kind: z.literal('link'),
    from: linkEnd,
    to: linkEnd,
    latency_ms: linkLatency.min(1).optional(),
    loss: loss.optional(),
    cut: z.boolean().optional().meta({ description: 'Nothing gets through.' }),
    both_ways: z.boolean().optional().meta({ description: 'The same in the other direction: that is a second fault.' }),
    duration_ms: durationMs,
  })
  .refine(
    (link) => link.latency_ms !== undefined || (link.loss ?? 0) > 0 || link.cut === true,
    'Give at least one of latency_ms, loss and cut.',
  )
  .refine(({ from, to }) => from !== to || from === 'all', { path: ['to'], error: 'A node needs no link to itself.' })
  .refine((link) => link.both_ways !== true || link.from !== link.to, {
    path: ['both_ways'],
    error: 'From all to all is both ways already.',
  })

const pauseReplicationBody = z
  .strictObject({
    kind: z.literal('pause_replication'),
    broker,
    topic: z.string().min(1).optional().meta({ description: 'Only this topic; without it, all that the broker follows.' }),
    partition: z.int().min(0).optional().meta({ description: 'Only this partition of the topic.' }),
    duration_ms: durationMs,
  })
  .refine((pause) => pause.partition === undefined || pause.topic !== undefined, {
    path: ['partition'],
    error: 'A partition needs its topic.',
  })

const groupName = z.string().min(1).max(MAX_GROUP_ID_CHARACTERS).meta({ description: 'The group id.' })
const member = z.string().min(1).max(MAX_MEMBER_ID_CHARACTERS).meta({ description: 'The member id, as the state of the group shows it.' })

export const startFaultBody = z.discriminatedUnion('kind', [
  linkBody,
  pauseReplicationBody,
  z.strictObject({ kind: z.literal('slow_disk'), broker, latency_ms: latencyMs.min(1), duration_ms: durationMs }),
  z.strictObject({ kind: z.literal('error'), api, broker: anyBroker.optional(), error, count, duration_ms: durationMs }),
  z.strictObject({ kind: z.literal('drop_response'), api, broker: anyBroker.optional(), count, duration_ms: durationMs }),
  z
    .strictObject({ kind: z.literal('rebalance'), group: groupName })
    .meta({ description: 'Strikes once, at once: all members of the group have to join again.' }),
  z
    .strictObject({ kind: z.literal('expire_session'), group: groupName, member })
    .meta({ description: 'Strikes once, at once: the member is taken for dead, and the others share what it had.' }),
])

export type StartFaultBody = z.output<typeof startFaultBody>

const faultShape = {
  id: z.int(),
  started_at: z.iso.datetime().meta({ description: "By the cluster's clock." }),
  ends_at: z.iso.datetime().nullable().meta({ description: 'Null when it stays until it is deleted or used up.' }),
  used: z.int().meta({ description: 'How often it has struck, where it counts.' }),
}

const startedShape = {
  ...faultShape,
  reverse_id: z.int().optional().meta({ description: 'The fault of the other direction, when both ways were asked for.' }),
  sequence: z.int().meta({ description: 'Of the event that this caused.' }),
}

type FaultShape = typeof faultShape | typeof startedShape

function faultOf<Shape extends FaultShape>(shape: Shape) {
  return z.discriminatedUnion('kind', [
    z.object({ ...shape, kind: z.literal('link'), from: linkEnd, to: linkEnd, latency_ms: linkLatency, loss, cut: z.boolean() }),
    z.object({
      ...shape,
      kind: z.literal('pause_replication'),
      broker,
      topic: z.string().nullable(),
      partition: z.int().nullable(),
    }),
    z.object({ ...shape, kind: z.literal('slow_disk'), broker, latency_ms: latencyMs }),
    z.object({ ...shape, kind: z.literal('error'), api, broker: anyBroker.nullable(), error, count }),
    z.object({ ...shape, kind: z.literal('drop_response'), api, broker: anyBroker.nullable(), count }),
    z.object({ ...shape, kind: z.literal('rebalance'), group: groupName }),
    z.object({ ...shape, kind: z.literal('expire_session'), group: groupName, member }),
  ])
}

export const fault = faultOf(faultShape).meta({ id: 'Fault' })

export type ShownFault = z.output<typeof fault>

export const startedFault = faultOf(startedShape).meta({ id: 'StartedFault' })

export const faultList = z.object({ faults: z.array(fault), next: z.string().nullable() }).meta({ id: 'FaultList' })
