// The assignors that a consumer of the new protocol can name in group.remote.assignor. The first is the coordinator's choice for groups
// whose members name none.
// Source: group.consumer.assignors of Kafka 4.3.

import { serverRangeAssignor } from './range.ts'
import type { ServerAssignor } from './server-assignor.ts'
import { uniformAssignor } from './uniform.ts'

export const DEFAULT_SERVER_ASSIGNOR = uniformAssignor

export const SERVER_ASSIGNORS: ReadonlyMap<string, ServerAssignor> = new Map(
  [DEFAULT_SERVER_ASSIGNOR, serverRangeAssignor].map((assignor) => [assignor.name, assignor]),
)
