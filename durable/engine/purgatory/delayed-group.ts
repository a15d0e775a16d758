// When a member that joins or syncs is answered: its group has come far enough, or there is no place for the member any more.
// Source: ClassicGroup.completeJoinFuture and completeSyncFuture of Kafka 4.3.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ClusterView } from '../cluster.ts'
import { CONSUMER_OFFSETS } from '../coordinator/internal-topics.ts'
import type { Reply } from '../decision.ts'
import { memberOf, staticMemberOf } from '../group/classic/classic-group.ts'
import type { ClassicGroupView, ClassicMemberView } from '../group/classic/classic-group.ts'
import { generationOf } from '../group/classic/join.ts'
import { assignmentOf } from '../group/classic/sync.ts'
import { knownGroup } from '../group/known-group.ts'
import type { RequestInput } from '../input.ts'
import { errorReply } from '../request/error-reply.ts'
import type { Waiting } from './waiting.ts'

type WaitingGroup = Extract<Waiting, { kind: 'group' }>

/** The answer, or null while the group is not there yet. */
export function judgeGroup(cluster: ClusterView, input: RequestInput, waiting: WaitingGroup): Reply | null {
  const lost = judgeCoordinator(cluster, waiting)
  if (lost !== 'NONE') return lost === 'waiting' ? null : failed(input, lost, waiting.memberId)
  const membership = knownGroup(cluster, waiting.partitionIndex, waiting.groupId)?.membership
  switch (membership?.type) {
    case undefined:
      return failed(input, 'UNKNOWN_MEMBER_ID', '')
    case 'consumer':
      return failed(input, 'REBALANCE_IN_PROGRESS', waiting.memberId)
    case 'classic': {
      const member = memberOf(membership, waiting.memberId)
      if (member === undefined) return goneMember(input, membership, waiting)
      return waiting.awaits === 'join' ? joinReply(input, membership, member) : syncReply(input, membership, waiting)
    }
  }
}

export function timedOutGroup(cluster: ClusterView, input: RequestInput, waiting: WaitingGroup): Reply {
  return judgeGroup(cluster, input, waiting) ?? failed(input, 'COORDINATOR_NOT_AVAILABLE', waiting.memberId)
}

/** Whether the coordinator that was asked still is one. A paused broker neither answers nor notices what happens to it. */
function judgeCoordinator(cluster: ClusterView, { brokerId, partitionIndex, coordinatorEpoch }: WaitingGroup): KafkaErrorName | 'waiting' {
  const process = cluster.brokers.get(brokerId)?.process
  if (process === 'paused') return 'waiting'
  if (process !== 'running') return 'NETWORK_EXCEPTION'
  const partition = cluster.topics.get(CONSUMER_OFFSETS)?.partitions[partitionIndex]
  return partition?.leader === brokerId && partition.leaderEpoch === coordinatorEpoch ? 'NONE' : 'NOT_COORDINATOR'
}

/** A static member whose place another one took is told so; everybody else begins anew. */
function goneMember(input: RequestInput, group: ClassicGroupView, { memberId }: WaitingGroup): Reply {
  const groupInstanceId = input.api === 'JoinGroup' || input.api === 'SyncGroup' ? input.request.groupInstanceId : null
  const isReplaced = groupInstanceId !== null && staticMemberOf(group, groupInstanceId) !== undefined
  return isReplaced ? failed(input, 'FENCED_INSTANCE_ID', memberId) : failed(input, 'UNKNOWN_MEMBER_ID', '')
}

function joinReply(input: RequestInput, group: ClassicGroupView, { memberId, isAwaitingJoin }: ClassicMemberView): Reply | null {
  if (isAwaitingJoin) return null
  return { requestId: input.requestId, api: 'JoinGroup', response: generationOf(group, memberId) }
}

function syncReply(input: RequestInput, group: ClassicGroupView, { memberId, generationId }: WaitingGroup): Reply | null {
  if (generationId !== group.generationId || group.state === 'PreparingRebalance') return failed(input, 'REBALANCE_IN_PROGRESS', memberId)
  if (group.state !== 'Stable') return null
  return { requestId: input.requestId, api: 'SyncGroup', response: assignmentOf(group, memberId) }
}

function failed(input: RequestInput, error: KafkaErrorName, memberId: string): Reply {
  const reply = errorReply(input, error, null)
  return reply.api === 'JoinGroup' ? { ...reply, response: { ...reply.response, memberId } } : reply
}
