// Who a client is, what it may do, and how much.
import type { WireApi } from '../../wire-api.ts'

export const SECURITY_APIS: readonly WireApi[] = []
