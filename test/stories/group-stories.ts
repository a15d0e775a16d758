// The stories of groups: who reads what, and how often every record is processed, as a Kafka book tells them.
import { joinLeaveTimeout, moreMembersThanPartitions, partitionIncrease, staticMembers } from './rebalancing.ts'
import type { Story } from './story.ts'

export const GROUP_STORIES: readonly Story[] = [joinLeaveTimeout, staticMembers, moreMembersThanPartitions, partitionIncrease]
