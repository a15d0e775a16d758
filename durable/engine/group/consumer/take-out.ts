// Members are taken out of a group, and the group goes on: in its protocol, or, when only members of the classic one are left, in that.
// Source: GroupMetadataManager.consumerGroupFenceMembers of Kafka 4.3.
import type { BrokerAppend } from '../../coordinator/append-as-broker.ts'
import type { Reason } from '../../reason.ts'
import type { Step } from '../../step.ts'
import type { GroupPlace } from '../group-place.ts'
import { canDowngrade, downgradeGroup } from '../migration/downgrade.ts'
import type { ConsumerGroup } from './consumer-group.ts'
import { fenceMembers } from './fence-member.ts'
import { GroupDraft } from './group-draft.ts'
import { writeGroup } from './write-group.ts'

export function takeOut(step: Step, place: GroupPlace, group: ConsumerGroup, memberIds: readonly string[], reason: Reason): BrokerAppend {
  const draft = new GroupDraft(place, group, step)
  fenceMembers(draft, step.cluster, memberIds)
  if (canDowngrade(step.cluster, group, draft.group))
    return downgradeGroup(step, place, group, { after: draft.group, reason, hasJoined: false })
  return writeGroup(step, place, { changes: draft.changes, reason })
}
