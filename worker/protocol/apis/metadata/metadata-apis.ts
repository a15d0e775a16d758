// Who is in the cluster, and what it speaks.
import type { WireApi } from '../../wire-api.ts'
import { findCoordinatorApi } from './find-coordinator.ts'
import { metadataApi } from './metadata.ts'

export const METADATA_APIS: readonly WireApi[] = [metadataApi, findCoordinatorApi]
