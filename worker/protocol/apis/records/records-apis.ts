// What is written to partitions and read from them.
import type { WireApi } from '../../wire-api.ts'
import { fetchApi } from './fetch.ts'
import { produceApi } from './produce.ts'

export const RECORD_APIS: readonly WireApi[] = [produceApi, fetchApi]
