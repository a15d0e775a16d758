// Producing from a socket. The object itself is the producer here: it knows the topic first hand, so nothing can be out of date.
import type { ProduceResponse } from '../../../schema/kafka/requests/produce.ts'
import { MAX_REMEMBERED_TOPICS } from '../../../schema/limits.ts'
import { StickyPartitioner } from '../../../schema/records/partitioner.ts'
import { responsesOf, TopicCall } from '../../../schema/records/produce-call.ts'
import type { RecordOutcome } from '../../../schema/records/produce-call.ts'
import type { ParsedProduce } from '../../../schema/records/produce-record.ts'
import type { TopicView } from '../../engine/cluster.ts'
import { nowMs } from '../clock.ts'
import { drawFraction } from '../entropy.ts'
import type { Home } from '../home.ts'

/** Kafka's producers wait for all replicas, for thirty seconds at most. */
const ACKS_ALL = -1
const TIMEOUT_MS = 30_000

const stickies = new Map<string, StickyPartitioner>()

/** Sends the records of a frame to a topic, which is made on the way where the cluster allows it. */
export async function produceFrame(home: Home, topicName: string, parsed: readonly ParsedProduce[]): Promise<RecordOutcome[]> {
  const topic = home.runtime.cluster.topics.get(topicName) ?? (await madeTopic(home, topicName))
  if (topic === undefined) {
    return parsed.map(() => ({ kind: 'failed', error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null }))
  }
  const call = new TopicCall(parsed, {
    topic: topicName,
    topicId: topic.topicId,
    partitionCount: topic.partitions.length,
    maxMessageBytes: topic.effectiveConfigs.maxMessageBytes,
    sticky: stickyOf(topic.topicId),
    nowMs: nowMs(),
  })
  if (call.isEmpty) return call.outcomes([])
  return call.outcomes(responsesOf(await send(home, call), 0))
}

async function send(home: Home, call: TopicCall): Promise<ProduceResponse> {
  const request = { transactionalId: null, acks: ACKS_ALL, timeoutMs: TIMEOUT_MS, atomic: false, topicData: [call.topicData] }
  return (await home.runtime.request({ api: 'Produce', request })).response
}

async function madeTopic(home: Home, topicName: string): Promise<TopicView | undefined> {
  await home.runtime.request({ api: 'Metadata', request: { topics: [topicName], allowAutoTopicCreation: true } })
  return home.runtime.cluster.topics.get(topicName)
}

function stickyOf(topicId: string): StickyPartitioner {
  const known = stickies.get(topicId)
  if (known !== undefined) return known
  if (stickies.size >= MAX_REMEMBERED_TOPICS) stickies.clear()
  const sticky = new StickyPartitioner(drawFraction)
  stickies.set(topicId, sticky)
  return sticky
}
