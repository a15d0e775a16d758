// Any message of a definition in a version, as fast-check makes them: every field may have every value of its type, null where it can be null.
import fc from 'fast-check'
import type { MessageDefinition } from '../../schema/kafka/message/message-definition.ts'
import { defaultOf, layoutOf } from '../../schema/kafka/message/message-layout.ts'
import type { FieldLayout, StructLayout } from '../../schema/kafka/message/message-layout.ts'
import { UUID_BYTES, uuidText } from '../../schema/kafka/message/uuid.ts'

export type AnyMessage = Record<string, unknown>

/** Long lists and texts find nothing that short ones do not, and there are hundreds of messages. */
const MOST_ELEMENTS = 3
const MOST_BYTES = 20

/** Fields that the version does not have are there with their defaults: that is how they are read. */
export function arbitraryMessage(definition: MessageDefinition, version: number): fc.Arbitrary<AnyMessage> {
  const layout = layoutOf(definition, version)
  if (layout === null) throw new Error(`${definition.name} has a version ${version}.`)
  return arbitraryStruct(layout)
}

function arbitraryStruct({ untagged, tagged, absent }: StructLayout): fc.Arbitrary<AnyMessage> {
  const present = [...untagged, ...tagged].map((field) => [field.name, arbitraryField(field)] as const)
  const missing = absent.map((field) => [field.name, fc.constant(defaultOf(field))] as const)
  return fc.record<AnyMessage>(Object.fromEntries([...present, ...missing]), { noNullPrototype: true })
}

function arbitraryField(field: FieldLayout): fc.Arbitrary<unknown> {
  const value = arbitraryValue(field)
  // A tagged field that has its default is not written at all, which is a case of its own.
  const chosen = field.isTagged ? fc.oneof(value, fc.constant(defaultOf(field))) : value
  return field.isNullable ? fc.option(chosen, { nil: null }) : chosen
}

function arbitraryValue({ type, element, struct }: FieldLayout): fc.Arbitrary<unknown> {
  if (element !== null) return fc.array(arbitraryField(element), { maxLength: MOST_ELEMENTS })
  return struct === null ? arbitraryScalar(type) : arbitraryStruct(struct)
}

function arbitraryScalar(type: FieldLayout['type']): fc.Arbitrary<unknown> {
  switch (type) {
    case 'bool':
      return fc.boolean()
    case 'int8':
      return fc.integer({ min: -(2 ** 7), max: 2 ** 7 - 1 })
    case 'int16':
      return fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 })
    case 'uint16':
      return fc.nat(2 ** 16 - 1)
    case 'int32':
      return fc.integer()
    case 'uint32':
      return fc.nat().map((half) => half * 2)
    case 'int64':
      return fc.maxSafeInteger()
    case 'float64':
      return fc.double({ noNaN: true })
    case 'uuid':
      return fc.uint8Array({ minLength: UUID_BYTES, maxLength: UUID_BYTES }).map((bytes) => uuidText(bytes, 0))
    case 'string':
      return fc.string({ unit: 'grapheme', maxLength: MOST_BYTES })
    default:
      return fc.uint8Array({ maxLength: MOST_BYTES })
  }
}
