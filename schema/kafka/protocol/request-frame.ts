// The head of a request: which API in which version, the number that its answer carries, and who asks. What follows is the message itself.
// Source: RequestHeader.parse of Kafka 4.3 and its message definition; KIP-511 and KIP-482.

import { defineMessage } from '../message/message-definition.ts'
import type { MessageDefinition, MessageOf } from '../message/message-definition.ts'
import { MalformedMessageError, MessageReader } from '../message/message-reader.ts'
import { readMessage } from '../message/read-message.ts'
import { readInt16, readInt32 } from '../int64.ts'
import { MAX_ELEMENTS_PER_REQUEST } from '../../protocol-limits.ts'
import { isFlexible } from './wire-message.ts'

/** Key, version and correlation id, which every request has, whatever else it may be. */
const LEAST_BYTES = 8

export const requestHeader = defineMessage({
  name: 'RequestHeader',
  validVersions: '1-2',
  flexibleVersions: '2+',
  fields: [
    { name: 'requestApiKey', type: 'int16', versions: '0+' },
    { name: 'requestApiVersion', type: 'int16', versions: '0+' },
    { name: 'correlationId', type: 'int32', versions: '0+' },
    { name: 'clientId', type: 'string', versions: '1+', nullableVersions: '1+', flexibleVersions: 'none' },
  ],
})

/** What can be read of any request, even one of an API that nobody knows. */
export type RequestHead = { readonly apiKey: number; readonly apiVersion: number; readonly correlationId: number }

export type ReadRequest<Definition extends MessageDefinition> = {
  readonly clientId: string | null
  readonly message: MessageOf<Definition>
}

/** @param frame a request without the four bytes of its size. Throws MalformedMessageError. */
export function readRequestHead(frame: Uint8Array): RequestHead {
  if (frame.length < LEAST_BYTES) throw new MalformedMessageError(`a request of ${frame.length} bytes has no header`)
  return { apiKey: readInt16(frame, 0), apiVersion: readInt16(frame, 2), correlationId: readInt32(frame, 4) }
}

/**
 * The whole request, when its API and version are known. Bytes and records in it are views of the frame.
 *
 * Bytes behind the message are left alone, as Kafka leaves them. Throws MalformedMessageError.
 */
export function readRequest<Definition extends MessageDefinition>(
  definition: Definition,
  apiVersion: number,
  frame: Uint8Array,
): ReadRequest<Definition> {
  const reader = new MessageReader(frame, MAX_ELEMENTS_PER_REQUEST)
  const { clientId } = readMessage(requestHeader, isFlexible(definition, apiVersion) ? 2 : 1, reader)
  return { clientId, message: readMessage(definition, apiVersion, reader) }
}
