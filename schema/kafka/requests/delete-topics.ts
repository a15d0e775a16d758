// DeleteTopics (API key 20) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DeleteTopicsRequest = { readonly topicNames: readonly string[] }

export type DeleteTopicsResponse = {
  readonly responses: readonly { readonly name: string; readonly error: KafkaErrorName; readonly errorMessage: string | null }[]
}
