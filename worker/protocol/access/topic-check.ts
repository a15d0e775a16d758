// Which topics of a request the principal may touch, whether they are named or called by their ids.
import type { AclOperation } from '../../../schema/kafka/acls/acl-codes.ts'
import { ZERO_UUID } from '../../../schema/kafka/message/uuid.ts'
import type { Access } from './rights.ts'

/** Empty or null is a name that is not there; so is the zero id. */
export type TopicRef = { readonly name: string | null; readonly topicId: string }

/** Every name by which a topic may be meant: its own, and that of its id where somebody has that one. Which of them counts is the API's to say. */
export async function namesOfTopics(access: Access, topics: readonly TopicRef[]): Promise<(topic: TopicRef) => readonly string[]> {
  const topicIds = topics.filter(({ topicId }) => topicId !== ZERO_UUID).map(({ topicId }) => topicId)
  const known = topicIds.length === 0 ? new Map<string, string>() : await access.topicNames(topicIds)
  return ({ name, topicId }) => [name ?? '', known.get(topicId) ?? ''].filter((each) => each !== '')
}

/** What has no name is let through: that an id is nobody's is no secret, and the broker says it. */
export async function topicCheck(
  access: Access,
  operation: AclOperation,
  topics: readonly TopicRef[],
): Promise<(topic: TopicRef) => boolean> {
  const namesOf = await namesOfTopics(access, topics)
  return (topic) => namesOf(topic).every((name) => access.may(operation, 'TOPIC', name))
}
