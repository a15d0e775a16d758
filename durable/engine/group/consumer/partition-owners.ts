// Who owns which partition in a group, also while it is still giving it up.
// Source: ConsumerGroup.currentPartitionEpoch of Kafka 4.3.
import type { ConsumerGroup } from './consumer-group.ts'
import type { OwnedPartitions } from './owned-partitions.ts'

/** Asked for one partition after another; the owners are only looked up when somebody asks. */
export function ownedByAnother(group: ConsumerGroup, memberId: string): (topicId: string, partition: number) => boolean {
  let taken: ReadonlyMap<string, ReadonlySet<number>> | null = null
  return (topicId, partition) => {
    taken ??= takenByOthers(group, memberId)
    return taken.get(topicId)?.has(partition) === true
  }
}

function takenByOthers({ members }: ConsumerGroup, memberId: string): ReadonlyMap<string, ReadonlySet<number>> {
  const taken = new Map<string, Set<number>>()
  const take = (owned: OwnedPartitions) => {
    for (const { topicId, partitions } of owned) {
      const ofTopic = taken.get(topicId)
      if (ofTopic === undefined) taken.set(topicId, new Set(partitions))
      else for (const partition of partitions) ofTopic.add(partition)
    }
  }
  for (const member of members) {
    if (member.memberId === memberId) continue
    take(member.assignedPartitions)
    take(member.partitionsPendingRevocation)
  }
  return taken
}
