// The guards of all APIs in one table by the key of their API. An API without one does not pass the tests.
import { GROUP_GUARDS } from './guards/group-guards.ts'
import { METADATA_GUARDS } from './guards/metadata-guards.ts'
import { OFFSET_GUARDS } from './guards/offset-guards.ts'
import { RECORD_GUARDS } from './guards/record-guards.ts'
import { SECURITY_GUARDS } from './guards/security-guards.ts'
import { TOPIC_GUARDS } from './guards/topic-guards.ts'
import { TRANSACTION_GUARDS } from './guards/transaction-guards.ts'
import type { Guard } from './guard.ts'

export const GUARDS: readonly Guard[] = [
  ...METADATA_GUARDS,
  ...RECORD_GUARDS,
  ...TOPIC_GUARDS,
  ...GROUP_GUARDS,
  ...OFFSET_GUARDS,
  ...TRANSACTION_GUARDS,
  ...SECURITY_GUARDS,
]

const byKey: ReadonlyMap<number, Guard> = new Map(GUARDS.map((guard) => [guard.apiKey, guard]))

export function guardOf(apiKey: number): Guard | undefined {
  return byKey.get(apiKey)
}
