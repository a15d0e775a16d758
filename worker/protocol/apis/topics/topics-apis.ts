// Topics and their partitions, and the configs of everything.
import type { WireApi } from '../../wire-api.ts'

export const TOPIC_APIS: readonly WireApi[] = []
