// Asks the cluster one Kafka request in the name of the caller, and reads the answers that several routes need.
import type { Caller, SandboxRpc } from '../../durable/shell/rpc.ts'
import type { Answered } from '../../durable/shell/runtime.ts'
import type { KafkaErrorName } from '../../schema/kafka/errors.ts'
import type { KafkaApi, KafkaRequest, RequestOf } from '../../schema/kafka/requests/apis.ts'
import type { MetadataBroker, MetadataPartition, MetadataResponse, MetadataTopic } from '../../schema/kafka/requests/metadata.ts'
import { kafkaRestError } from '../http/kafka-error-status.ts'
import { valueOf } from '../http/outcome.ts'
import { integerParameter } from '../http/path-parameters.ts'
import { notFound } from '../http/rest-error.ts'
import { forgetChanged } from './topic-memory.ts'

/** Whom to ask, and for whom. Every context of an endpoint is one. */
export type Asker = { readonly sandbox: SandboxRpc; readonly caller: Caller; readonly sandboxId: string }

/**
 * The answer with the sequence of the change it made. Throws RestError when the sandbox is gone or the key was revoked.
 *
 * @param brokerId where the request is sent; null finds whoever answers for what it is about.
 */
export async function ask<Api extends KafkaApi>(
  asker: Asker,
  request: RequestOf<Api>,
  brokerId: number | null = null,
): Promise<Answered<Api>> {
  const answered = valueOf(await asker.sandbox.kafka(asker.caller, request, brokerId), asker.sandboxId)
  if (answered.sequence !== null) forgetChanged(asker.sandboxId, request as KafkaRequest)
  return answered
}

/** Throws the answer to a Kafka error. */
export function refuseError(error: KafkaErrorName, message: string | null): void {
  if (error !== 'NONE') throw kafkaRestError(error, message)
}

/** The header that names the last record of the cluster's journal that a call caused. A call that changed nothing has none. */
export function sequenceHeader({ sequence }: Pick<Answered, 'sequence'>): Record<string, string> {
  return sequence === null ? {} : { 'Samsa-Sequence': String(sequence) }
}

/** Metadata of the named topics, or of all for null. Asking never creates a topic. */
export async function askMetadata(asker: Asker, topics: readonly string[] | null): Promise<MetadataResponse> {
  return (await ask(asker, { api: 'Metadata', request: { topics, allowAutoTopicCreation: false } })).response
}

/** Throws RestError 404 (40403) when there is no such topic: one that could not be is no different there. */
export async function askTopic(asker: Asker, topicName: string): Promise<MetadataTopic> {
  const [topic] = (await askMetadata(asker, [topicName])).topics
  if (topic === undefined) throw new Error('Metadata answers for every topic that it is asked for.')
  refuseError(topic.error === 'INVALID_TOPIC_EXCEPTION' ? 'UNKNOWN_TOPIC_OR_PARTITION' : topic.error, null)
  return topic
}

/** A partition by the text of its id in the path. Throws RestError 404: 40403 for the topic, 40402 for the partition. */
export async function askPartition(asker: Asker, topicName: string, partitionId: string): Promise<MetadataPartition> {
  const { partitions } = await askTopic(asker, topicName)
  const wanted = integerParameter(partitionId)
  const partition = partitions.find(({ partitionIndex }) => partitionIndex === wanted)
  if (partition === undefined) throw partitionNotFound()
  return partition
}

export function partitionNotFound(): Error {
  return notFound('Partition not found.', 40402)
}

/** A broker by the text of its id in the path. Throws RestError 404 when the cluster has none with this id. */
export function brokerOf({ brokers }: MetadataResponse, brokerId: string): MetadataBroker {
  const wanted = integerParameter(brokerId)
  const broker = brokers.find(({ nodeId }) => nodeId === wanted)
  if (broker === undefined) throw notFound(`Broker ${wanted} cannot be found.`)
  return broker
}
