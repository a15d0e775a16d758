// Ports of Kafka lead to one sandbox, so a round through them has a new topic instead of a new sandbox, which is deleted before the next.

import type { KafkaTarget } from '../servers/kafka-target.ts'
import { ask, expectStatus, jsonHeaders, topicPath } from '../servers/sandbox.ts'

let topics = 0

export type TopicShape = {
  /** The brokers of each partition. */
  readonly replicas: readonly (readonly number[])[]
}

export async function inFreshTopic<Value>(
  { sandbox }: KafkaTarget,
  { replicas }: TopicShape,
  work: (topic: string) => Promise<Value>,
): Promise<Value> {
  const topic = `bench-${topics++}`
  const headers = jsonHeaders(sandbox)
  const body = JSON.stringify({ topic_name: topic, replicas_assignments: Object.fromEntries(replicas.entries()) })
  expectStatus(await ask(sandbox.origin, { method: 'POST', path: `/v3/clusters/${sandbox.id}/topics`, headers, body }), 201)
  const value = await work(topic)
  expectStatus(await ask(sandbox.origin, { method: 'DELETE', path: topicPath(sandbox, topic), headers }), 204)
  return value
}
