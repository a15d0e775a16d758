// What happens to groups and their members, in English.
import type { GroupSentences, Sentences } from './sentences.ts'

function memberCount(amount: number): string {
  return amount === 1 ? 'one member' : `${amount} members`
}

/** Why a client says that it comes or goes, behind what it did. */
function quoted(words: string | undefined): string {
  return words === undefined ? '' : `: “${words}”`
}

export const groupSentences: GroupSentences = {
  'group.removed': ({ groupId }) => [`Group ${groupId} is no more`, 'it has no members, and nobody needs its offsets'],
  'members.seen': ({ groupId, members }) => [
    `The coordinator noted when it last heard of ${memberCount(members.length)} of group ${groupId}`,
    'heartbeats cost no write, so that is written down once in a session timeout',
  ],
}

export const groupChanges: Sentences['groupChanges'] = {
  created: (_change, groupId) => [`Group ${groupId} came into being`, 'its first member asks to join'],
  downgraded: (_change, groupId) => `Group ${groupId} goes on in the classic protocol, the only one that its members speak`,
  'member.announced': ({ memberId }, groupId) => [
    `Whoever wants to join group ${groupId} was given the member id ${memberId} and has to come back with it`,
    'a member whose answer is lost would else be counted again with every try (KIP-394)',
  ],
  'member.joined': ({ member: { memberId, groupInstanceId } }, groupId) =>
    `Member ${memberId}${groupInstanceId === null ? '' : `, the static member ${groupInstanceId},`} joins group ${groupId}`,
  'member.rejoined': ({ memberId }, groupId) => `Member ${memberId} joins group ${groupId} again`,
  'member.replaced': ({ memberId, member }, groupId) =>
    `The static member ${member.groupInstanceId ?? ''} of group ${groupId} is back: ${member.memberId} takes the place of ${memberId}`,
  'members.removed': ({ memberIds }, groupId) =>
    memberIds.length === 1 ? `Group ${groupId} lost the member ${memberIds[0]}` : `Group ${groupId} lost ${memberIds.length} members`,
  'rebalance.started': (_change, groupId) => `Group ${groupId} rebalances: all members have to join again`,
  'rebalance.extended': (_change, groupId) => [`Group ${groupId} waits for more members to join`, 'others have joined while it waited'],
  'generation.started': ({ leader, protocolName }, groupId) => [
    `Group ${groupId} has a new generation with the protocol ${protocolName}, and ${leader} is to assign`,
    'everybody who is waited for has joined',
  ],
  emptied: (_change, groupId) => [`Group ${groupId} is empty`, 'nobody has joined its new generation'],
  'member.synced': ({ memberId }, groupId) => `Member ${memberId} asks group ${groupId} for its assignment`,
  'assignment.written': ({ assignments, waiting }, groupId) => [
    `The leader of group ${groupId} assigned to ${memberCount(assignments.length)}; it holds when the high watermark of __consumer_offsets-${waiting.partitionIndex} reaches ${waiting.requiredOffset}`,
    'only what is in the coordinator’s log survives it',
  ],
  'assignment.committed': (_change, groupId) => [
    `Group ${groupId} is stable: every member gets its assignment`,
    'all in-sync replicas of the coordinator’s partition have it',
  ],
}

type GroupReason =
  | 'memberJoined'
  | 'memberRejoined'
  | 'memberLeft'
  | 'staticMemberReplaced'
  | 'memberSessionExpired'
  | 'memberIdNotUsed'
  | 'joinTimedOut'
  | 'syncTimedOut'
  | 'assignmentNotStored'
  | 'rebalanceForced'
  | 'sessionExpiredByHand'
  | 'offsetsExpired'
  | 'offsetsOutlived'
  | 'offsetsRemoved'

export const groupReasons: Pick<Sentences['reasons'], GroupReason> = {
  memberJoined: ({ memberId, words }) => `${memberId} joined${quoted(words)}`,
  memberRejoined: ({ memberId, words }) => `${memberId} joined again${quoted(words)}`,
  memberLeft: ({ memberId, words }) => `${memberId} left${quoted(words)}`,
  staticMemberReplaced: ({ groupInstanceId }) =>
    `a client with group.instance.id ${groupInstanceId} joined without the member id of before`,
  memberSessionExpired: ({ memberId, sessionTimeoutMs }) =>
    `nothing was heard of ${memberId} for ${sessionTimeoutMs} ms (session.timeout.ms)`,
  memberIdNotUsed: ({ memberId }) => `nobody came back with the member id ${memberId} within the session timeout`,
  joinTimedOut: ({ rebalanceTimeoutMs }) => `who does not join within ${rebalanceTimeoutMs} ms (the rebalance timeout) is not waited for`,
  syncTimedOut: ({ rebalanceTimeoutMs }) => `who does not sync within ${rebalanceTimeoutMs} ms (the rebalance timeout) is not waited for`,
  assignmentNotStored: () => 'the assignment could not be written to __consumer_offsets',
  rebalanceForced: () => 'somebody made the group rebalance',
  sessionExpiredByHand: ({ memberId }) => `somebody ended the session of ${memberId}`,
  offsetsExpired: ({ retentionMs }) => `nobody has used them for ${retentionMs} ms (offsets.retention.minutes)`,
  offsetsOutlived: () => 'the time is over for which they were to be kept when they were committed (retention_time_ms)',
  offsetsRemoved: () => 'somebody deleted them (OffsetDelete)',
}
