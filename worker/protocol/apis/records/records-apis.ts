// What is written to partitions and read from them.
import type { WireApi } from '../../wire-api.ts'
import { deleteRecordsApi } from './delete-records.ts'
import { fetchApi } from './fetch.ts'
import { listOffsetsApi } from './list-offsets.ts'
import { offsetForLeaderEpochApi } from './offset-for-leader-epoch.ts'
import { produceApi } from './produce.ts'

export const RECORD_APIS: readonly WireApi[] = [produceApi, fetchApi, listOffsetsApi, deleteRecordsApi, offsetForLeaderEpochApi]
