// How requests about offsets name their topics: by name until version 9, by id alone from 10 on (KIP-848). The field that a version does not
// have is read as its default and says nothing.
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'

export const TOPIC_IDS_FROM = 10

type Named = { readonly name: string; readonly topicId?: string }

/** What the topic is called in a request of this version. */
export function topicName({ name, topicId = ZERO_UUID }: Named, apiVersion: number): Named {
  return apiVersion >= TOPIC_IDS_FROM ? { name: '', topicId } : { name }
}
