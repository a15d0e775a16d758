// What the members of a group have in common: the protocols that all of them speak, which of these they like best, and the topics that they
// read when the protocol is the consumers' own.
// Source: ClassicGroup.supportsProtocols, selectProtocol and computeSubscribedTopics of Kafka 4.3.
import { CONSUMER_PROTOCOL_TYPE, decodeConsumerProtocolSubscription } from '../../../../schema/kafka/consumer-protocol.ts'
import { assert } from '../../assert.ts'
import { bytesOfText } from '../stored-bytes.ts'
import type { ClassicGroupView, ClassicMemberView } from './classic-group.ts'

type Named = { readonly name: string }

/** Whether somebody who speaks these protocols can be a member. */
export function supportsProtocols(
  { state, protocolType, members }: ClassicGroupView,
  memberProtocolType: string,
  memberProtocols: readonly Named[],
): boolean {
  if (state === 'Empty') return memberProtocolType !== '' && memberProtocols.length > 0
  return memberProtocolType === protocolType && memberProtocols.some(({ name }) => isSpokenByAll(members, name))
}

/** Each member votes for the first protocol of its own that all speak; of those with most votes the one that was voted for first wins. */
export function selectProtocol({ members }: ClassicGroupView): string {
  const first = members[0]
  assert(first !== undefined, 'somebody votes')
  const candidates = new Set(first.protocols.map(({ name }) => name).filter((name) => isSpokenByAll(members, name)))
  const votes = new Map<string, number>()
  for (const { protocols } of members) {
    const vote = protocols.find(({ name }) => candidates.has(name))
    if (vote !== undefined) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
  }
  const [elected] = [...votes].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0])
  assert(elected !== '', 'members have a protocol in common')
  return elected
}

function isSpokenByAll(members: readonly ClassicMemberView[], wanted: string): boolean {
  return members.every(({ protocols }) => protocols.some(({ name }) => name === wanted))
}

/** What the member says to the others in that protocol, as text; empty when it does not speak it. */
export function metadataOf({ protocols }: ClassicMemberView, protocolName: string | null): string {
  return protocols.find(({ name }) => name === protocolName)?.metadata ?? ''
}

/** Worked out once for each state of a group: with each of its commits every offset asks whether its topic is read. */
const subscribedTopics = new WeakMap<ClassicGroupView, ReadonlySet<string> | null>()

/** Null when nobody can tell: the protocol is not the consumers' own, or there has been no generation. */
export function subscribedTopicsOf(group: ClassicGroupView): ReadonlySet<string> | null {
  const known = subscribedTopics.get(group)
  if (known !== undefined) return known
  const topics = topicsRead(group)
  subscribedTopics.set(group, topics)
  return topics
}

function topicsRead({ protocolType, protocolName, members }: ClassicGroupView): ReadonlySet<string> | null {
  if (protocolType !== CONSUMER_PROTOCOL_TYPE) return null
  const topics = new Set<string>()
  for (const member of members) {
    const subscription = decodeConsumerProtocolSubscription(bytesOfText(metadataOf(member, protocolName)))
    if (subscription === null) return null
    for (const topic of subscription.topics) topics.add(topic)
  }
  return topics
}
