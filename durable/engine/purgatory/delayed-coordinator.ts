// When what a coordinator wrote for a request is done: committed in all its partitions, or certain not to be. The answer was worked out when it
// was written; an append that fails puts an error in its place.
// Source: TransactionStateManager.appendTransactionToLog and CoordinatorRuntime of Kafka 4.3.
import type { ClusterView } from '../cluster.ts'
import type { Reply } from '../decision.ts'
import type { RequestInput } from '../input.ts'
import { errorReply } from '../request/error-reply.ts'
import { errorOfAppend } from '../transaction/append-errors.ts'
import { judgeCommit } from './delayed-produce.ts'
import type { Waiting } from './waiting.ts'

type WaitingCoordinator = Extract<Waiting, { kind: 'coordinator' }>

/** The answer, or null while a partition still waits. */
export function judgeCoordinator(
  cluster: ClusterView,
  input: RequestInput,
  reply: Reply,
  { partitions }: WaitingCoordinator,
): Reply | null {
  const verdicts = partitions.map((partition) => judgeCommit(cluster, partition))
  const failed = verdicts.find((verdict) => verdict !== 'waiting' && verdict !== 'NONE')
  if (failed !== undefined) return errorReply(input, errorOfAppend(failed), null)
  return verdicts.includes('waiting') ? null : reply
}

/** The answer when the time is up. What was written may be committed all the same, so the client asks again. */
export function timedOutCoordinator(cluster: ClusterView, input: RequestInput, reply: Reply, waiting: WaitingCoordinator): Reply {
  return judgeCoordinator(cluster, input, reply, waiting) ?? errorReply(input, errorOfAppend('REQUEST_TIMED_OUT'), null)
}
