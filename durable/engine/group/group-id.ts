// What a group may be called. Kafka takes any name but the empty one.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_GROUP_ID_CHARACTERS } from '../../../schema/limits.ts'

/** Null for a name that a group may get. */
export function refuseGroupId(groupId: string): KafkaErrorName | null {
  // Sessions are kept under the group id, this character, and the member id (sessions.ts).
  if (groupId === '' || groupId.includes('\0')) return 'INVALID_GROUP_ID'
  return groupId.length > MAX_GROUP_ID_CHARACTERS ? 'POLICY_VIOLATION' : null
}
