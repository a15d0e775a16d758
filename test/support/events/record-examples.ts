// At least one record of each kind.
import { newTestConsumer } from '../new-consumer.ts'
import { ongoing } from '../transactions.ts'
import type { FaultSpec } from '../../../durable/engine/faults/fault.ts'
import { emptyLog } from '../../../durable/engine/log/partition-log.ts'
import type { Fetcher } from '../../../durable/engine/replication/replica.ts'
import type { ClusterRecord, RecordOf } from '../../../durable/engine/record.ts'
import type { MarkerProgress } from '../../../durable/engine/transaction/coordinator.ts'
import { NOW_MS, AT } from './places.ts'
import { appChanges, PLAN, KEPT_BATCH } from './app-change-examples.ts'
import { CONSUMER_GROUP_CHANGES, groupChanges, consumerGroupChanges, GROUPS, GROUP } from './group-change-examples.ts'

const byHand = { code: 'killed' } as const
export const LOG = { ...emptyLog(NOW_MS), logEndOffset: 7, highWatermark: 5 }
const HOSTED = {
  groupId: 'g',
  name: 'c',
  options: {},
  topicPrefix: '',
  timeoutMs: 300_000,
  usedMs: NOW_MS,
  consumer: newTestConsumer(),
  characters: 0,
} as const

const acl = {
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:ada',
  host: '*',
  operation: 'READ',
  permissionType: 'ALLOW',
} as const
const COORDINATOR = { topic: '__transaction_state', partitionIndex: 7, brokerId: 1, coordinatorEpoch: 0 } as const
const TRANSACTION = ongoing()
const transition = { ...TRANSACTION, isEpochFence: false }
const OFFSET = { topic: 'orders', partitionIndex: 0, offset: 4, leaderEpoch: -1, metadata: '', commitTimestampMs: NOW_MS }

export const RECORDS: { readonly [Kind in ClusterRecord['kind']]: readonly [RecordOf<Kind>, ...RecordOf<Kind>[]] } = {
  'cluster.created': [{ kind: 'cluster.created', clusterId: 'abc', random: [1, 2, 3, 4], brokerConfigs: [], controllers: [3000] }],
  'broker.registered': [
    { kind: 'broker.registered', brokerId: 1, rack: null },
    { kind: 'broker.registered', brokerId: 1, rack: 'a' },
  ],
  'broker.changed': [
    { kind: 'broker.changed', brokerId: 1, fenced: true, reason: byHand },
    { kind: 'broker.changed', brokerId: 1, fenced: false, inControlledShutdown: false, reason: byHand },
    { kind: 'broker.changed', brokerId: 1, inControlledShutdown: true, reason: byHand },
  ],
  'process.changed': [
    { kind: 'process.changed', nodeId: 1, process: 'down', cleanly: true, reason: byHand },
    { kind: 'process.changed', nodeId: 1, process: 'down', cleanly: false, reason: byHand },
    { kind: 'process.changed', nodeId: 3000, process: 'running', reason: byHand },
  ],
  'broker.heard': [
    { kind: 'broker.heard', brokerId: 1, silentSinceMs: NOW_MS },
    { kind: 'broker.heard', brokerId: 1, silentSinceMs: null },
  ],
  'broker.view': [
    { kind: 'broker.view', brokerId: 1, stale: true },
    { kind: 'broker.view', brokerId: 1, stale: false },
  ],
  'controller.elected': [
    { kind: 'controller.elected', nodeId: 3001, controllerEpoch: 2, reason: byHand },
    { kind: 'controller.elected', nodeId: -1, controllerEpoch: 2, reason: byHand },
  ],
  'controller.silent': [
    { kind: 'controller.silent', sinceMs: NOW_MS },
    { kind: 'controller.silent', sinceMs: null },
  ],
  'topic.created': [{ kind: 'topic.created', name: 'orders', topicId: 'id' }],
  'topic.removed': [{ kind: 'topic.removed', name: 'orders', topicId: 'id' }],
  'partition.created': [
    { kind: 'partition.created', ...AT, replicas: [1, 2], isr: [1, 2], leader: 1, nowMs: NOW_MS },
    { kind: 'partition.created', ...AT, replicas: [1, 2], isr: [], leader: -1, nowMs: NOW_MS },
  ],
  'partition.changed': [{ kind: 'partition.changed', ...AT, change: { electionKind: 'none', isr: [1] }, reason: byHand }],
  'config.changed': [
    { kind: 'config.changed', topic: 'orders', name: 'retention.ms', value: '1' },
    { kind: 'config.changed', topic: 'orders', name: 'retention.ms', value: null },
  ],
  'brokerConfig.changed': [
    { kind: 'brokerConfig.changed', brokerId: 1, name: 'num.partitions', value: '1' },
    { kind: 'brokerConfig.changed', brokerId: null, name: 'num.partitions', value: null },
  ],
  'acl.created': [
    { kind: 'acl.created', aclId: 'id', acl },
    { kind: 'acl.created', aclId: 'id', acl: { ...acl, patternType: 'PREFIXED', host: '10.0.0.1', permissionType: 'DENY' } },
  ],
  'acl.removed': [{ kind: 'acl.removed', aclId: 'id' }],
  'clientQuota.changed': [
    { kind: 'clientQuota.changed', entity: [{ entityType: 'user', entityName: 'ada' }], key: 'producer_byte_rate', value: 1024 },
    { kind: 'clientQuota.changed', entity: [{ entityType: 'client-id', entityName: null }], key: 'consumer_byte_rate', value: null },
  ],
  'groupConfig.changed': [
    { kind: 'groupConfig.changed', groupId: 'billing', name: 'consumer.session.timeout.ms', value: '50000' },
    { kind: 'groupConfig.changed', groupId: 'billing', name: 'consumer.session.timeout.ms', value: null },
  ],
  'metadata.appended': [
    { kind: 'metadata.appended', changes: [], brokerEpochs: [] },
    {
      kind: 'metadata.appended',
      changes: [{ kind: 'batch.appended', baseOffset: 0, lastOffset: 3, maxTimestamp: NOW_MS, sizeBytes: 90, nowMs: NOW_MS }],
      brokerEpochs: [[1, 3]],
    },
  ],
  'random.moved': [{ kind: 'random.moved', random: [1, 2, 3, 4] }],
  'extentId.moved': [{ kind: 'extentId.moved', nextExtentId: 4 }],
  'log.changed': [
    { kind: 'log.changed', ...AT, change: { kind: 'highWatermark.moved', highWatermark: 3 } },
    { kind: 'log.changed', ...AT, brokerId: 3, change: { kind: 'highWatermark.moved', highWatermark: 3 }, reason: byHand },
  ],
  'replica.fetched': [
    { kind: 'replica.fetched', ...AT, brokerIds: [2], logEndOffset: 3, highWatermark: 2, logStartOffset: 0 },
    { kind: 'replica.fetched', ...AT, brokerIds: [2, 3], logEndOffset: 3, highWatermark: 2, logStartOffset: 0 },
  ],
  'replica.asked': [{ kind: 'replica.asked', ...AT, brokerId: 2, fetchOffset: 3, logStartOffset: 0 }],
  'replica.appended': [{ kind: 'replica.appended', ...AT, brokerId: 2, logEndOffset: 3, highWatermark: 2, logStartOffset: 0 }],
  'replica.truncated': [{ kind: 'replica.truncated', ...AT, brokerId: 2, logEndOffset: 3, logStartOffset: 0, reason: byHand }],
  'fetcher.moved': fetchers(),
  'replica.forked': [{ kind: 'replica.forked', ...AT, brokerId: 2, log: LOG }],
  'replica.joined': [{ kind: 'replica.joined', ...AT, brokerId: 2, reason: { code: 'sameAsLeader' } }],
  'log.handed': [
    { kind: 'log.handed', ...AT, brokerId: 2, log: LOG },
    { kind: 'log.handed', ...AT, brokerId: 2, log: null },
  ],
  'isr.proposed': [
    { kind: 'isr.proposed', ...AT, isr: [1, 2] },
    { kind: 'isr.proposed', ...AT, isr: null },
  ],
  'log.flushed': [{ kind: 'log.flushed', ...AT, brokerId: 2, flushedOffset: 3 }],
  'app.created': [{ kind: 'app.created', appId: 1, plan: PLAN }],
  'app.changed': appChanges(),
  'app.removed': [{ kind: 'app.removed', appId: 1 }],
  'consumer.created': [
    { kind: 'consumer.created', ...HOSTED, door: 'rest' },
    { kind: 'consumer.created', ...HOSTED, door: 'stream' },
    { kind: 'consumer.created', ...HOSTED, door: 'socket' },
  ],
  'consumer.changed': [{ kind: 'consumer.changed', groupId: 'g', name: 'c', consumer: HOSTED.consumer, characters: 0 }],
  'consumer.removed': [{ kind: 'consumer.removed', groupId: 'g', name: 'c', reason: { code: 'unused', timeoutMs: 300_000 } }],
  'fault.started': faults(),
  'fault.used': [1, 2, 3, 11, 12, 21, 112].map((used) => ({ kind: 'fault.used', faultId: 1, used }) as const) as [RecordOf<'fault.used'>],
  'fault.ended': [{ kind: 'fault.ended', faultId: 1, reason: { code: 'removed' } }],
  'idempotencyKey.kept': [
    { kind: 'idempotencyKey.kept', key: 'order-7', fingerprint: 'f', batches: [KEPT_BATCH] },
    { kind: 'idempotencyKey.kept', key: 'order-7', fingerprint: 'f', batches: [KEPT_BATCH, KEPT_BATCH] },
  ],
  'idempotencyKeys.expired': [
    { kind: 'idempotencyKeys.expired', keys: ['order-7'] },
    { kind: 'idempotencyKeys.expired', keys: ['order-7', 'order-8'] },
  ],
  'producerIds.allocated': [{ kind: 'producerIds.allocated', brokerId: 2, nextProducerId: 3_000 }],
  'producerId.claimed': [{ kind: 'producerId.claimed', brokerId: 2, producerId: 2_000 }],
  'transactions.loaded': [
    { kind: 'transactions.loaded', ...COORDINATOR, transactions: [] },
    { kind: 'transactions.loaded', ...COORDINATOR, transactions: [TRANSACTION] },
  ],
  'transactions.unloaded': [{ kind: 'transactions.unloaded', topic: '__transaction_state', partitionIndex: 7, brokerId: 1 }],
  'transaction.prepared': [
    { kind: 'transaction.prepared', ...COORDINATOR, transactionalId: 'payments', metadata: TRANSACTION, transition, requiredOffset: 3 },
    {
      kind: 'transaction.prepared',
      ...COORDINATOR,
      transactionalId: 'payments',
      metadata: TRANSACTION,
      transition,
      requiredOffset: 3,
      reason: { code: 'transactionTimedOut', transactionTimeoutMs: 60_000 },
    },
  ],
  'transaction.moved': [
    {
      kind: 'transaction.moved',
      topic: '__transaction_state',
      partitionIndex: 7,
      transactionalId: 'payments',
      from: 'Ongoing',
      state: 'PrepareCommit',
      producerId: 10,
      producerEpoch: 5,
    },
  ],
  'transaction.removed': [{ kind: 'transaction.removed', topic: '__transaction_state', partitionIndex: 7, transactionalId: 'payments' }],
  'marker.moved': markers(),
  'marker.acknowledged': [
    { kind: 'marker.acknowledged', topic: '__transaction_state', partitionIndex: 7, transactionalId: 'payments', marker: AT },
  ],
  'offsets.loaded': [
    { kind: 'offsets.loaded', ...GROUPS, groups: [] },
    { kind: 'offsets.loaded', ...GROUPS, groups: [['g', { committed: [], pending: [] }]] },
  ],
  'offsets.unloaded': [{ kind: 'offsets.unloaded', topic: '__consumer_offsets', partitionIndex: 7, brokerId: 1 }],
  'offsets.appended': [
    { kind: 'offsets.appended', ...GROUPS, groupId: 'g', producerId: 10, offsets: [OFFSET] },
    { kind: 'offsets.appended', ...GROUPS, groupId: 'g', producerId: null, offsets: [OFFSET, OFFSET] },
  ],
  'offsets.deleted': [
    { kind: 'offsets.deleted', topic: '__consumer_offsets', partitionIndex: 7, groupId: 'g', deletedTopics: ['t'] },
    { kind: 'offsets.deleted', topic: '__consumer_offsets', partitionIndex: 7, groupId: 'g', deletedTopics: ['t', 'u'] },
    ...[1, 11].map((count) => {
      const partitions = Array.from({ length: count }, (_, partitionIndex) => ({ topic: 't', partitionIndex }))
      const reason = { code: 'offsetsExpired', retentionMs: 60_000 } as const
      return {
        kind: 'offsets.deleted',
        topic: '__consumer_offsets',
        partitionIndex: 7,
        groupId: 'g',
        deletedTopics: [],
        partitions,
        reason,
      } as const
    }),
  ],
  'group.changed': groupChanges(),
  'group.written': [{ kind: 'group.written', ...GROUP, changes: CONSUMER_GROUP_CHANGES }, ...consumerGroupChanges()],
  'group.removed': [{ kind: 'group.removed', ...GROUP }],
  'members.seen': [
    { kind: 'members.seen', ...GROUP, members: [['m-1', NOW_MS]] },
    { kind: 'members.seen', ...GROUP, members: [] },
  ],
  'offsets.settled': [true, false].map(
    (isCommitted) => ({ kind: 'offsets.settled', topic: '__consumer_offsets', partitionIndex: 7, producerId: 10, isCommitted }) as const,
  ) as [RecordOf<'offsets.settled'>],
  'clock.changed': [
    { kind: 'clock.changed', clock: { mode: 'manual', offsetMs: 0, heldMs: NOW_MS } },
    { kind: 'clock.changed', clock: { mode: 'realtime', offsetMs: 0, heldMs: 0 } },
    { kind: 'clock.changed', clock: { mode: 'realtime', offsetMs: 500, heldMs: 0 } },
    { kind: 'clock.changed', clock: { mode: 'realtime', offsetMs: -500, heldMs: 0 } },
  ],
}

function markers(): [RecordOf<'marker.moved'>, ...RecordOf<'marker.moved'>[]] {
  const progress: readonly MarkerProgress[] = [
    { phase: 'waiting', retryMs: null },
    { phase: 'waiting', retryMs: NOW_MS },
    { phase: 'sent', dueMs: NOW_MS },
    { phase: 'written', leaderEpoch: 0, requiredOffset: 4 },
  ]
  const name = { kind: 'marker.moved', topic: '__transaction_state', partitionIndex: 7, transactionalId: 'payments', marker: AT } as const
  const moved = progress.flatMap((one) => [true, false].map((isCommit) => ({ ...name, progress: one, isCommit })))
  return moved as [RecordOf<'marker.moved'>, ...RecordOf<'marker.moved'>[]]
}

function fetchers(): [RecordOf<'fetcher.moved'>, ...RecordOf<'fetcher.moved'>[]] {
  const response = { leaderEpoch: 1, untilOffset: 3, highWatermark: 2, logStartOffset: 0 }
  const phases: { readonly [Phase in Fetcher['phase']]: Extract<Fetcher, { phase: Phase }> } = {
    blocked: { phase: 'blocked', sinceMs: NOW_MS },
    request: { phase: 'request', dueMs: NOW_MS, fetchOffset: 3 },
    response: { phase: 'response', dueMs: NOW_MS, ...response },
    backoff: { phase: 'backoff', dueMs: NOW_MS },
  }
  const atRest = { kind: 'fetcher.moved', ...AT, brokerId: 2, fetcher: null } as const
  return [atRest, ...Object.values(phases).map((fetcher) => ({ ...atRest, fetcher }))]
}

function faults(): [RecordOf<'fault.started'>, ...RecordOf<'fault.started'>[]] {
  const kinds: { readonly [Kind in FaultSpec['kind']]: readonly Extract<FaultSpec, { kind: Kind }>[] } = {
    link: [
      { kind: 'link', from: 1, to: 3000, latencyMs: 100, loss: 0.25, cut: false },
      { kind: 'link', from: 'clients', to: 'all', latencyMs: 0, loss: 0, cut: true },
    ],
    pause_replication: [
      { kind: 'pause_replication', brokerId: 2, topic: null, partitionIndex: null },
      { kind: 'pause_replication', brokerId: 2, topic: 'orders', partitionIndex: null },
      { kind: 'pause_replication', brokerId: 2, topic: 'orders', partitionIndex: 0 },
    ],
    slow_disk: [{ kind: 'slow_disk', brokerId: 1, latencyMs: 5 }],
    rebalance: [{ kind: 'rebalance', groupId: 'g' }],
    expire_session: [{ kind: 'expire_session', groupId: 'g', memberId: 'm-1' }],
    error: [
      { kind: 'error', api: 'Produce', brokerId: null, error: 'CORRUPT_MESSAGE', count: 1 },
      { kind: 'error', api: 'Produce', brokerId: 1, error: 'CORRUPT_MESSAGE', count: 2 },
    ],
    drop_response: [{ kind: 'drop_response', api: 'Produce', brokerId: 1, count: 2 }],
  }
  const specs: FaultSpec[] = Object.values(kinds).flat()
  const started = specs.map(
    (spec) => ({ kind: 'fault.started', fault: { faultId: 1, spec, startedMs: NOW_MS, endsMs: null, used: 0 } }) as const,
  )
  return started as [RecordOf<'fault.started'>, ...RecordOf<'fault.started'>[]]
}
