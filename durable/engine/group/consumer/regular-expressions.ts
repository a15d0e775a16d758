// Subscriptions by regular expression: the coordinator works out which topics each stands for, when the first member subscribes with it and again
// when the metadata has changed since. Kafka does so in the background, so that its member has the topics one heartbeat later.
// Source: GroupMetadataManager.maybeUpdateRegularExpressions and refreshRegularExpressions of Kafka 4.3. Internal topics count, as there.
import { MAX_SUBSCRIBED_REGEX_CHARACTERS } from '../../../../schema/limits.ts'
import { compareText } from '../../../../schema/kafka/topic-partition.ts'
import type { ClusterView } from '../../cluster.ts'
import { matcherOf } from '../../safe-pattern.ts'
import type { GroupDraft } from './group-draft.ts'

export function isRegularExpression(regularExpression: string): boolean {
  return matcherOf(regularExpression, MAX_SUBSCRIBED_REGEX_CHARACTERS) !== null
}

/** Resolves those that members use and that are not up to date, and drops those that nobody uses any more. True when topics came or went. */
export function refreshRegularExpressions(draft: GroupDraft, cluster: ClusterView): boolean {
  const { members, regularExpressions } = draft.group
  const used = new Set<string>()
  for (const { subscribedTopicRegex: regex } of members) if (regex !== null && regex !== '') used.add(regex)
  let hasChanged = false
  for (const { regularExpression } of regularExpressions) {
    if (!used.has(regularExpression)) draft.write({ kind: 'ConsumerGroupRegularExpression', regularExpression, value: null })
  }
  for (const regularExpression of used) hasChanged = resolve(draft, cluster, regularExpression) || hasChanged
  return hasChanged
}

function resolve(draft: GroupDraft, { topics: all, metadataLog }: ClusterView, regularExpression: string): boolean {
  const before = draft.group.regularExpressions.find((one) => one.regularExpression === regularExpression)
  const version = metadataLog.logEndOffset
  if (before?.version === version) return false
  const isMatch = matcherOf(regularExpression, MAX_SUBSCRIBED_REGEX_CHARACTERS)
  const topics = isMatch === null ? [] : [...all.keys()].filter((name) => isMatch(name)).sort(compareText)
  const isSame = before !== undefined && before.topics.length === topics.length && topics.every((topic, at) => topic === before.topics[at])
  // Metadata that changed nothing here is not worth a record.
  if (isSame) return false
  draft.write({ kind: 'ConsumerGroupRegularExpression', regularExpression, value: { topics, version, timestampMs: draft.nowMs } })
  return before !== undefined || topics.length > 0
}
