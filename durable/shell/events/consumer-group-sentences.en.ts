// What coordinators write about groups of the KIP-848 protocol, in English.
import type { ConsumerGroupChange } from '../../engine/group/consumer/consumer-group-change.ts'
import type { ConsumerGroupReasons, ConsumerGroupSentences } from './sentences.ts'
import { partitionCountOf, shownChanges } from './shown-changes.ts'

export const consumerGroupSentences: ConsumerGroupSentences = {
  'group.written': ({ groupId, changes }) => {
    const { shown, hiddenCount } = shownChanges(changes)
    const more = hiddenCount === 0 ? '' : `; and ${hiddenCount} more`
    return `The coordinator of group ${groupId} wrote down: ${shown.map(clause).join('; ')}${more}`
  },
}

export const consumerGroupReasons: ConsumerGroupReasons = {
  staticMemberLeft: ({ memberId }) => `member ${memberId} left and means to come back`,
  subscriptionsChanged: ({ memberId }) => `what the group of member ${memberId} reads has changed`,
  revocationTimedOut: ({ memberId, rebalanceTimeoutMs }) =>
    `member ${memberId} did not give up its partitions within its rebalance timeout of ${rebalanceTimeoutMs} ms`,
}

function clause(change: ConsumerGroupChange): string {
  switch (change.kind) {
    case 'ConsumerGroupMetadata':
      return change.value === null ? 'the group is gone' : `the group is in epoch ${change.value.epoch}`
    case 'ConsumerGroupMemberMetadata':
      return change.value === null ? `${change.memberId} is no member any more` : `member ${change.memberId} ${subscription(change.value)}`
    case 'ConsumerGroupTargetAssignmentMetadata':
      return change.value === null ? 'there are no targets any more' : `the targets are those of epoch ${change.value.assignmentEpoch}`
    case 'ConsumerGroupTargetAssignmentMember':
      return change.value === null
        ? `${change.memberId} has no target any more`
        : `${change.memberId} is to have ${partitions(partitionCountOf(change.value.topicPartitions))}`
    case 'ConsumerGroupCurrentMemberAssignment':
      return change.value === null ? `${change.memberId} owns nothing any more` : current(change.memberId, change.value)
    case 'ConsumerGroupRegularExpression':
      return change.value === null
        ? `nobody subscribes with ${change.regularExpression} any more`
        : `${change.regularExpression} stands for ${change.value.topics.length === 1 ? 'one topic' : `${change.value.topics.length} topics`}`
    case 'ClassicMemberAwaited':
      if (change.value === null) return `nothing is awaited of ${change.memberId} any more`
      return `${change.memberId}, which speaks the classic protocol, has to ${change.value.api === 'JoinGroup' ? 'join again' : 'sync'} in time`
  }
}

type ValueOf<Kind extends ConsumerGroupChange['kind']> = NonNullable<Extract<ConsumerGroupChange, { kind: Kind }>['value']>

function subscription({ subscribedTopicNames: names, subscribedTopicRegex: regex }: ValueOf<'ConsumerGroupMemberMetadata'>): string {
  const wanted = [...names, ...(regex === null || regex === '' ? [] : [`everything like ${regex}`])]
  return wanted.length === 0 ? 'subscribes to nothing' : `subscribes to ${wanted.join(', ')}`
}

function current(memberId: string, value: ValueOf<'ConsumerGroupCurrentMemberAssignment'>): string {
  const { memberEpoch, state, assignedPartitions, partitionsPendingRevocation } = value
  const owns = `${memberId} is in epoch ${memberEpoch} and owns ${partitions(partitionCountOf(assignedPartitions))}`
  if (state === 'UNREVOKED_PARTITIONS')
    return `${owns} and has to give up ${partitions(partitionCountOf(partitionsPendingRevocation))} first`
  return state === 'UNRELEASED_PARTITIONS' ? `${owns} and waits for partitions that others have not given up yet` : owns
}

function partitions(count: number): string {
  return count === 1 ? 'one partition' : `${count} partitions`
}
