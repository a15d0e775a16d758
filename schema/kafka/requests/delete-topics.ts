// DeleteTopics (API key 20) as plain objects.
import type { KafkaErrorName } from '../errors.ts'

export type DeleteTopicsRequest = {
  readonly topicNames: readonly string[]
  /** Topics by their ids (KIP-516), beside the names. */
  readonly topicIds?: readonly string[]
}

export type DeleteTopicsResponse = { readonly responses: readonly DeletedTopic[] }

export type DeletedTopic = {
  /** Null where only an id was given and nobody knows it. */
  readonly name: string | null
  /** Null where only a name was given and it was not deleted. */
  readonly topicId: string | null
  readonly error: KafkaErrorName
  readonly errorMessage: string | null
}
