// How many groups a sandbox has: those with members and those that only commit offsets.
import type { ClusterView } from '../cluster.ts'

export function groupCount({ groupCoordinators }: ClusterView): number {
  let count = 0
  for (const { groups, memberships } of groupCoordinators.values()) {
    count += groups.size
    for (const groupId of memberships.keys()) if (!groups.has(groupId)) count++
  }
  return count
}
