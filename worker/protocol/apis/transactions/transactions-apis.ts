// Producers with an id, and transactions.
import type { WireApi } from '../../wire-api.ts'

export const TRANSACTION_APIS: readonly WireApi[] = []
