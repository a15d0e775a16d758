// An answer as it travels: its size, the number of the request it answers, and the message.
// Source: ResponseHeader and ApiKeys.responseHeaderVersion of Kafka 4.3.

import type { MessageDefinition, WrittenMessageOf } from '../message/message-definition.ts'
import { MessageWriter } from '../message/message-writer.ts'
import { writeMessage } from '../message/write-message.ts'
import { writeInt32 } from '../int64.ts'
import { isFlexible } from './wire-message.ts'

/** The size that stands before each request and each answer, itself not counted. */
export const FRAME_SIZE_BYTES = 4

/** A client does not know yet what the broker speaks when it reads this answer, so its header never grows (KIP-511). */
const ALWAYS_PLAIN_HEADER = 'ApiVersionsResponse'

/** A token of SASL as it travels after version 0 of the handshake: nothing but its size stands before it. */
export function tokenFrame(token: Uint8Array): Uint8Array {
  const frame = new Uint8Array(FRAME_SIZE_BYTES + token.length)
  writeInt32(frame, 0, token.length)
  frame.set(token, FRAME_SIZE_BYTES)
  return frame
}

export function responseFrame<Definition extends MessageDefinition>(
  definition: Definition,
  apiVersion: number,
  correlationId: number,
  message: WrittenMessageOf<Definition>,
): Uint8Array {
  const writer = new MessageWriter()
  writer.writeInt32(0)
  writer.writeInt32(correlationId)
  if (isFlexible(definition, apiVersion) && definition.name !== ALWAYS_PLAIN_HEADER) writer.writeUnsignedVarint(0)
  writeMessage(definition, apiVersion, message, writer)
  const frame = writer.finish()
  writeInt32(frame, 0, frame.length - FRAME_SIZE_BYTES)
  return frame
}
