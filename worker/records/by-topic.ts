// The records of a body sorted by the topic that each goes to, and what became of them in the order of the body again.
import type { RecordOutcome } from '../../schema/records/produce-call.ts'
import type { ParsedProduce } from '../../schema/records/produce-record.ts'
import { refuseForeignTopic } from '../http/serve-endpoint.ts'
import type { Principal } from '../keys/principal.ts'
import type { TopicRecords } from './send-records.ts'

/** A record with the topic that it names itself, if it does. */
export type TopicEntry = { readonly topicName: string | null; readonly produce: ParsedProduce }

/** Which topic a record goes to; null when it does not say and the URL does not either. */
export type TopicOf = (topicName: string | null) => string | null

export type ByTopic = {
  readonly topics: readonly TopicRecords[]
  /** By entry: which of the topics its record went to. */
  readonly topicIndexes: readonly number[]
}

export type PlacedOutcome = { readonly topicIndex: number; readonly outcome: RecordOutcome }

const NO_TOPIC: ParsedProduce = { ok: false, isSyntaxError: false, errorCode: 400, message: 'Bad Request: topic_name is missing.' }

/** Each topic's records in the order of the body. Entries without a topic are refused under the empty name, which no topic has. */
export function byTopic(entries: readonly TopicEntry[], topicOf: TopicOf): ByTopic {
  const indexes = new Map<string, number>()
  const topics: { topic: string; parsed: ParsedProduce[] }[] = []
  const topicIndexes = entries.map(({ topicName, produce }) => {
    const topic = topicOf(topicName)
    const name = topic ?? ''
    let index = indexes.get(name)
    if (index === undefined) {
      index = topics.push({ topic: name, parsed: [] }) - 1
      indexes.set(name, index)
    }
    topics[index]?.parsed.push(topic === null ? NO_TOPIC : produce)
    return index
  })
  return { topics, topicIndexes }
}

/** The topic that a record names itself. Throws RestError 403 when the key is for others. */
export function ownTopicOf(principal: Principal): TopicOf {
  return (topicName) => {
    if (topicName !== null) refuseForeignTopic(principal, topicName)
    return topicName
  }
}

export function inBodyOrder({ topicIndexes }: ByTopic, outcomes: readonly (readonly RecordOutcome[])[]): PlacedOutcome[] {
  const left = outcomes.map((ofTopic) => ofTopic.values())
  return topicIndexes.map((topicIndex) => {
    const outcome = left[topicIndex]?.next().value
    if (outcome === undefined) throw new Error('every record has an outcome')
    return { topicIndex, outcome }
  })
}
