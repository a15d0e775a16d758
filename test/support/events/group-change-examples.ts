// One change of each kind of a group, in both protocols.
import { emptyClassicGroup } from '../../../durable/engine/group/classic/classic-group.ts'
import { NO_METADATA } from '../../../durable/engine/group/consumer/consumer-group.ts'
import type { ConsumerGroupChange } from '../../../durable/engine/group/consumer/consumer-group-change.ts'
import type { ClassicChange } from '../../../durable/engine/group/classic/classic-change.ts'
import type { RecordOf } from '../../../durable/engine/record.ts'
import { NOW_MS } from './places.ts'

export const GROUPS = { topic: '__consumer_offsets', partitionIndex: 7, brokerId: 1, coordinatorEpoch: 0 } as const
export const GROUP = { ...GROUPS, groupId: 'g' } as const
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
export const CONSUMER_GROUP_CHANGES: readonly ConsumerGroupChange[] = Object.values(WRITTEN).flat()

export function consumerGroupChanges(): RecordOf<'group.written'>[] {
  return CONSUMER_GROUP_CHANGES.map((change) => ({ kind: 'group.written', ...GROUP, changes: [change] }))
}

export function groupChanges(): [RecordOf<'group.changed'>, ...RecordOf<'group.changed'>[]] {
  const changes: ClassicChange[] = Object.values(GROUP_CHANGES).flat()
  const records = changes.map((change) => ({ kind: 'group.changed', ...GROUP, change }) as const)
  return records as [RecordOf<'group.changed'>, ...RecordOf<'group.changed'>[]]
}
