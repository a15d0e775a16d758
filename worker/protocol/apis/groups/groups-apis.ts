// Consumer groups of both protocols, and their offsets.
import type { WireApi } from '../../wire-api.ts'
import { consumerGroupDescribeApi } from './consumer-group-describe.ts'
import { consumerGroupHeartbeatApi } from './consumer-group-heartbeat.ts'
import { deleteGroupsApi } from './delete-groups.ts'
import { describeGroupsApi } from './describe-groups.ts'
import { heartbeatApi } from './heartbeat.ts'
import { joinGroupApi } from './join-group.ts'
import { leaveGroupApi } from './leave-group.ts'
import { listGroupsApi } from './list-groups.ts'
import { offsetCommitApi } from './offset-commit.ts'
import { offsetDeleteApi } from './offset-delete.ts'
import { offsetFetchApi } from './offset-fetch.ts'
import { syncGroupApi } from './sync-group.ts'

export const GROUP_APIS: readonly WireApi[] = [
  offsetCommitApi,
  offsetFetchApi,
  joinGroupApi,
  heartbeatApi,
  leaveGroupApi,
  syncGroupApi,
  describeGroupsApi,
  listGroupsApi,
  deleteGroupsApi,
  offsetDeleteApi,
  consumerGroupHeartbeatApi,
  consumerGroupDescribeApi,
]
