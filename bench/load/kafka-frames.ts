// Requests of the binary protocol as bytes, made beforehand, and what the answer to a produce says.

import { RecordBatchBuilder } from '../../schema/kafka/batch-builder.ts'
import { kafkaError } from '../../schema/kafka/errors.ts'
import type { MessageDefinition, WrittenMessageOf } from '../../schema/kafka/message/message-definition.ts'
import { MessageReader } from '../../schema/kafka/message/message-reader.ts'
import { MessageWriter } from '../../schema/kafka/message/message-writer.ts'
import { readMessage } from '../../schema/kafka/message/read-message.ts'
import { ZERO_UUID } from '../../schema/kafka/message/uuid.ts'
import { writeMessage } from '../../schema/kafka/message/write-message.ts'
import { apiVersionsMessages } from '../../schema/kafka/protocol/messages/api-versions.ts'
import { produceMessages } from '../../schema/kafka/protocol/messages/produce.ts'
import { requestHeader } from '../../schema/kafka/protocol/request-frame.ts'
import { FRAME_SIZE_BYTES } from '../../schema/kafka/protocol/response-frame.ts'
import { isFlexible } from '../../schema/kafka/protocol/wire-message.ts'
import type { WireMessages } from '../../schema/kafka/protocol/wire-message.ts'

/** The version of librdkafka; flexible, and with names instead of topic ids. */
const PRODUCE_VERSION = 9
const TIMEOUT_MS = 30_000
const MAX_BATCH_BYTES = 64 * 1024
const ACKS_ALL = -1

/** With its size, as all of them. */
export function produceFrame(topic: string, partition: number, value: string): Buffer {
  const batch = new RecordBatchBuilder(MAX_BATCH_BYTES)
  batch.append(Date.now(), null, new TextEncoder().encode(value), [])
  const topicData = [{ name: topic, topicId: ZERO_UUID, partitionData: [{ index: partition, records: batch.build() }] }]
  return frameOf(produceMessages, PRODUCE_VERSION, { transactionalId: null, acks: ACKS_ALL, timeoutMs: TIMEOUT_MS, topicData })
}

export function apiVersionsFrame(): Buffer {
  return frameOf(apiVersionsMessages, 3, { clientSoftwareName: 'bench', clientSoftwareVersion: '1' })
}

/** The name of the error in the answer to a produce, without its size; null when everything is stored. */
export function refusalIn(answer: Uint8Array): string | null {
  const reader = new MessageReader(answer)
  reader.readInt32()
  reader.readUnsignedVarint()
  const { responses } = readMessage(produceMessages.response, PRODUCE_VERSION, reader)
  const refused = responses.flatMap(({ partitionResponses }) => partitionResponses).find(({ errorCode }) => errorCode !== 0)
  return refused === undefined ? null : kafkaError(refused.errorCode).name
}

function frameOf<Request extends MessageDefinition>(
  { apiKey, request }: Pick<WireMessages<Request>, 'apiKey' | 'request'>,
  apiVersion: number,
  message: WrittenMessageOf<Request>,
): Buffer {
  const writer = new MessageWriter()
  const header = { requestApiKey: apiKey, requestApiVersion: apiVersion, correlationId: 1, clientId: 'bench' }
  writeMessage(requestHeader, isFlexible(request, apiVersion) ? 2 : 1, header, writer)
  writeMessage(request, apiVersion, message, writer)
  const frame = writer.finish()
  const size = Buffer.alloc(FRAME_SIZE_BYTES)
  size.writeInt32BE(frame.length)
  return Buffer.concat([size, frame])
}
