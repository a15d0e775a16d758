// Every name that may stand for a path segment, with what it means. Path parameters are not validated by schemas: a produce request has
// two of them, and what does not exist is not found anyway.
import { notFound } from './rest-error.ts'

export const PATH_PARAMETERS = {
  sandbox_id: { description: 'The id of the sandbox: 22 characters of URL-safe base64.', integer: false },
  cluster_id: { description: 'The Kafka cluster id, which is the id of the sandbox.', integer: false },
  key_id: { description: 'The id of a key, as the list of keys shows it.', integer: false },
  broker_id: { description: 'The node id of a broker.', integer: true },
  node_id: { description: 'The node id of a broker, or of a controller (3000 and on).', integer: true },
  fault_id: { description: 'The id of a fault, as the list of faults shows it.', integer: true },
  app_id: { description: 'The id of a simulated application, as the list of them shows it.', integer: true },
  log_directory: { description: 'The directory of a partition, such as `orders-0`.', integer: false },
  log_file: { description: 'The name of a file, as the listing shows it.', integer: false },
  topic_name: { description: 'The name of a topic.', integer: false },
  partition_id: { description: 'The index of a partition, from 0.', integer: true },
  transactional_id: { description: 'The transactional id that its producers have chosen.', integer: false },
  producer_id: { description: 'The id that a producer was given.', integer: false },
  group_id: { description: 'The id of a consumer group.', integer: false },
  instance_id: { description: 'The id of a consumer instance, as its creation answered.', integer: false },
  consumer_id: { description: 'The id of a member of the group, as the list of its consumers shows it.', integer: false },
  snapshot_hash: { description: 'The hash of a snapshot: 43 characters of URL-safe base64.', integer: false },
  config_name: { description: 'The name of a config, such as `retention.ms`.', integer: false },
} as const satisfies Record<string, { description: string; integer: boolean }>

export type ParameterName = keyof typeof PATH_PARAMETERS

/** Ids of brokers and partitions are 32-bit integers in Kafka. */
const MAX_ID = 2 ** 31 - 1

/** A producer id from the path: 64 bits in Kafka, of which JSON numbers carry 53. */
export function producerIdParameter(text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw notFound()
  return value
}

/** A broker or partition id from the path. What is no such number names nothing, so it is 404, as JAX-RS answers too. */
export function integerParameter(text: string): number {
  const value = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (!(Math.abs(value) <= MAX_ID)) throw notFound()
  return value
}
