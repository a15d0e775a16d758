// What is written to partitions and read from them.
import type { WireApi } from '../../wire-api.ts'

export const RECORD_APIS: readonly WireApi[] = []
