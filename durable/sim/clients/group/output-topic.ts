// The topic that members write to what they made of what they read. No group reads it.
import type { ClientContext } from '../client-context.ts'

export const OUTPUT_TOPIC = 'out'

const PARTITIONS = 2
const MOST_REPLICAS = 3

/** Asks for it when it is not there; null when it is. */
export function makeOutputTopic({ world }: ClientContext): string | null {
  const { topics, brokers } = world.cluster
  if (topics.has(OUTPUT_TOPIC)) return null
  const replicationFactor = Math.min(brokers.size, MOST_REPLICAS)
  const topic = { name: OUTPUT_TOPIC, numPartitions: PARTITIONS, replicationFactor, assignments: [], configs: [] }
  world.request(world.nextRequestId(), null, { api: 'CreateTopics', request: { topics: [topic], validateOnly: false } })
  return `makes ${OUTPUT_TOPIC}`
}
