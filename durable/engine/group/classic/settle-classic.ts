// An assignment holds when the log of its coordinator has it: then the group is stable, and its members hear what they got.
// Source: the append callback in GroupMetadataManager.classicGroupSyncToClassicGroup of Kafka 4.3.
import { judgeCommit } from '../../purgatory/delayed-produce.ts'
import type { Step } from '../../step.ts'
import type { GroupPlace } from '../group-place.ts'
import { ClassicDraft } from './classic-draft.ts'
import type { ClassicGroupView } from './classic-group.ts'
import { prepareRebalance } from './rebalance.ts'

/** Whether the assignment came to its end, good or bad. */
export function settleClassicGroup(step: Step, place: GroupPlace, group: ClassicGroupView): boolean {
  if (group.storing === null) return false
  const verdict = judgeCommit(step.cluster, group.storing.waiting)
  if (verdict === 'waiting') return false
  const draft = new ClassicDraft(step, place, group)
  if (verdict === 'NONE') draft.change({ kind: 'assignment.committed' })
  else prepareRebalance(draft, { code: 'assignmentNotStored' })
  return true
}
