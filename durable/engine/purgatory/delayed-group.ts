// When a member that joins or syncs is answered: its group has come far enough, or there is no place for the member any more.
// Source: ClassicGroup.completeJoinFuture and completeSyncFuture of Kafka 4.3.
import type { ClusterView } from '../cluster.ts'
import type { Reply } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import { errorReply } from '../request/error-reply.ts'
import type { Waiting } from './waiting.ts'

type WaitingGroup = Extract<Waiting, { kind: 'group' }>

/** The answer, or null while the group is not there yet. */
export function judgeGroup(_cluster: ClusterView, _input: RequestInput, _waiting: WaitingGroup): Reply | null {
  return null
}

export function timedOutGroup(cluster: ClusterView, input: RequestInput, waiting: WaitingGroup): Reply {
  return judgeGroup(cluster, input, waiting) ?? errorReply(input, 'COORDINATOR_NOT_AVAILABLE', null)
}
