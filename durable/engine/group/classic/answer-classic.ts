// How a request about a group of the classic protocol is answered later: when the log has what was written for it, or when the group is there.
import type { KafkaApi, KafkaApis } from '../../../../schema/kafka/requests/apis.ts'
import { REQUEST_TIMEOUT_MS } from '../../../../schema/limits.ts'
import type { Decision } from '../../decision.ts'
import type { ClassicDraft } from './classic-draft.ts'

/** At once when nothing was written. */
export function answerOnceWritten<Api extends KafkaApi>(draft: ClassicDraft, response: KafkaApis[Api]['response']): Decision<Api> {
  const { step, written } = draft
  if (written === null) return step.decision<Api>(response)
  return step.decision<Api>(response, { kind: 'coordinator', deadlineMs: step.nowMs + REQUEST_TIMEOUT_MS, partitions: [written] })
}

/** No deadline of its own: the timers of the group bring every wait for it to an end. */
export function waitForGroup<Api extends 'JoinGroup' | 'SyncGroup'>(
  { step, place, group }: ClassicDraft,
  awaits: 'join' | 'sync',
  memberId: string,
  response: KafkaApis[Api]['response'],
): Decision<Api> {
  const { partitionIndex, leader: brokerId, leaderEpoch: coordinatorEpoch } = place.partition
  const { groupId } = place
  const { generationId } = group
  const deadlineMs = Number.POSITIVE_INFINITY
  const named = { brokerId, partitionIndex, coordinatorEpoch, groupId, memberId, generationId }
  return step.decision<Api>(response, { kind: 'group', awaits, deadlineMs, ...named })
}
