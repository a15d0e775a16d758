// What a client knows of topics and leaders, and when it wants to know more: when it needs something that it does not know, when an error says that
// what it knows is old, when a connection is lost, and after metadata.max.age.ms, where it has something to send.
// Source: Metadata, ProducerMetadata and NetworkClient.DefaultMetadataUpdater of Kafka 4.3.
import { backoffMs } from '../backoff.ts'
import type { ProducerView, TopicMetadata } from './app.ts'
import { change } from './app-step.ts'
import type { ProducerStep } from './app-step.ts'
import type { DeepReadonly } from '../deep-readonly.ts'

export function topicMetadata({ metadata }: ProducerView, topic: string): DeepReadonly<TopicMetadata> | undefined {
  return metadata.topics.find(({ name, error, leaders }) => name === topic && error === 'NONE' && leaders.length > 0)
}

/** -1 where the client knows of none. */
export function knownLeader(producer: ProducerView, topic: string, partitionIndex: number): number {
  return topicMetadata(producer, topic)?.leaders[partitionIndex] ?? -1
}

/** Marks what is known as old. Every try but the first waits for retry.backoff.ms. */
export function wantMetadata(at: ProducerStep): true {
  const { step, app, producer } = at
  const { attempts, isWanted, updatedMs } = producer.metadata
  if (isWanted || isAsking(producer)) return true
  const { retryBackoffMs, retryBackoffMaxMs } = app.settings
  const isFirst = updatedMs === null && attempts === 0
  const notBeforeMs = isFirst ? step.nowMs : step.nowMs + (attempts === 0 ? 0 : backoffMs(retryBackoffMs, retryBackoffMaxMs, attempts - 1))
  return change(at, { kind: 'metadata.wanted', notBeforeMs })
}

export function isAsking({ inFlight }: ProducerView): boolean {
  return inFlight.some(({ api }) => api === 'Metadata')
}

/** What send and the sender wait for that nobody has asked for yet. */
export function noticeNeed(at: ProducerStep): boolean {
  const { app, producer, step } = at
  const { metadata, sending, accumulator } = producer
  if (metadata.isWanted || isAsking(producer)) return false
  const isUnknown = sending !== null && topicMetadata(producer, sending.record.topic) === undefined
  const hasNoLeader = accumulator.some(({ topic, partitionIndex }) => knownLeader(producer, topic, partitionIndex) === -1)
  const isOld = metadata.updatedMs !== null && metadata.updatedMs + app.settings.metadataMaxAgeMs <= step.nowMs
  const hasWork = sending !== null || accumulator.length > 0
  return isUnknown || hasNoLeader || (isOld && hasWork) ? wantMetadata(at) : false
}
