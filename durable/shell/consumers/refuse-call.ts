// What is refused before a hosted consumer hears of it: names that are too long to be one, since all that a consumer is told is kept with it, and
// topics that the caller's key is not for. A consumer's own client takes any name and leaves it to the brokers.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import { MAX_TOPIC_NAME_CHARACTERS } from '../../../schema/kafka/topic-name.ts'
import { MAX_MEMBER_NAME_CHARACTERS } from '../../../schema/limits.ts'
import { refuseGroupId } from '../../engine/group/group-id.ts'
import type { ConsumerCall, ConsumerRef, ConsumerSpec } from './consumer-call.ts'

export type RefusedCall = { readonly done: false; readonly reason: KafkaErrorName; readonly message: string }

/** Configs that go to the group with every request of the consumer. */
const NAMES: ReadonlySet<string> = new Set(['client.id', 'group.instance.id'])

export function refuseSpec({ groupId, configs }: Pick<ConsumerSpec, 'groupId' | 'configs'>): RefusedCall | null {
  const ofGroup = refuseGroupId(groupId)
  if (ofGroup !== null) return refused(ofGroup, kafkaError(ofGroup).message)
  const tooLong = configs.find(([name, value]) => NAMES.has(name) && value.length > MAX_MEMBER_NAME_CHARACTERS)
  return tooLong === undefined ? null : refused('POLICY_VIOLATION', `${tooLong[0]} has at most ${MAX_MEMBER_NAME_CHARACTERS} characters.`)
}

export function refuseCall({ topicPrefix }: Pick<ConsumerRef, 'topicPrefix'>, call: ConsumerCall): RefusedCall | null {
  const topics = topicsIn(call)
  if (topics.some((topic) => topic.length > MAX_TOPIC_NAME_CHARACTERS)) {
    return refused('INVALID_TOPIC_EXCEPTION', `A topic's name has at most ${MAX_TOPIC_NAME_CHARACTERS} characters.`)
  }
  if (topics.every((topic) => topic.startsWith(topicPrefix))) return null
  return refused('TOPIC_AUTHORIZATION_FAILED', `The key is only for topics that begin with ${topicPrefix}.`)
}

/** Other calls are about partitions that the consumer has. */
function topicsIn(call: ConsumerCall): readonly string[] {
  switch (call.kind) {
    case 'subscribe':
      return call.topics
    case 'assign':
      return call.partitions.map(({ topic }) => topic)
    case 'commit':
      return call.offsets?.map(({ topic }) => topic) ?? []
    default:
      return []
  }
}

function refused(reason: KafkaErrorName, message: string): RefusedCall {
  return { done: false, reason, message }
}
