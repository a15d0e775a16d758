// Every kind of event, log change, reason, election and trigger is told in both languages. See event-stories.test.ts for those of real clusters.
import { describe, expect, it } from 'vitest'
import { newTestConsumer } from '../../../test/support/new-consumer.ts'
import { told } from '../../../test/support/told.ts'
import type { AppPlan } from '../../engine/app/app.ts'
import type { ConsumerAppChange, HandledOutcome } from '../../engine/app/consumer/consumer-change.ts'
import type { AppChange, BatchOutcome } from '../../engine/app/app-change.ts'
import { ongoing } from '../../../test/support/transactions.ts'
import type { PartitionChange } from '../../engine/controller/partition-change.ts'
import type { ClusterEvent, Trigger } from '../../engine/event.ts'
import type { FaultSpec } from '../../engine/faults/fault.ts'
import { emptyClassicGroup } from '../../engine/group/classic/classic-group.ts'
import { NO_METADATA } from '../../engine/group/consumer/consumer-group.ts'
import type { ConsumerGroupChange } from '../../engine/group/consumer/consumer-group-change.ts'
import type { ClassicChange } from '../../engine/group/classic/classic-change.ts'
import type { LogChange } from '../../engine/log/log-change.ts'
import { emptyLog, emptySegment } from '../../engine/log/partition-log.ts'
import type { Fetcher } from '../../engine/replication/replica.ts'
import type { Reason, ReasonCode } from '../../engine/reason.ts'
import type { ClusterRecord, RecordOf } from '../../engine/record.ts'
import type { MarkerProgress } from '../../engine/transaction/coordinator.ts'
import { renderEvent } from './render-event.ts'

const NOW_MS = 1_700_000_000_000
const AT = { topic: 'orders', partitionIndex: 0 } as const
const LOG = { ...emptyLog(NOW_MS), logEndOffset: 7, highWatermark: 5 }

function eventOf(record: ClusterRecord, trigger: Trigger = { kind: 'timer' }, causedBy: number | null = null): ClusterEvent {
  return { sequence: 12, nowMs: NOW_MS, trigger, causedBy, record }
}

const byHand = { code: 'killed' } as const

const PLAN: AppPlan = {
  name: 'shop',
  topic: 'orders',
  configs: [],
  workload: {
    recordsPerSecond: 1,
    count: 1,
    keys: { kind: 'none' },
    value: null,
    headers: [],
    recordsPerTransaction: 0,
    abortEvery: 0,
  },
  interceptors: [],
}

const HOSTED = {
  groupId: 'g',
  name: 'c',
  options: {},
  topicPrefix: '',
  timeoutMs: 300_000,
  usedMs: NOW_MS,
  consumer: newTestConsumer(),
} as const

const KEPT_BATCH = { topic: 'orders', topicId: 'id', partitionIndex: 0, baseOffset: 3, lastOffset: 4, leaderEpoch: 0, maxTimestampMs: 9 }

const NONE = { waiting: null, answer: null } as const

const POLLING = { kind: 'polling' } as const
const PLACE = { topic: 'orders', partitionIndex: 0 }
const POLLED = { ...PLACE, offset: 3, leaderEpoch: 0, fate: 'handled' } as const
const COMMIT = { commitId: 1, mode: 'sync', offsets: [] } as const

const RECORD = { ...PLACE, offset: 3, leaderEpoch: 0 }
const FATES = ['processed', 'skipped', 'dropped', 'deadLettered', 'retried', 'delayed', 'delivered', 'routed', 'looped'] as const

function handled(outcome: HandledOutcome, error: string | null): Extract<ConsumerAppChange, { kind: 'consumer.handled' }> {
  return { kind: 'consumer.handled', record: RECORD, outcome, error, moved: {}, thread: POLLING }
}

const CONSUMER_CHANGES: { readonly [Kind in ConsumerAppChange['kind']]: readonly Extract<ConsumerAppChange, { kind: Kind }>[] } = {
  'consumer.sent': [
    { kind: 'consumer.sent', requests: [], moved: {} },
    ...(['request', 'lost'] as const).map((phase) => {
      const request = { requestId: 1, brokerId: 1, api: 'Heartbeat', phase, arrivesMs: NOW_MS, payload: '{}' } as const
      return { kind: 'consumer.sent', requests: [request], moved: {} } as const
    }),
  ],
  'consumer.heard': [true, false].map((isAnswer) => ({ kind: 'consumer.heard', requestIds: [1], isAnswer, moved: {} }) as const),
  'consumer.rebalanced': [
    { kind: 'consumer.rebalanced', callbacks: [], moved: {}, thread: { kind: 'closing' } },
    ...(['assigned', 'revoked', 'lost'] as const).map((kind) => {
      return { kind: 'consumer.rebalanced', callbacks: [{ kind, partitions: [PLACE] }], moved: {}, thread: POLLING } as const
    }),
  ],
  'consumer.polled': [[], [POLLED]].map(
    (records) => ({ kind: 'consumer.polled', requestIds: [1], records, moved: {}, thread: POLLING }) as const,
  ),
  'consumer.processed': [
    { kind: 'consumer.processed', records: [POLLED], droppedCount: 0, moved: {}, thread: POLLING },
    { kind: 'consumer.processed', records: [{ ...POLLED, fate: 'fails' }], droppedCount: 2, moved: {}, thread: POLLING },
  ],
  'consumer.committing': [{ kind: 'consumer.committing', offsets: null, moved: {}, thread: POLLING }],
  'consumer.committed': [
    { kind: 'consumer.committed', events: [{ kind: 'committed', ...COMMIT }], moved: {}, thread: POLLING },
    { kind: 'consumer.committed', events: [{ kind: 'commitFailed', ...COMMIT, error: 'UNKNOWN_MEMBER_ID' }], moved: {}, thread: POLLING },
  ],
  'consumer.handled': [
    ...(['leaves', 'held'] as const).map((kind) => handled({ kind }, null)),
    handled({ kind: 'waits', untilMs: NOW_MS }, 'The handler throws: attempt 1'),
    ...FATES.map((fate) => handled({ kind: 'ended', fate }, null)),
  ],
  'consumer.resumed': [{ kind: 'consumer.resumed', partitions: [PLACE], moved: {} }],
  'consumer.wheelTurned': [1, 2].map((dueCount) => ({ kind: 'consumer.wheelTurned', dueCount }) as const),
  'consumer.forwarding': [{ kind: 'consumer.forwarding', sending: { ...RECORD, sequence: 4 }, topic: 'dead' }],
  'consumer.forwarded': [
    { kind: 'consumer.forwarded', acknowledged: [RECORD], failed: [] },
    { kind: 'consumer.forwarded', acknowledged: [], failed: [RECORD] },
  ],
}

const APP_CHANGES: { readonly [Kind in AppChange['kind']]: readonly Extract<AppChange, { kind: Kind }>[] } = {
  'phase.moved': [
    ...(['running', 'paused', 'stopping', 'finishing', 'stopped', 'finished', 'killed'] as const).map((phase) => {
      return { kind: 'phase.moved', phase, error: null } as const
    }),
    { kind: 'phase.moved', phase: 'failed', error: 'PRODUCER_FENCED' },
  ],
  'plan.changed': [{ kind: 'plan.changed', plan: { name: 'other' } }],
  'record.made': [null, 0].map((droppedBy) => {
    const record = { sequence: 1, topic: 'orders', partitionIndex: null, key: null, value: 'v', headers: [], timestampMs: NOW_MS }
    return { kind: 'record.made', record, droppedBy, byHand: false, nextRecordMs: NOW_MS } as const
  }),
  'record.appended': [true, false].map((opensBatch) => {
    return { kind: 'record.appended', partitionIndex: 0, sizeBytes: 90, opensBatch, sticky: null } as const
  }),
  'record.refused': [{ kind: 'record.refused', error: 'REQUEST_TIMED_OUT' }],
  'request.sent': (['request', 'lost'] as const).map((phase) => {
    const batches = [{ batchId: 1, producerId: -1, producerEpoch: -1, baseSequence: -1 }]
    return { kind: 'request.sent', requestId: 1, brokerId: 1, api: 'Produce', phase, arrivesMs: NOW_MS, batches, ending: null } as const
  }),
  'request.held': [{ kind: 'request.held', requestId: 1 }],
  'request.read': (['broker', 'answer', 'unanswered'] as const).map((phase) => {
    const placements = [{ batchId: 1, topicId: 'id', leaderEpoch: 0, baseOffset: 0, isDuplicate: phase === 'answer' }]
    return { kind: 'request.read', requestId: 1, phase, arrivesMs: NOW_MS, placements, ...NONE } as const
  }),
  'request.released': [{ kind: 'request.released', requestId: 1, phase: 'answer', arrivesMs: NOW_MS, ...NONE }],
  'request.answered': [
    { kind: 'request.answered', requestId: 1, outcomes: outcomes() },
    { kind: 'request.answered', requestId: 1, outcomes: [] },
  ],
  'connection.lost': (['refused', 'reset', 'timedOut'] as const).map((cause) => {
    return { kind: 'connection.lost', brokerId: 1, cause, failures: 1, untilMs: NOW_MS, outcomes: outcomes() } as const
  }),
  'batch.expired': [{ kind: 'batch.expired', batchId: 1, isUnresolved: false }],
  'metadata.wanted': [{ kind: 'metadata.wanted', notBeforeMs: NOW_MS }],
  'metadata.learned': [{ kind: 'metadata.learned', requestId: 1, topics: [{ name: 'orders', error: 'NONE', leaders: [1] }] }],
  'producer.identified': [{ kind: 'producer.identified', requestId: 1, producerId: 7, producerEpoch: 0 }],
  'epoch.raised': [{ kind: 'epoch.raised', producerId: 7, producerEpoch: 1 }],
  'sequence.resolved': [true, false].map((raisesEpoch) => ({ kind: 'sequence.resolved', partition: 'orders-0', raisesEpoch }) as const),
  'coordinator.found': [{ kind: 'coordinator.found', requestId: 1, brokerId: 2 }],
  'coordinator.refused': [{ kind: 'coordinator.refused', requestId: 1, error: 'NOT_COORDINATOR', untilMs: NOW_MS, isLost: true }],
  'transaction.moved': [
    ...(['inTransaction', 'committing', 'aborting'] as const).map((phase) => ({ kind: 'transaction.moved', phase, error: null }) as const),
    { kind: 'transaction.moved', phase: 'aborting', error: 'REQUEST_TIMED_OUT' },
  ],
  ...CONSUMER_CHANGES,
  'transaction.ended': [true, false].map((committed) => {
    return { kind: 'transaction.ended', requestId: 1, committed, producerId: 7, producerEpoch: 1 } as const
  }),
}

function outcomes(): readonly BatchOutcome[] {
  const none = { batchId: 1, error: 'NONE', baseOffset: -1, retryMs: 0, raisesEpoch: false } as const
  return [
    { ...none, fate: 'acknowledged', baseOffset: 5 },
    { ...none, fate: 'acknowledged' },
    { ...none, fate: 'retried', error: 'NETWORK_EXCEPTION', retryMs: NOW_MS },
    { ...none, fate: 'failed', error: 'MESSAGE_TOO_LARGE' },
  ]
}

function appChanges(): [RecordOf<'app.changed'>, ...RecordOf<'app.changed'>[]] {
  const changes: AppChange[] = Object.values(APP_CHANGES).flat()
  return changes.map((change) => ({ kind: 'app.changed', appId: 1, change })) as [RecordOf<'app.changed'>, ...RecordOf<'app.changed'>[]]
}
const COORDINATOR = { topic: '__transaction_state', partitionIndex: 7, brokerId: 1, coordinatorEpoch: 0 } as const
const GROUPS = { topic: '__consumer_offsets', partitionIndex: 7, brokerId: 1, coordinatorEpoch: 0 } as const
const TRANSACTION = ongoing()
const transition = { ...TRANSACTION, isEpochFence: false }
const GROUP = { ...GROUPS, groupId: 'g' } as const
const MEMBER = {
  memberId: 'm-1',
  groupInstanceId: null,
  clientId: 'm',
  clientHost: '/127.0.0.1',
  rebalanceTimeoutMs: 60_000,
  sessionTimeoutMs: 45_000,
  protocols: [{ name: 'range', metadata: '' }],
} as const
const STORED = {
  assignments: [['m-1', '']],
  waiting: { topic: '__consumer_offsets', topicId: 'id', partitionIndex: 7, brokerId: 1, leaderEpoch: 0, requiredOffset: 3 },
  deadlineMs: NOW_MS,
} as const

const GROUP_CHANGES: { readonly [Kind in ClassicChange['kind']]: readonly Extract<ClassicChange, { kind: Kind }>[] } = {
  created: [{ kind: 'created' }],
  downgraded: [{ kind: 'downgraded', group: emptyClassicGroup(NOW_MS) }],
  'member.announced': [{ kind: 'member.announced', memberId: 'm-1', expiresMs: NOW_MS }],
  'member.joined': [null, 'i1'].map((groupInstanceId) => {
    return { kind: 'member.joined', member: { ...MEMBER, groupInstanceId }, protocolType: 'consumer', newUntilMs: NOW_MS } as const
  }),
  'member.rejoined': [{ kind: 'member.rejoined', memberId: 'm-1', protocols: [], rebalanceTimeoutMs: 1, sessionTimeoutMs: 1 }],
  'member.replaced': [{ kind: 'member.replaced', memberId: 'i1-0', member: { ...MEMBER, groupInstanceId: 'i1' }, isAwaitingJoin: false }],
  'members.removed': [['m-1'], ['m-1', 'm-2']].map((memberIds) => ({ kind: 'members.removed', memberIds }) as const),
  'rebalance.started': [{ kind: 'rebalance.started', joinTimer: null }],
  'rebalance.extended': [{ kind: 'rebalance.extended', joinTimer: { kind: 'rebalance', dueMs: NOW_MS } }],
  'generation.started': [{ kind: 'generation.started', protocolName: 'range', leader: 'm-1', syncDueMs: NOW_MS }],
  emptied: [{ kind: 'emptied' }],
  'member.synced': [{ kind: 'member.synced', memberId: 'm-1' }],
  'assignment.written': [
    { kind: 'assignment.written', ...STORED },
    { kind: 'assignment.written', ...STORED, assignments: [] },
  ],
  'assignment.committed': [{ kind: 'assignment.committed' }],
}

const OWNED = { topicId: 'id', partitions: [0, 1], assignmentEpochs: [2, 2] } as const
const CURRENT = { memberEpoch: 3, previousMemberEpoch: 2, assignedPartitions: [OWNED], partitionsPendingRevocation: [OWNED] } as const
const WRITTEN: { readonly [Kind in ConsumerGroupChange['kind']]: readonly Extract<ConsumerGroupChange, { kind: Kind }>[] } = {
  ConsumerGroupMetadata: [
    { kind: 'ConsumerGroupMetadata', value: { epoch: 3, metadataHash: 1 } },
    { kind: 'ConsumerGroupMetadata', value: null },
  ],
  ConsumerGroupMemberMetadata: [
    { subscribedTopicNames: ['orders'] },
    { subscribedTopicRegex: 'o.*' },
    { classicMember: { sessionTimeoutMs: 1, supportedProtocols: [{ name: 'range', metadata: '' }] } },
    null,
  ].map((over) => {
    const value = over === null ? null : { ...NO_METADATA, ...over }
    return { kind: 'ConsumerGroupMemberMetadata', memberId: 'm-1', value } as const
  }),
  ConsumerGroupTargetAssignmentMetadata: [{ assignmentEpoch: 3, assignmentTimestampMs: NOW_MS }, null].map((value) => {
    return { kind: 'ConsumerGroupTargetAssignmentMetadata', value } as const
  }),
  ConsumerGroupTargetAssignmentMember: [[OWNED], [{ topicId: 'id', partitions: [0] }], null].map((topicPartitions) => {
    const value = topicPartitions === null ? null : { topicPartitions }
    return { kind: 'ConsumerGroupTargetAssignmentMember', memberId: 'm-1', value } as const
  }),
  ConsumerGroupCurrentMemberAssignment: ([null, 'STABLE', 'UNREVOKED_PARTITIONS', 'UNRELEASED_PARTITIONS'] as const).map((state) => {
    const value = state === null ? null : { ...CURRENT, state }
    return { kind: 'ConsumerGroupCurrentMemberAssignment', memberId: 'm-1', value } as const
  }),
  ConsumerGroupRegularExpression: [['orders'], ['orders', 'other'], null].map((topics) => {
    const value = topics === null ? null : { topics, version: 1, timestampMs: NOW_MS }
    return { kind: 'ConsumerGroupRegularExpression', regularExpression: 'o.*', value } as const
  }),
  ClassicMemberAwaited: [{ api: 'JoinGroup', dueMs: NOW_MS } as const, { api: 'SyncGroup', dueMs: NOW_MS } as const, null].map((value) => {
    return { kind: 'ClassicMemberAwaited', memberId: 'm-1', value } as const
  }),
}
const CONSUMER_GROUP_CHANGES: readonly ConsumerGroupChange[] = Object.values(WRITTEN).flat()

function consumerGroupChanges(): RecordOf<'group.written'>[] {
  return CONSUMER_GROUP_CHANGES.map((change) => ({ kind: 'group.written', ...GROUP, changes: [change] }))
}

function groupChanges(): [RecordOf<'group.changed'>, ...RecordOf<'group.changed'>[]] {
  const changes: ClassicChange[] = Object.values(GROUP_CHANGES).flat()
  const records = changes.map((change) => ({ kind: 'group.changed', ...GROUP, change }) as const)
  return records as [RecordOf<'group.changed'>, ...RecordOf<'group.changed'>[]]
}

const OFFSET = { topic: 'orders', partitionIndex: 0, offset: 4, leaderEpoch: -1, metadata: '', commitTimestampMs: NOW_MS }

const RECORDS: { readonly [Kind in ClusterRecord['kind']]: readonly [RecordOf<Kind>, ...RecordOf<Kind>[]] } = {
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
  'consumer.changed': [{ kind: 'consumer.changed', groupId: 'g', name: 'c', consumer: HOSTED.consumer }],
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

const SEGMENT = emptySegment(0, NOW_MS, 0)

const LOG_CHANGES: { readonly [Kind in LogChange['kind']]: Extract<LogChange, { kind: Kind }> } = {
  'batch.appended': { kind: 'batch.appended', baseOffset: 5, lastOffset: 6, maxTimestamp: NOW_MS, sizeBytes: 90, nowMs: NOW_MS },
  'segment.rolled': { kind: 'segment.rolled', baseOffset: 5, rollJitterMs: 0, nowMs: NOW_MS },
  'epoch.started': { kind: 'epoch.started', epoch: 2, startOffset: 5 },
  'epochs.truncated': { kind: 'epochs.truncated', endOffset: 5 },
  'extent.opened': { kind: 'extent.opened', extentId: 3, startOffset: 5 },
  'highWatermark.moved': { kind: 'highWatermark.moved', highWatermark: 5 },
  'logStartOffset.moved': { kind: 'logStartOffset.moved', logStartOffset: 5 },
  'segments.removed': { kind: 'segments.removed', count: 2 },
  'segments.replaced': {
    kind: 'segments.replaced',
    baseOffset: 0,
    count: 2,
    endOffset: 5,
    segments: [SEGMENT],
    extents: null,
    abortedTransactions: null,
  },
  'log.truncated': { kind: 'log.truncated', offset: 5, segmentCount: 1, segment: SEGMENT, endOffset: 5 },
  'log.restarted': { kind: 'log.restarted', offset: 5, nowMs: NOW_MS },
  'producers.expired': { kind: 'producers.expired', producerIds: [7] },
  'producers.reloaded': { kind: 'producers.reloaded' },
  'cleaner.moved': {
    kind: 'cleaner.moved',
    cleaner: {
      firstDirtyOffset: 3,
      round: {
        firstDirtyOffset: 3,
        endOffset: 9,
        uncleanableOffset: 9,
        nextOffset: 5,
        transactions: { committedProducerIds: [], aborted: [], ahead: [] },
      },
    },
  },
}

const REASONS: { readonly [Code in ReasonCode]: Extract<Reason, { code: Code }> } = {
  killed: { code: 'killed' },
  stopped: { code: 'stopped' },
  started: { code: 'started' },
  paused: { code: 'paused' },
  resumed: { code: 'resumed' },
  crashed: { code: 'crashed' },
  sessionExpired: { code: 'sessionExpired', brokerId: 1, sessionTimeoutMs: 9000 },
  registered: { code: 'registered', brokerId: 1 },
  caughtUpWithMetadata: { code: 'caughtUpWithMetadata', brokerId: 1 },
  controlledShutdown: { code: 'controlledShutdown', brokerId: 1 },
  brokerFenced: { code: 'brokerFenced', brokerId: 1 },
  brokerUnfenced: { code: 'brokerUnfenced', brokerId: 1 },
  uncleanShutdown: { code: 'uncleanShutdown', brokerId: 1 },
  replicaLagged: { code: 'replicaLagged', brokerId: 3, maxLagMs: 30_000 },
  replicaCaughtUp: { code: 'replicaCaughtUp', brokerId: 3, logEndOffset: 4 },
  preferredElection: { code: 'preferredElection', brokerId: 1 },
  uncleanElection: { code: 'uncleanElection' },
  uncleanElectionAllowed: { code: 'uncleanElectionAllowed' },
  autoRebalance: { code: 'autoRebalance', brokerId: 1, imbalancePercent: 50 },
  reassignment: { code: 'reassignment' },
  reassignmentCancelled: { code: 'reassignmentCancelled' },
  minIsrChanged: { code: 'minIsrChanged' },
  leaderRecovered: { code: 'leaderRecovered' },
  divergingEpoch: { code: 'divergingEpoch', leaderEpoch: 1, endOffset: 4 },
  highWatermarkTruncation: { code: 'highWatermarkTruncation', highWatermark: 4 },
  fetchOutOfRange: { code: 'fetchOutOfRange', logStartOffset: 4, logEndOffset: 9 },
  sameAsLeader: { code: 'sameAsLeader' },
  unflushed: { code: 'unflushed', recoveryPoint: 4 },
  controllerElected: { code: 'controllerElected', votes: 2, voters: 3 },
  quorumLost: { code: 'quorumLost', voters: 3 },
  transactionTimedOut: { code: 'transactionTimedOut', transactionTimeoutMs: 60_000 },
  memberJoined: { code: 'memberJoined', memberId: 'm-1' },
  memberRejoined: { code: 'memberRejoined', memberId: 'm-1', words: 'need to revoke partitions' },
  memberLeft: { code: 'memberLeft', memberId: 'm-1' },
  staticMemberReplaced: { code: 'staticMemberReplaced', memberId: 'i1-1', groupInstanceId: 'i1' },
  memberSessionExpired: { code: 'memberSessionExpired', memberId: 'm-1', sessionTimeoutMs: 45_000 },
  memberIdNotUsed: { code: 'memberIdNotUsed', memberId: 'm-1' },
  joinTimedOut: { code: 'joinTimedOut', rebalanceTimeoutMs: 60_000 },
  syncTimedOut: { code: 'syncTimedOut', rebalanceTimeoutMs: 60_000 },
  assignmentNotStored: { code: 'assignmentNotStored' },
  rebalanceForced: { code: 'rebalanceForced' },
  sessionExpiredByHand: { code: 'sessionExpiredByHand', memberId: 'm-1' },
  offsetsExpired: { code: 'offsetsExpired', retentionMs: 60_000 },
  offsetsRemoved: { code: 'offsetsRemoved' },
  staticMemberLeft: { code: 'staticMemberLeft', memberId: 'm-1' },
  subscriptionsChanged: { code: 'subscriptionsChanged', memberId: 'm-1' },
  revocationTimedOut: { code: 'revocationTimedOut', memberId: 'm-1', rebalanceTimeoutMs: 60_000 },
  unused: { code: 'unused', timeoutMs: 300_000 },
  timeUp: { code: 'timeUp' },
  usedUp: { code: 'usedUp' },
  removed: { code: 'removed' },
  retentionTime: { code: 'retentionTime', retentionMs: 60_000 },
  retentionSize: { code: 'retentionSize', retentionBytes: 250 },
  belowLogStart: { code: 'belowLogStart' },
  recordsDeleted: { code: 'recordsDeleted' },
  compaction: { code: 'compaction' },
}

function changed(change: PartitionChange, reason: Reason = { code: 'brokerFenced', brokerId: 1 }): string {
  return told(eventOf({ kind: 'partition.changed', ...AT, change, reason }))
}

describe('an event as a sentence', () => {
  it('is told for every kind of record', () => {
    for (const records of Object.values(RECORDS)) for (const record of records) told(eventOf(record))
  })

  it('is told for every change of a log, of the partition and of one broker', () => {
    for (const change of Object.values(LOG_CHANGES)) {
      expect(told(eventOf({ kind: 'log.changed', ...AT, change }))).toContain('orders-0')
      expect(told(eventOf({ kind: 'log.changed', ...AT, brokerId: 3, change }))).toContain('broker 3')
    }
  })

  it('gives every reason words of its own', () => {
    const reasons = Object.values(REASONS)
    const sentences = reasons.map((reason) => told(eventOf({ kind: 'broker.changed', brokerId: 1, fenced: true, reason })))
    expect(new Set(sentences).size).toBe(reasons.length)
  })

  it('says of each election what it was and what it may cost', () => {
    expect(changed({ electionKind: 'clean', leader: 2, isr: [2, 3] })).toBe(
      'In orders-0 broker 2 was elected leader in a new leader epoch (clean: it was in the ISR), the ISR became [2, 3], because broker 1 was fenced.',
    )
    expect(changed({ electionKind: 'unclean', leader: 2, leaderRecoveryState: 'RECOVERING' })).toContain(
      'records that only the old leader had are lost',
    )
    expect(changed({ electionKind: 'elr', leader: 2, eligibleLeaderReplicas: [3] })).toContain('the ELR became [3]')
    expect(changed({ electionKind: 'lastKnownLeader', leader: 2, lastKnownElr: [] })).toContain('the last known leader')
    expect(changed({ electionKind: 'preferred', leader: 1 })).toContain('broker 1, the preferred replica,')
    expect(changed({ electionKind: 'none', leader: -1, lastKnownElr: [1] })).toContain('there is no leader any more')
  })

  it('says what a reassignment adds and removes, and when it is over', () => {
    const reassignment = { code: 'reassignment' } as const
    const begun = changed({ electionKind: 'none', replicas: [4, 2, 1], addingReplicas: [4], removingReplicas: [1] }, reassignment)
    expect(begun).toContain('replicas [4] are being added, replicas [1] are being removed')
    const over = { electionKind: 'none', leader: 2, replicas: [4, 2], addingReplicas: [], removingReplicas: [] } as const
    expect(changed({ ...over, leaderRecoveryState: 'RECOVERED' }, reassignment)).toContain(
      'broker 2 goes on as leader in a new leader epoch',
    )
  })

  it('names the hand that did it, the client that asked, or the event that led to it', () => {
    const killed = { kind: 'process.changed', nodeId: 1, process: 'down', cleanly: false, reason: { code: 'killed' } } as const
    const hand = { kind: 'action', action: 'kill', nodeId: 1 } as const
    expect(told(eventOf(killed, hand))).toBe(
      'The process of broker 1 is down without an orderly shutdown, because somebody killed broker 1.',
    )
    const created = { kind: 'topic.created', name: 'orders', topicId: 'id' } as const
    expect(told(eventOf(created, { kind: 'request', api: 'CreateTopics', brokerId: 2 }))).toContain(
      'because a client sent CreateTopics to broker 2.',
    )
    expect(told(eventOf(created, { kind: 'request', api: 'CreateTopics', brokerId: null }))).toContain(
      'because a client sent CreateTopics.',
    )
    expect(told(eventOf(created, { kind: 'creation' }))).toContain('because the cluster was made.')
    expect(told(eventOf(created, { kind: 'timer' }))).toContain('because its time had come.')
    expect(told(eventOf(created, { kind: 'timer' }, 8))).toContain('because event 8 led to it.')
    for (const action of ['kill', 'stop', 'start', 'pause', 'resume', 'crash', 'startFault', 'endFault', 'somethingNew']) {
      told(eventOf(created, { kind: 'action', action, nodeId: action.endsWith('Fault') ? null : 3000 }))
    }
  })
})

describe('the facts of an event', () => {
  it('are the record without what only a replay needs', () => {
    const facts = (record: ClusterRecord) => renderEvent(eventOf(record)).facts
    expect(facts({ kind: 'log.handed', ...AT, brokerId: 2, log: LOG })).toEqual({
      ...AT,
      brokerId: 2,
      log: { logStartOffset: 0, logEndOffset: 7, highWatermark: 5 },
    })
    expect(facts({ kind: 'random.moved', random: [1, 2, 3, 4] })).toEqual({})
    const replaced = facts({ kind: 'log.changed', ...AT, change: LOG_CHANGES['segments.replaced'] })
    expect(replaced).toMatchObject({ change: { baseOffset: 0, endOffset: 5, count: 2, segmentCount: 1, sizeBytes: 0 } })
    const all = Object.values(RECORDS).flatMap((records) => records.map(facts))
    expect(JSON.stringify(all)).not.toMatch(/"random"|"segments"|"extents"|"producers"/)
  })
})
