// The assignor 'sticky': balanced, and members get back what they had as far as that goes. It is eager all the same: everybody gives up
// everything before joining, so the members remember what they had in their user data.
// Source: StickyAssignor of Kafka 4.3; KIP-54.

import type { ClientAssignor } from './assignor.ts'
import { stickyAssignment } from './sticky-assignment.ts'
import { encodeStickyUserData, stickyPreviouslyOwned } from './sticky-user-data.ts'

export const stickyAssignor: ClientAssignor = {
  name: 'sticky',
  isCooperative: false,
  assign: (topics, members) => stickyAssignment(topics, members, stickyPreviouslyOwned).assignment,
  subscriptionUserData: encodeStickyUserData,
}
