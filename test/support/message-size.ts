// How many bytes a message takes in a version, worked out from the rules of KIP-482 and nothing of the writer: a second opinion for tests.
import type { MessageDefinition } from '../../schema/kafka/message/message-definition.ts'
import { isDefault, layoutOf } from '../../schema/kafka/message/message-layout.ts'
import type { FieldLayout, StructLayout } from '../../schema/kafka/message/message-layout.ts'
import type { AnyMessage } from './arbitrary-message.ts'

const FIXED_BYTES: Readonly<Record<string, number>> = {
  bool: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  float64: 8,
  uuid: 16,
}

export function messageSize(definition: MessageDefinition, version: number, message: AnyMessage): number {
  const layout = layoutOf(definition, version)
  return layout === null ? 0 : structSize(layout, message)
}

function structSize({ untagged, tagged, isFlexible }: StructLayout, struct: AnyMessage): number {
  const plain = sum(untagged.map((field) => fieldSize(field, struct[field.name])))
  if (!isFlexible) return plain
  const written = tagged.filter((field) => !isDefault(field, struct[field.name]))
  const sizes = written.map((field) => {
    const sizeBytes = fieldSize(field, struct[field.name])
    return varintSize(field.tag) + varintSize(sizeBytes) + sizeBytes
  })
  return plain + varintSize(written.length) + sum(sizes)
}

function fieldSize(field: FieldLayout, value: unknown): number {
  const { type, element, struct, isNullable, isCompact } = field
  if (struct !== null) return (isNullable ? 1 : 0) + (value === null ? 0 : structSize(struct, value as AnyMessage))
  const fixed = FIXED_BYTES[type]
  if (fixed !== undefined) return fixed
  const oldLength = type === 'string' ? 2 : 4
  if (value === null) return isCompact ? 1 : oldLength
  const length = element === null ? byteLength(value) : (value as unknown[]).length
  const inside = element === null ? length : sum((value as unknown[]).map((one) => fieldSize(element, one)))
  return (isCompact ? varintSize(length + 1) : oldLength) + inside
}

function byteLength(value: unknown): number {
  return typeof value === 'string' ? new TextEncoder().encode(value).length : (value as Uint8Array).length
}

/** Seven bits a byte. */
function varintSize(value: number): number {
  return Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7))
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0)
}
