// A group that has, or had, members: of the classic protocol or of KIP-848. A group that only commits offsets has none (group-offsets.ts).
import type { ClassicGroup } from './classic/classic-group.ts'
import type { ConsumerGroup } from './consumer/consumer-group.ts'

export type GroupMembership = ClassicGroup | ConsumerGroup
