// What a coordinator takes as committed: by somebody it counts as a member, in the generation that the commit names, no further than anybody has
// processed, and never behind a commit of a later generation.
import type { ClusterView } from '../../engine/cluster.ts'
import type { CommittedOffset } from '../../engine/group/group-offsets.ts'
import type { RecordOf } from '../../engine/record.ts'
import { coordinatedGroup } from '../coordinated-group.ts'
import type { CoordinatedMember } from '../coordinated-group.ts'
import type { GroupHistories, GroupHistory, SentCommit } from '../group-history.ts'
import { must } from '../violation.ts'

export function checkCommits(copy: ClusterView, { groupId, offsets }: RecordOf<'offsets.appended'>, histories: GroupHistories): void {
  const history = histories.find(groupId)
  if (history === undefined) return
  const members = coordinatedGroup(copy, groupId)?.members
  for (const offset of offsets) {
    const commit = histories.commitOf(offset.metadata)
    if (commit === undefined) continue
    const topicId = commit.topicIds.get(offset.topic) ?? ''
    // A member may commit for a topic that was deleted and made again without knowing.
    if (copy.topics.get(offset.topic)?.topicId !== topicId) history.mistakenTopics.add(offset.topic)
    const key = `${topicId}/${offset.partitionIndex}`
    checkCommitter(commit, offset, members?.get(commit.identity.memberId), key)
    checkReach(history, commit, offset, key)
    if (commit.identity.era !== history.era) history.hasMistakenCommits = true
    else checkOrder(history, commit, offset, key)
  }
}

function nameOf({ groupId, process, identity }: SentCommit, { topic, partitionIndex, offset }: CommittedOffset): string {
  return `The commit of ${topic}-${partitionIndex} up to ${offset} by ${process} of ${groupId} in generation ${identity.generation}`
}

/** A member of the newer protocol may commit what it has owned since the generation that it names, or longer. */
function checkCommitter(commit: SentCommit, offset: CommittedOffset, member: CoordinatedMember | undefined, key: string): void {
  must('group commits', member !== undefined, () => `${nameOf(commit, offset)} was taken, and it is no member.`)
  const { generation } = commit.identity
  const since = member.owned?.get(key) ?? Number.POSITIVE_INFINITY
  const isOfMember = generation === member.generation || (generation < member.generation && since <= generation)
  must('group commits', isOfMember, () => `${nameOf(commit, offset)} was taken, and the member is in generation ${member.generation}.`)
}

function checkReach({ deliveredUntil }: GroupHistory, commit: SentCommit, offset: CommittedOffset, key: string): void {
  const untilOffset = deliveredUntil.get(key) ?? 0
  must(
    'group commits',
    offset.offset <= untilOffset,
    () => `${nameOf(commit, offset)} was taken, and nobody has processed more than ${untilOffset}.`,
  )
}

function checkOrder({ committedGenerations }: GroupHistory, commit: SentCommit, offset: CommittedOffset, key: string): void {
  const { generation } = commit.identity
  const newest = committedGenerations.get(key) ?? generation
  must('group commits', generation >= newest, () => `${nameOf(commit, offset)} was taken after one of generation ${newest}.`)
  committedGenerations.set(key, generation)
}
