// Bytes to any message of Kafka, from its definition and a version: the mirror of write-message.ts. Fields that the version does not have,
// and tagged fields that were left out, get their defaults. Tags that nobody knows are stepped over: that is how a newer sender talks to us.
// Bytes that are not such a message end in a MalformedMessageError; see message-reader.ts.
// Source: MessageDataGenerator of Kafka 4.3, which generates the read methods; KIP-482.

import type { MessageDefinition, MessageOf } from './message-definition.ts'
import { defaultOf, layoutOf } from './message-layout.ts'
import type { FieldLayout, StructLayout } from './message-layout.ts'
import { MalformedMessageError, MessageReader } from './message-reader.ts'
import { utf8Text } from './utf8.ts'
import { UUID_BYTES, uuidText } from './uuid.ts'

const MAX_STRING_BYTES = 0x7fff

type Values = Record<string, unknown>

/** The message that these bytes are, all of them. Bytes and records in it are views of `bytes`. */
export function decodeMessage<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  bytes: Uint8Array,
): MessageOf<Definition> {
  const reader = new MessageReader(bytes)
  const message = readMessage(definition, version, reader)
  if (reader.remainingBytes > 0) throw new MalformedMessageError(`${reader.remainingBytes} bytes are left over behind ${definition.name}`)
  return message
}

/** The message that begins where the reader stands, which then stands behind it. */
export function readMessage<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  reader: MessageReader,
): MessageOf<Definition> {
  const layout = layoutOf(definition, version)
  if (layout === null) throw new MalformedMessageError(`${definition.name} has no version ${version}`)
  return readStruct(layout, reader) as MessageOf<Definition>
}

function readStruct(layout: StructLayout, reader: MessageReader): Values {
  const struct: Values = {}
  for (const field of layout.untagged) struct[field.name] = readField(field, reader)
  for (const field of layout.tagged) struct[field.name] = defaultOf(field)
  for (const field of layout.absent) struct[field.name] = defaultOf(field)
  if (layout.isFlexible) readTaggedFields(layout.tagged, struct, reader)
  return struct
}

/** Each takes two bytes at least, so a huge number of them ends with the bytes. */
function readTaggedFields(fields: readonly FieldLayout[], struct: Values, reader: MessageReader): void {
  const count = reader.readUnsignedVarint()
  for (let index = 0; index < count; index++) {
    const tag = reader.readUnsignedVarint()
    const sizeBytes = reader.readUnsignedVarint()
    const field = fields.find((known) => known.tag === tag)
    if (field === undefined) reader.skip(sizeBytes)
    else struct[field.name] = readWithin(field, sizeBytes, reader)
  }
}

/** A tagged value must be exactly as long as it says, or everything behind it would be read wrong. */
function readWithin(field: FieldLayout, sizeBytes: number, reader: MessageReader): unknown {
  const outerEnd = reader.end
  const start = reader.skip(sizeBytes)
  reader.end = reader.position
  reader.position = start
  const value = readField(field, reader)
  if (reader.remainingBytes > 0) {
    throw new MalformedMessageError(`the tagged field ${field.name} is ${reader.remainingBytes} bytes longer than its value`)
  }
  reader.end = outerEnd
  return value
}

function readField(field: FieldLayout, reader: MessageReader): unknown {
  if (field.element !== null) return readArray(field, field.element, reader)
  if (field.struct === null) return readScalar(field, reader)
  if (field.isNullable && reader.readInt8() < (field.isTagged ? 1 : 0)) return null
  return readStruct(field.struct, reader)
}

function readArray(field: FieldLayout, element: FieldLayout, reader: MessageReader): unknown[] | null {
  const count = readLength(field, reader)
  if (count === null) return null
  reader.checkElements(count, element.leastBytes)
  const values: unknown[] = []
  for (let index = 0; index < count; index++) values.push(readField(element, reader))
  return values
}

function readLength(field: FieldLayout, reader: MessageReader): number | null {
  return lengthOrNull(field, field.isCompact ? reader.readUnsignedVarint() - 1 : reader.readInt32())
}

function lengthOrNull(field: FieldLayout, length: number): number | null {
  if (length >= 0) return length
  if (field.isNullable) return null
  throw new MalformedMessageError(`the field ${field.name} is null, which it cannot be in this version`)
}

function readScalar(field: FieldLayout, reader: MessageReader): unknown {
  switch (field.type) {
    case 'bool':
      return reader.readInt8() !== 0
    case 'int8':
      return reader.readInt8()
    case 'int16':
      return reader.readInt16()
    case 'uint16':
      return reader.readInt16() & 0xffff
    case 'int32':
      return reader.readInt32()
    case 'uint32':
      return reader.readInt32() >>> 0
    case 'int64':
      return reader.readInt64()
    case 'float64':
      return reader.readFloat64()
    case 'uuid':
      return uuidText(reader.bytes, reader.skip(UUID_BYTES))
    case 'string':
      return readString(field, reader)
    default:
      return readByteString(field, reader)
  }
}

function readString(field: FieldLayout, reader: MessageReader): string | null {
  const length = lengthOrNull(field, field.isCompact ? reader.readUnsignedVarint() - 1 : reader.readInt16())
  if (length === null) return null
  if (length > MAX_STRING_BYTES) throw new MalformedMessageError(`the field ${field.name} is a string of ${length} bytes`)
  const start = reader.skip(length)
  return utf8Text(reader.bytes, start, reader.position)
}

function readByteString(field: FieldLayout, reader: MessageReader): Uint8Array | null {
  const length = readLength(field, reader)
  if (length === null) return null
  const start = reader.skip(length)
  return reader.bytes.subarray(start, reader.position)
}
