// Who is in the cluster, what it speaks, and what lies where.
import type { WireApi } from '../../wire-api.ts'
import { describeClusterApi } from './describe-cluster.ts'
import { describeLogDirsApi } from './describe-log-dirs.ts'
import { describeQuorumApi } from './describe-quorum.ts'
import { describeTopicPartitionsApi } from './describe-topic-partitions.ts'
import { findCoordinatorApi } from './find-coordinator.ts'
import { metadataApi } from './metadata.ts'
import { updateFeaturesApi } from './update-features.ts'

export const METADATA_APIS: readonly WireApi[] = [
  metadataApi,
  findCoordinatorApi,
  describeLogDirsApi,
  describeQuorumApi,
  updateFeaturesApi,
  describeClusterApi,
  describeTopicPartitionsApi,
]
