// OffsetFetch (API key 9): how far groups have read.
// Does: every version. 1 tells errors by partition; from 2 on the group has one, and may be asked for all that it has; from 7 on offsets may have
//   to be stable (KIP-447); from 8 on several groups are asked at once (KIP-709), from 9 on by their members (KIP-848), from 10 on by topic id.
// Does not: see notDone.
// Source: KafkaApis.handleOffsetFetchRequest and OffsetFetchResponse of Kafka 4.3.
import type {
  FetchedOffset,
  OffsetFetchRequest,
  OffsetFetchResponse,
  OffsetFetchTopic,
} from '../../../../schema/kafka/requests/offset-fetch.ts'
import { ZERO_UUID } from '../../../../schema/kafka/message/uuid.ts'
import { offsetFetchMessages } from '../../../../schema/kafka/protocol/messages/offset-fetch.ts'
import { codeOf, wireApi } from '../../wire-api.ts'
import type { WireCall } from '../../wire-api.ts'
import { TOPIC_IDS_FROM, topicName } from './topic-ids.ts'

const GROUP_ERROR_FROM = 2
const SEVERAL_GROUPS_FROM = 8

type Wanted = Omit<OffsetFetchRequest, 'requireStable'>
type Fetched = OffsetFetchResponse & { readonly groupId: string }

export const offsetFetchApi = wireApi({
  ...offsetFetchMessages,
  notDone: ['A group or a partition that a request names twice is answered once.'],
  async serve({ groupId, topics, groups, requireStable }, call) {
    const isBatched = call.apiVersion >= SEVERAL_GROUPS_FROM
    const wanted = isBatched ? groups : [{ groupId, memberId: null, memberEpoch: -1, topics }]
    const fetched = await fetchAll(wanted, requireStable, call)
    return isBatched ? batchedAnswer(fetched, call.apiVersion) : plainAnswer(fetched[0], call.apiVersion)
  },
})

/** One group after another: a request may name as many as fit into it, and nobody is to ask for all of them in the same moment. */
async function fetchAll(wanted: readonly Wanted[], requireStable: boolean, { apiVersion, ask }: WireCall): Promise<Fetched[]> {
  const fetched = new Map<string, Fetched>()
  for (const { groupId, topics, ...member } of wanted) {
    if (fetched.has(groupId)) continue
    const named = topics?.map((topic) => wantedTopic(topic, apiVersion)) ?? null
    const answer = await ask('OffsetFetch', { groupId, ...member, topics: named, requireStable })
    fetched.set(groupId, { groupId, ...answer })
  }
  return [...fetched.values()]
}

function wantedTopic(topic: OffsetFetchTopic, apiVersion: number): OffsetFetchTopic {
  return { ...topicName(topic, apiVersion), partitionIndexes: topic.partitionIndexes }
}

function batchedAnswer(fetched: readonly Fetched[], apiVersion: number) {
  return {
    throttleTimeMs: 0,
    topics: [],
    groups: fetched.map(({ groupId, error, topics }) => ({
      groupId,
      errorCode: codeOf(error),
      topics: error === 'NONE' ? topics.flatMap((topic) => batchedTopic(topic, apiVersion)) : [],
    })),
  }
}

/** A topic that was asked for with all others and has no id any more cannot be told by it. */
function batchedTopic({ name, topicId, partitions }: OffsetFetchResponse['topics'][number], apiVersion: number) {
  if (topicId === '' && apiVersion >= TOPIC_IDS_FROM) return []
  return [{ name, topicId: topicId === '' ? ZERO_UUID : topicId, partitions: partitions.map(partitionOf) }]
}

function plainAnswer(fetched: Fetched | undefined, apiVersion: number) {
  const { error, topics } = fetched ?? { error: 'NONE', topics: [] }
  const isOfGroup = error !== 'NONE' && apiVersion >= GROUP_ERROR_FROM
  return {
    throttleTimeMs: 0,
    errorCode: codeOf(error),
    topics: isOfGroup ? [] : topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(partitionOf) })),
    groups: [],
  }
}

function partitionOf({ error, ...offset }: FetchedOffset) {
  return { ...offset, errorCode: codeOf(error) }
}
