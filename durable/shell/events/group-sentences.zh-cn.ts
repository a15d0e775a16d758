// What happens to groups and their members, in Simplified Chinese.
import type { GroupSentences, Sentences } from './sentences.ts'

/** Why a client says that it comes or goes, behind what it did. */
function quoted(words: string | undefined): string {
  return words === undefined ? '' : `：“${words}”`
}

export const groupSentences: GroupSentences = {
  'group.removed': ({ groupId }) => [`消费者组 ${groupId} 已删除`, '它没有成员，位移也不再有人需要'],
  'members.seen': ({ groupId, members }) => [
    `协调者记录了最近一次收到消费者组 ${groupId} 中 ${members.length} 个成员心跳的时间`,
    '心跳本身不写日志，每个会话超时时间只记录一次',
  ],
}

export const groupChanges: Sentences['groupChanges'] = {
  created: (_change, groupId) => [`消费者组 ${groupId} 已创建`, '第一个成员请求加入'],
  downgraded: (_change, groupId) => `消费者组 ${groupId} 改用经典协议继续运行，因为剩下的成员只使用该协议`,
  'member.announced': ({ memberId }, groupId) => [
    `请求加入消费者组 ${groupId} 的客户端得到了成员 ID ${memberId}，须带着它再次加入`,
    '否则应答丢失后的每次重试都会多出一个成员（KIP-394）',
  ],
  'member.joined': ({ member: { memberId, groupInstanceId } }, groupId) =>
    `${groupInstanceId === null ? '' : `静态成员 ${groupInstanceId} 的 `}${memberId} 加入消费者组 ${groupId}`,
  'member.rejoined': ({ memberId }, groupId) => `${memberId} 重新加入消费者组 ${groupId}`,
  'member.replaced': ({ memberId, member }, groupId) =>
    `消费者组 ${groupId} 的静态成员 ${member.groupInstanceId ?? ''} 回来了：${member.memberId} 接替 ${memberId}`,
  'members.removed': ({ memberIds }, groupId) =>
    memberIds.length === 1 ? `${memberIds[0]} 不再是消费者组 ${groupId} 的成员` : `消费者组 ${groupId} 移除了 ${memberIds.length} 个成员`,
  'rebalance.started': (_change, groupId) => `消费者组 ${groupId} 开始重平衡：所有成员都要重新加入`,
  'rebalance.extended': (_change, groupId) => [`消费者组 ${groupId} 继续等待更多成员加入`, '等待期间又有成员加入'],
  'generation.started': ({ leader, protocolName }, groupId) => [
    `消费者组 ${groupId} 进入新的一代，协议为 ${protocolName}，由 ${leader} 负责分配`,
    '要等的成员都已加入',
  ],
  emptied: (_change, groupId) => [`消费者组 ${groupId} 已空`, '新的一代没有成员加入'],
  'member.synced': ({ memberId }, groupId) => `${memberId} 向消费者组 ${groupId} 请求自己的分配`,
  'assignment.written': ({ assignments, waiting }, groupId) => [
    `消费者组 ${groupId} 的 Leader 完成了 ${assignments.length} 个成员的分配，__consumer_offsets-${waiting.partitionIndex} 的高水位到达 ${waiting.requiredOffset} 后生效`,
    '只有写入协调者日志的内容才能在协调者故障后保留',
  ],
  'assignment.committed': (_change, groupId) => [
    `消费者组 ${groupId} 已稳定：每个成员得到自己的分配`,
    '协调者分区的所有同步副本都已有这条记录',
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
  memberJoined: ({ memberId, words }) => `${memberId} 已加入${quoted(words)}`,
  memberRejoined: ({ memberId, words }) => `${memberId} 重新加入${quoted(words)}`,
  memberLeft: ({ memberId, words }) => `${memberId} 已离开${quoted(words)}`,
  staticMemberReplaced: ({ groupInstanceId }) => `group.instance.id 为 ${groupInstanceId} 的客户端加入时没有带原来的成员 ID`,
  memberSessionExpired: ({ memberId, sessionTimeoutMs }) =>
    `${sessionTimeoutMs} ms 内没有收到 ${memberId} 的任何消息（session.timeout.ms）`,
  memberIdNotUsed: ({ memberId }) => `会话超时时间内没有客户端带着成员 ID ${memberId} 回来`,
  joinTimedOut: ({ rebalanceTimeoutMs }) => `${rebalanceTimeoutMs} ms（重平衡超时）内没有加入的成员不再等待`,
  syncTimedOut: ({ rebalanceTimeoutMs }) => `${rebalanceTimeoutMs} ms（重平衡超时）内没有同步的成员不再等待`,
  assignmentNotStored: () => '分配结果未能写入 __consumer_offsets',
  rebalanceForced: () => '有人让消费者组重平衡',
  sessionExpiredByHand: ({ memberId }) => `有人结束了 ${memberId} 的会话`,
  offsetsExpired: ({ retentionMs }) => `它们已有 ${retentionMs} ms 没有被使用（offsets.retention.minutes）`,
  offsetsOutlived: () => '提交时要求的保留时间已到（retention_time_ms）',
  offsetsRemoved: () => '有人删除了它们（OffsetDelete）',
}
