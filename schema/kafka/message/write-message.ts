// Any message of Kafka to bytes, from its definition and a version.
//
// A flexible version writes lengths as unsigned varints, one higher than the length so that 0 is null, and ends each struct with its tagged
// fields: their number, then tag, size and value of each, in the order of the tags. The older form has int16 lengths for strings, int32 for
// everything else, -1 for null, and no tags.
// Source: MessageDataGenerator of Kafka 4.3, which generates the write methods; KIP-482.

import type { MessageDefinition, WrittenMessageOf } from './message-definition.ts'
import { defaultOf, isDefault, layoutOf } from './message-layout.ts'
import type { FieldLayout, StructLayout } from './message-layout.ts'
import { MessageWriter, UnwritableMessageError } from './message-writer.ts'
import { utf8Bytes } from './utf8.ts'
import { uuidBytes } from './uuid.ts'

/** Short.MAX_VALUE: flexible versions could carry more, but Kafka refuses to. */
const MAX_STRING_BYTES = 0x7fff

type Values = Readonly<Record<string, unknown>>

/** The bytes of a message in this version. Throws UnwritableMessageError when the version is unknown or cannot carry a value. */
export function encodeMessage<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  message: WrittenMessageOf<Definition>,
): Uint8Array {
  const writer = new MessageWriter()
  writeMessage(definition, version, message, writer)
  return writer.finish()
}

/** Like encodeMessage, behind what the writer already holds. */
export function writeMessage<Definition extends MessageDefinition>(
  definition: Definition,
  version: number,
  message: WrittenMessageOf<Definition>,
  writer: MessageWriter,
): void {
  const layout = layoutOf(definition, version)
  if (layout === null) throw new UnwritableMessageError(`${definition.name} has no version ${version}`)
  writeStruct(layout, message, writer)
}

function writeStruct(layout: StructLayout, struct: Values, writer: MessageWriter): void {
  for (const field of layout.absent) {
    if (field.isIgnorable || isDefault(field, struct[field.name])) continue
    throw new UnwritableMessageError(`this version has no field ${field.name}, and its value is not the default`)
  }
  for (const field of layout.untagged) writeField(field, valueOf(field, struct), writer)
  if (layout.isFlexible) writeTaggedFields(layout.tagged, struct, writer)
}

function valueOf(field: FieldLayout, struct: Values): unknown {
  const value = struct[field.name]
  return value === undefined ? defaultOf(field) : value
}

function writeTaggedFields(fields: readonly FieldLayout[], struct: Values, writer: MessageWriter): void {
  const written = fields.filter((field) => !isDefault(field, struct[field.name]))
  writer.writeUnsignedVarint(written.length)
  for (const field of written) {
    const value = new MessageWriter()
    writeField(field, valueOf(field, struct), value)
    writer.writeUnsignedVarint(field.tag)
    writer.writeUnsignedVarint(value.sizeBytes)
    writer.writeBytes(value.finish())
  }
}

function writeField(field: FieldLayout, value: unknown, writer: MessageWriter): void {
  if (value === null && !field.isNullable) throw new UnwritableMessageError(`the field ${field.name} cannot be null in this version`)
  if (field.element !== null) writeArray(field, field.element, value as readonly unknown[] | null, writer)
  else if (field.struct === null) writeScalar(field, value, writer)
  else if (field.isNullable) writeNullableStruct(field, field.struct, value as Values | null, writer)
  else writeStruct(field.struct, value as Values, writer)
}

/** One byte says whether there is a struct. For null it is -1 among the fields and 0 among the tagged ones: so Kafka grew. */
function writeNullableStruct(field: FieldLayout, layout: StructLayout, struct: Values | null, writer: MessageWriter): void {
  writer.writeInt8(struct !== null ? 1 : field.isTagged ? 0 : -1)
  if (struct !== null) writeStruct(layout, struct, writer)
}

function writeArray(field: FieldLayout, element: FieldLayout, values: readonly unknown[] | null, writer: MessageWriter): void {
  writeLength(field, values === null ? -1 : values.length, writer)
  for (const value of values ?? []) writeField(element, value, writer)
}

function writeLength(field: FieldLayout, length: number, writer: MessageWriter): void {
  if (field.isCompact) writer.writeUnsignedVarint(length + 1)
  else writer.writeInt32(length)
}

function writeScalar(field: FieldLayout, value: unknown, writer: MessageWriter): void {
  switch (field.type) {
    case 'bool':
      return writer.writeInt8(value === true ? 1 : 0)
    case 'int8':
      return writer.writeInt8(value as number)
    case 'int16':
      return writer.writeInt16(value as number)
    case 'uint16':
      return writer.writeUint16(value as number)
    case 'int32':
      return writer.writeInt32(value as number)
    case 'uint32':
      return writer.writeUint32(value as number)
    case 'int64':
      return writer.writeInt64(value as number)
    case 'float64':
      return writer.writeFloat64(value as number)
    case 'uuid':
      return writeUuid(field, value as string, writer)
    case 'string':
      return writeString(field, value as string | null, writer)
    default:
      return writeByteString(field, value as Uint8Array | null, writer)
  }
}

function writeUuid(field: FieldLayout, uuid: string, writer: MessageWriter): void {
  const bytes = uuidBytes(uuid)
  if (bytes === null) throw new UnwritableMessageError(`the field ${field.name} is no uuid: ${uuid}`)
  writer.writeBytes(bytes)
}

function writeString(field: FieldLayout, text: string | null, writer: MessageWriter): void {
  const bytes = text === null ? null : utf8Bytes(text)
  if (bytes !== null && bytes.length > MAX_STRING_BYTES) {
    throw new UnwritableMessageError(`the field ${field.name} takes ${bytes.length} bytes, and a string at most ${MAX_STRING_BYTES}`)
  }
  const length = bytes === null ? -1 : bytes.length
  if (field.isCompact) writer.writeUnsignedVarint(length + 1)
  else writer.writeInt16(length)
  if (bytes !== null) writer.writeBytes(bytes)
}

function writeByteString(field: FieldLayout, bytes: Uint8Array | null, writer: MessageWriter): void {
  writeLength(field, bytes === null ? -1 : bytes.length, writer)
  if (bytes !== null) writer.writeBytes(bytes)
}
