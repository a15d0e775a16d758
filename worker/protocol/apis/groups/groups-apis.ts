// Consumer groups of both protocols, and their offsets.
import type { WireApi } from '../../wire-api.ts'

export const GROUP_APIS: readonly WireApi[] = []
