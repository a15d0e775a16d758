// The assignors that a consumer of the classic protocol can name in partition.assignment.strategy, by the name it joins with.

import type { ClientAssignor } from './assignor.ts'
import { cooperativeStickyAssignor } from './cooperative-sticky.ts'
import { rangeAssignor } from './range.ts'
import { roundRobinAssignor } from './round-robin.ts'
import { sharedAssignor } from './shared.ts'
import { stickyAssignor } from './sticky.ts'

const ALL = [rangeAssignor, roundRobinAssignor, stickyAssignor, cooperativeStickyAssignor, sharedAssignor]

export const CLIENT_ASSIGNORS: ReadonlyMap<string, ClientAssignor> = new Map(ALL.map((assignor) => [assignor.name, assignor]))
