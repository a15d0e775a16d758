// A group of the new protocol goes on in the classic one, because only members of that are left in it. What they are to have is what they are
// assigned; when somebody left they rebalance at once.
// Source: GroupMetadataManager.validateOnlineDowngradeWithFencedMembers and convertToClassicGroup, ClassicGroup.fromConsumerGroup of Kafka 4.3.
import { RecordBatchBuilder } from '../../../../schema/kafka/batch-builder.ts'
import { encodeGroupMetadataKey, encodeGroupMetadataValue } from '../../../../schema/kafka/coordinator/group-metadata.ts'
import { CONSUMER_PROTOCOL_TYPE } from '../../../../schema/kafka/consumer-protocol.ts'
import type { ClusterView } from '../../cluster.ts'
import { appendAsBroker } from '../../coordinator/append-as-broker.ts'
import type { BrokerAppend } from '../../coordinator/append-as-broker.ts'
import type { Reason } from '../../reason.ts'
import type { Step } from '../../step.ts'
import { ClassicDraft } from '../classic/classic-draft.ts'
import { emptyClassicGroup } from '../classic/classic-group.ts'
import type { ClassicGroup, ClassicMember } from '../classic/classic-group.ts'
import { groupMetadataOf } from '../classic/group-log.ts'
import { selectProtocol } from '../classic/protocol-vote.ts'
import { prepareRebalance } from '../classic/rebalance.ts'
import type { ConsumerGroup, ConsumerGroupMember } from '../consumer/consumer-group.ts'
import { encodeConsumerGroupChange } from '../consumer/consumer-group-records.ts'
import { removeMember } from '../consumer/fence-member.ts'
import { GroupDraft } from '../consumer/group-draft.ts'
import { ofGroup } from '../group-place.ts'
import type { GroupPlace } from '../group-place.ts'
import { textOfBytes } from '../stored-bytes.ts'
import { assignmentBytes } from './classic-assignment.ts'

/** Whether this change takes the last member of the new protocol away, and leaves others. */
export function canDowngrade({ effectiveBrokerConfigs }: ClusterView, before: ConsumerGroup, after: ConsumerGroup): boolean {
  const { groupConsumerDowngradeEnabled, groupMaxSize } = effectiveBrokerConfigs
  const isMixed = before.members.some(({ classicMember }) => classicMember === null)
  const isClassic = after.members.length > 0 && after.members.every(({ classicMember }) => classicMember !== null)
  return isMixed && isClassic && groupConsumerDowngradeEnabled && after.members.length <= groupMaxSize
}

type Downgrade = {
  readonly after: ConsumerGroup
  readonly reason: Reason
  /** Whether a member joined in the place of the last one: then nobody has to move. */
  readonly hasJoined: boolean
}

/** `group` is what the log has of it. */
export function downgradeGroup(step: Step, place: GroupPlace, group: ConsumerGroup, { after, reason, hasJoined }: Downgrade): BrokerAppend {
  const classic = classicGroupOf(step, group, after)
  const appended = appendAsBroker(step, place.topic, place.partition, recordsOf(step, place, group, classic))
  if (!appended.ok) return appended
  step.records.push({ kind: 'group.changed', ...ofGroup(place), change: { kind: 'downgraded', group: classic }, reason })
  for (const { memberId } of classic.members) step.hear(place.groupId, memberId)
  if (!hasJoined) prepareRebalance(new ClassicDraft(step, place, classic), reason)
  return appended
}

function classicGroupOf(step: Step, { groupEpoch }: ConsumerGroup, { members }: ConsumerGroup): ClassicGroup {
  const group: ClassicGroup = {
    ...emptyClassicGroup(step.nowMs),
    state: 'Stable',
    previousState: 'Stable',
    generationId: groupEpoch,
    protocolType: CONSUMER_PROTOCOL_TYPE,
    leader: members[0]?.memberId ?? null,
    members: members.map((member) => classicMemberOf(step, member)),
  }
  return { ...group, protocolName: selectProtocol(group) }
}

function classicMemberOf({ cluster, nowMs }: Step, member: ConsumerGroupMember): ClassicMember {
  const { memberId, instanceId: groupInstanceId, clientId, clientHost, rebalanceTimeoutMs, classicMember } = member
  const { sessionTimeoutMs = 0, supportedProtocols: protocols = [] } = classicMember ?? {}
  return {
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
    assignment: textOfBytes(assignmentBytes(cluster, member, member.targetPartitions)),
    seenMs: nowMs,
    newUntilMs: null,
    isAwaitingJoin: false,
    isAwaitingSync: false,
    isPendingSync: false,
  }
}

/** All that the log has of the group is taken back, and then it is there again as a classic one. */
function recordsOf(step: Step, place: GroupPlace, group: ConsumerGroup, classic: ClassicGroup): Uint8Array {
  const { groupId } = place
  const draft = new GroupDraft(place, group, step)
  for (const { memberId } of group.members) removeMember(draft, memberId)
  for (const { regularExpression } of group.regularExpressions) {
    draft.write({ kind: 'ConsumerGroupRegularExpression', regularExpression, value: null })
  }
  draft.write({ kind: 'ConsumerGroupTargetAssignmentMetadata', value: null })
  draft.write({ kind: 'ConsumerGroupMetadata', value: null })
  const builder = new RecordBatchBuilder()
  for (const change of draft.changes) {
    const encoded = encodeConsumerGroupChange(groupId, change)
    if (encoded !== null) builder.append(step.nowMs, encoded.key, encoded.value, [])
  }
  const assignments = new Map(classic.members.map(({ memberId, assignment }) => [memberId, assignment]))
  builder.append(
    step.nowMs,
    encodeGroupMetadataKey({ group: groupId }),
    encodeGroupMetadataValue(groupMetadataOf(classic, assignments)),
    [],
  )
  return builder.build()
}
