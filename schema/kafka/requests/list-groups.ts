// ListGroups (API key 16) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type ListGroupsRequest = {
  /** Empty means every state, every type. Case does not matter. */
  readonly statesFilter: readonly string[]
  readonly typesFilter: readonly string[]
}

export type ListGroupsResponse = { readonly error: KafkaErrorName; readonly groups: readonly ListedGroup[] }

export type ListedGroup = {
  readonly groupId: string
  /** Empty for a group that only commits offsets. */
  readonly protocolType: string
  readonly groupState: string
  readonly groupType: 'classic' | 'consumer'
}
