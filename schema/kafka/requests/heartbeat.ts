// Heartbeat (API key 12) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type HeartbeatRequest = {
  readonly groupId: string
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
}

export type HeartbeatResponse = { readonly error: KafkaErrorName }
