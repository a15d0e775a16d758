// Which topics of a request the principal may touch, whether they are named or called by their ids.
import type { AclOperation } from '../../../schema/kafka/acls/acl-codes.ts'
import { ZERO_UUID } from '../../../schema/kafka/message/uuid.ts'
import type { Access } from './rights.ts'

/** Empty or null is a name that is not there; so is the zero id. */
export type TopicRef = { readonly name: string | null; readonly topicId: string }

/** The name of a topic, or null for an id that is nobody's: that is no secret, and the broker says it. */
export async function namesOfTopics(access: Access, topics: readonly TopicRef[]): Promise<(topic: TopicRef) => string | null> {
  const nameless = topics.filter((topic) => !isNamed(topic) && topic.topicId !== ZERO_UUID).map(({ topicId }) => topicId)
  const names = nameless.length === 0 ? new Map<string, string>() : await access.topicNames(nameless)
  return (topic) => (isNamed(topic) ? topic.name : (names.get(topic.topicId) ?? null))
}

export async function topicCheck(
  access: Access,
  operation: AclOperation,
  topics: readonly TopicRef[],
): Promise<(topic: TopicRef) => boolean> {
  const nameOf = await namesOfTopics(access, topics)
  return (topic) => {
    const name = nameOf(topic)
    return name === null || access.may(operation, 'TOPIC', name)
  }
}

function isNamed({ name }: TopicRef): boolean {
  return name !== null && name !== ''
}
