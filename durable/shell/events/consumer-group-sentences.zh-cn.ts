// What coordinators write about groups of the KIP-848 protocol, in Chinese.
import type { ConsumerGroupChange } from '../../engine/group/consumer/consumer-group-change.ts'
import type { ConsumerGroupReasons, ConsumerGroupSentences } from './sentences.ts'
import { partitionCountOf, shownChanges } from './shown-changes.ts'

export const consumerGroupSentences: ConsumerGroupSentences = {
  'group.written': ({ groupId, changes }) => {
    const { shown, hiddenCount } = shownChanges(changes)
    const more = hiddenCount === 0 ? '' : `；以及另外 ${hiddenCount} 项`
    return `消费者组 ${groupId} 的协调者写下：${shown.map(clause).join('；')}${more}`
  },
}

export const consumerGroupReasons: ConsumerGroupReasons = {
  staticMemberLeft: ({ memberId }) => `成员 ${memberId} 离开，并打算回来`,
  subscriptionsChanged: ({ memberId }) => `成员 ${memberId} 所在的组读取的内容变了`,
  revocationTimedOut: ({ memberId, rebalanceTimeoutMs }) => `成员 ${memberId} 没有在 ${rebalanceTimeoutMs} ms 的重平衡时限内交出分区`,
}

function clause(change: ConsumerGroupChange): string {
  switch (change.kind) {
    case 'ConsumerGroupMetadata':
      return change.value === null ? '该组已不存在' : `该组处于纪元 ${change.value.epoch}`
    case 'ConsumerGroupMemberMetadata':
      return change.value === null ? `${change.memberId} 不再是成员` : `成员 ${change.memberId} ${subscription(change.value)}`
    case 'ConsumerGroupTargetAssignmentMetadata':
      return change.value === null ? '不再有目标分配' : `目标分配属于纪元 ${change.value.assignmentEpoch}`
    case 'ConsumerGroupTargetAssignmentMember':
      return change.value === null
        ? `${change.memberId} 不再有目标分配`
        : `${change.memberId} 的目标是 ${partitionCountOf(change.value.topicPartitions)} 个分区`
    case 'ConsumerGroupCurrentMemberAssignment':
      return change.value === null ? `${change.memberId} 不再拥有任何分区` : current(change.memberId, change.value)
    case 'ConsumerGroupRegularExpression':
      return change.value === null
        ? `不再有成员用 ${change.regularExpression} 订阅`
        : `${change.regularExpression} 代表 ${change.value.topics.length} 个主题`
    case 'ClassicMemberAwaited':
      if (change.value === null) return `不再等待 ${change.memberId}`
      return `使用经典协议的 ${change.memberId} 须按时${change.value.api === 'JoinGroup' ? '重新加入' : '同步'}`
  }
}

type ValueOf<Kind extends ConsumerGroupChange['kind']> = NonNullable<Extract<ConsumerGroupChange, { kind: Kind }>['value']>

function subscription({ subscribedTopicNames: names, subscribedTopicRegex: regex }: ValueOf<'ConsumerGroupMemberMetadata'>): string {
  const wanted = [...names, ...(regex === null || regex === '' ? [] : [`与 ${regex} 匹配的全部主题`])]
  return wanted.length === 0 ? '没有订阅任何主题' : `订阅了 ${wanted.join('、')}`
}

function current(memberId: string, value: ValueOf<'ConsumerGroupCurrentMemberAssignment'>): string {
  const { memberEpoch, state, assignedPartitions, partitionsPendingRevocation } = value
  const owns = `${memberId} 处于纪元 ${memberEpoch}，拥有 ${partitionCountOf(assignedPartitions)} 个分区`
  if (state === 'UNREVOKED_PARTITIONS') return `${owns}，须先交出 ${partitionCountOf(partitionsPendingRevocation)} 个分区`
  return state === 'UNRELEASED_PARTITIONS' ? `${owns}，并在等待其他成员尚未交出的分区` : owns
}
