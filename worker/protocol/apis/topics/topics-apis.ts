// Topics and their partitions, and the configs of everything.
import type { WireApi } from '../../wire-api.ts'
import { alterConfigsApi } from './alter-configs.ts'
import { alterPartitionReassignmentsApi } from './alter-partition-reassignments.ts'
import { createPartitionsApi } from './create-partitions.ts'
import { createTopicsApi } from './create-topics.ts'
import { deleteTopicsApi } from './delete-topics.ts'
import { describeConfigsApi } from './describe-configs.ts'
import { electLeadersApi } from './elect-leaders.ts'
import { incrementalAlterConfigsApi } from './incremental-alter-configs.ts'
import { listConfigResourcesApi } from './list-config-resources.ts'
import { listPartitionReassignmentsApi } from './list-partition-reassignments.ts'

export const TOPIC_APIS: readonly WireApi[] = [
  createTopicsApi,
  deleteTopicsApi,
  describeConfigsApi,
  alterConfigsApi,
  createPartitionsApi,
  electLeadersApi,
  incrementalAlterConfigsApi,
  alterPartitionReassignmentsApi,
  listPartitionReassignmentsApi,
  listConfigResourcesApi,
]
