// Producing from a socket. The object itself is the producer here: it knows the topic first hand, so nothing can be out of date.
import type { KafkaErrorName } from '../../../schema/kafka/errors.ts'
import type { ProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { MAX_REMEMBERED_TOPICS } from '../../../schema/limits.ts'
import { StickyPartitioner } from '../../../schema/records/partitioner.ts'
import { responsesOf, TopicCall } from '../../../schema/records/produce-call.ts'
import type { ProduceTarget, RecordOutcome } from '../../../schema/records/produce-call.ts'
import type { ParsedProduce } from '../../../schema/records/produce-record.ts'
import { isKnown, refuseSpread, requestFieldsOf, targetFieldsOf } from '../../../schema/records/sender.ts'
import type { Sender } from '../../../schema/records/sender.ts'
import { present } from '../../engine/assert.ts'
import type { TopicView } from '../../engine/cluster.ts'
import { drawFraction } from '../entropy.ts'
import type { Home } from '../home.ts'

/** Kafka's producers wait for all replicas, for thirty seconds at most. */
const ACKS_ALL = -1
const TIMEOUT_MS = 30_000

const stickies = new Map<string, StickyPartitioner>()

/** Sends the records of a frame to a topic, which is made on the way where the cluster allows it. */
export async function produceFrame(
  home: Home,
  topicName: string,
  parsed: readonly ParsedProduce[],
  sender: Sender,
): Promise<RecordOutcome[]> {
  if (!home.runtime.cluster.topics.has(topicName)) {
    const error = await makeTopic(home, topicName)
    if (error !== 'NONE') return parsed.map(() => ({ kind: 'failed', error, message: null }))
  }
  const topic = present(home.runtime.cluster.topics.get(topicName), `topic ${topicName}`)
  const call = new TopicCall(parsed, targetOf(home, topic, sender))
  if (call.isEmpty) return call.outcomes([])
  if (isKnown(sender) && call.hasRefusal) return call.unattempted()
  const spread = refuseSpread(sender, [call])
  if (spread !== null) return parsed.map(() => ({ kind: 'refused', ...spread }))
  return call.outcomes(responsesOf(await send(home, call, sender), 0))
}

async function makeTopic(home: Home, topicName: string): Promise<KafkaErrorName> {
  const request = { topics: [topicName], allowAutoTopicCreation: true }
  const { response } = await home.runtime.request({ api: 'Metadata', request })
  return response.topics[0]?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION'
}

/** Records without a time of their own get the cluster's. */
function targetOf({ runtime }: Home, topic: TopicView, sender: Sender): ProduceTarget {
  const { maxMessageBytes } = topic.effectiveConfigs
  return {
    topic: topic.name,
    topicId: topic.topicId,
    partitionCount: topic.partitions.length,
    maxMessageBytes,
    nowMs: runtime.nowMs,
    ...targetFieldsOf(sender, stickyOf(topic.topicId), maxMessageBytes),
  }
}

async function send(home: Home, call: TopicCall, sender: Sender): Promise<ProduceResponse> {
  const request = {
    ...requestFieldsOf(sender),
    acks: ACKS_ALL,
    timeoutMs: TIMEOUT_MS,
    atomic: isKnown(sender),
    topicData: [call.topicData],
  }
  return (await home.runtime.request({ api: 'Produce', request })).response
}

function stickyOf(topicId: string): StickyPartitioner {
  const known = stickies.get(topicId)
  if (known !== undefined) return known
  if (stickies.size >= MAX_REMEMBERED_TOPICS) stickies.clear()
  const sticky = new StickyPartitioner(drawFraction)
  stickies.set(topicId, sticky)
  return sticky
}
