// What a group reads, by the topics that there are: names, the topics that regular expressions stand for, and a hash by which the coordinator
// sees that topics have come, gone or grown. Kafka's hash also tells the racks of replicas, by which no server-side assignor goes.
// Source: ModernGroup.subscribedTopicNames and Utils.computeGroupHash of Kafka 4.3.
import { compareText } from '../../../../schema/kafka/topic-partition.ts'
import type { ClusterView } from '../../cluster.ts'
import type { ConsumerGroup, ConsumerGroupMember } from './consumer-group.ts'

/** Of one member, whether or not the topics exist. A topic may come twice, by name and by expression. */
export function topicNamesOf({ regularExpressions }: ConsumerGroup, member: ConsumerGroupMember): readonly string[] {
  const { subscribedTopicNames, subscribedTopicRegex } = member
  const resolved = regularExpressions.find(({ regularExpression }) => regularExpression === subscribedTopicRegex)
  return resolved === undefined ? subscribedTopicNames : [...subscribedTopicNames, ...resolved.topics]
}

/** Of one member, the topics that exist, by their ids. */
export function subscribedTopicIds({ topics }: ClusterView, group: ConsumerGroup, member: ConsumerGroupMember): Set<string> {
  const topicIds = new Set<string>()
  for (const name of topicNamesOf(group, member)) {
    const topic = topics.get(name)
    if (topic !== undefined) topicIds.add(topic.topicId)
  }
  return topicIds
}

/** Worked out once for each state of a group: every heartbeat asks. */
const namesOfAll = new WeakMap<ConsumerGroup, readonly string[]>()

/** Of all members, in the order of their names. */
export function topicNamesOfAll(group: ConsumerGroup): readonly string[] {
  const known = namesOfAll.get(group)
  if (known !== undefined) return known
  const names = new Set<string>()
  for (const member of group.members) for (const name of topicNamesOf(group, member)) names.add(name)
  const inOrder = [...names].sort(compareText)
  namesOfAll.set(group, inOrder)
  return inOrder
}

/** 0 while none of the topics exists. */
export function metadataHash({ topics }: ClusterView, names: readonly string[]): number {
  let high = 0
  let low = 0
  for (const name of names) {
    const topic = topics.get(name)
    if (topic === undefined) continue
    for (const text of [name, topic.topicId, String(topic.partitions.length)]) {
      low = mixed(low, text, 0x01000193)
      high = mixed(high, text, 0x85ebca6b)
    }
  }
  // 53 bits, so that it is the same number in the log, in the journal and here.
  return (high >>> 11) * 2 ** 32 + low
}

/** A step of FNV-1a for each character, with a multiplier of its own for each half, and one that ends the text. */
function mixed(hash: number, text: string, multiplier: number): number {
  let next = hash
  for (let index = 0; index < text.length; index++) next = Math.imul(next ^ text.charCodeAt(index), multiplier)
  return Math.imul(next ^ text.length ^ 0x9e3779b9, multiplier) >>> 0
}
