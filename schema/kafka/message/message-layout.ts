// A message definition seen from one version: which fields stand in the bytes and in what order, which of them are tagged, which do not
// exist. Reading and writing walk a layout and ask nothing about versions any more. A layout is made once and remembered by its
// definition, so a busy connection pays for version ranges only at its first message.

import { isInRange, versionRange } from './message-definition.ts'
import type { FieldDefinition, MessageDefinition, ScalarType } from './message-definition.ts'
import { UUID_BYTES, ZERO_UUID } from './uuid.ts'

export type FieldLayout = {
  readonly name: string
  readonly type: ScalarType | 'struct' | 'array'
  readonly isNullable: boolean
  /** Lengths are unsigned varints of the length plus one, and 0 is null. */
  readonly isCompact: boolean
  readonly isIgnorable: boolean
  readonly isTagged: boolean
  readonly tag: number
  /** null or a scalar; undefined where the default is made anew each time: an empty array, empty bytes, a struct of defaults. */
  readonly defaultValue: number | string | boolean | null | undefined
  /** Of the type 'struct'. */
  readonly struct: StructLayout | null
  /** Of the type 'array': each of its elements, which are never null. */
  readonly element: FieldLayout | null
  /** The fewest bytes that a value can take. */
  readonly leastBytes: number
}

export type StructLayout = {
  readonly untagged: readonly FieldLayout[]
  /** In the order of their tags. */
  readonly tagged: readonly FieldLayout[]
  readonly absent: readonly FieldLayout[]
  /** A section of tagged fields ends the struct, even an empty one. */
  readonly isFlexible: boolean
  readonly leastBytes: number
}

const layouts = new WeakMap<MessageDefinition, Map<number, StructLayout>>()

/** The layout of a version, or null when the message has no such version. */
export function layoutOf(definition: MessageDefinition, version: number): StructLayout | null {
  const known = layouts.get(definition) ?? new Map<number, StructLayout>()
  layouts.set(definition, known)
  const layout = known.get(version)
  if (layout !== undefined) return layout
  if (!isInRange(version, versionRange(definition.validVersions))) return null
  const made = structLayout(definition.fields, version, isInRange(version, versionRange(definition.flexibleVersions)))
  known.set(version, made)
  return made
}

function structLayout(fields: readonly FieldDefinition[], version: number, isFlexible: boolean): StructLayout {
  const untagged: FieldLayout[] = []
  const tagged: FieldLayout[] = []
  const absent: FieldLayout[] = []
  for (const field of fields) {
    const layout = fieldLayout(field, version, isFlexible)
    if (!isInRange(version, versionRange(field.versions))) absent.push(layout)
    else if (layout.isTagged) tagged.push(layout)
    else untagged.push(layout)
  }
  tagged.sort((left, right) => left.tag - right.tag)
  const leastBytes = untagged.reduce((sum, field) => sum + field.leastBytes, isFlexible ? 1 : 0)
  return { untagged, tagged, absent, isFlexible, leastBytes }
}

function fieldLayout(field: FieldDefinition, version: number, isFlexible: boolean): FieldLayout {
  const value = valueLayout(field, version, isFlexible)
  const isNullable = isInRange(version, versionRange(field.nullableVersions))
  const defaultOfItsOwn = field.default === undefined ? {} : { defaultValue: field.default }
  if (!field.type.startsWith('[]')) {
    // A struct that may be null begins with a byte that says whether it is.
    const leastBytes = value.struct !== null && isNullable ? 1 : value.leastBytes
    return { ...value, isNullable, leastBytes, ...defaultOfItsOwn }
  }
  const leastBytes = value.isCompact ? 1 : 4
  return { ...value, type: 'array', isNullable, defaultValue: undefined, struct: null, element: value, leastBytes, ...defaultOfItsOwn }
}

/** The field when it is not an array, or one element when it is. */
function valueLayout(field: FieldDefinition, version: number, isFlexible: boolean): FieldLayout {
  const type = field.type.replace('[]', '') as ScalarType | 'struct'
  const isCompact = field.flexibleVersions === undefined ? isFlexible : isInRange(version, versionRange(field.flexibleVersions))
  const struct = type === 'struct' ? structLayout(field.fields ?? [], version, isFlexible) : null
  return {
    name: field.name,
    type,
    isNullable: false,
    isCompact,
    isIgnorable: field.ignorable === true,
    isTagged: isFlexible && isInRange(version, versionRange(field.taggedVersions)),
    tag: field.tag ?? -1,
    defaultValue: implicitDefault(type),
    struct,
    element: null,
    leastBytes: struct === null ? leastBytesOf(type, isCompact) : struct.leastBytes,
  }
}

function leastBytesOf(type: ScalarType | 'struct', isCompact: boolean): number {
  switch (type) {
    case 'bool':
    case 'int8':
      return 1
    case 'int16':
    case 'uint16':
      return 2
    case 'int32':
    case 'uint32':
      return 4
    case 'int64':
    case 'float64':
      return 8
    case 'uuid':
      return UUID_BYTES
    case 'string':
      return isCompact ? 1 : 2
    default:
      return isCompact ? 1 : 4
  }
}

function implicitDefault(type: ScalarType | 'struct'): FieldLayout['defaultValue'] {
  switch (type) {
    case 'bool':
      return false
    case 'string':
      return ''
    case 'uuid':
      return ZERO_UUID
    case 'bytes':
    case 'records':
    case 'struct':
      return undefined
    default:
      return 0
  }
}

/** What a field is when nobody said anything about it; a value of its own each time. */
export function defaultOf(field: FieldLayout): unknown {
  if (field.defaultValue !== undefined) return field.defaultValue
  if (field.element !== null) return []
  return field.struct === null ? new Uint8Array(0) : defaultStruct(field.struct)
}

function defaultStruct(layout: StructLayout): Record<string, unknown> {
  const struct: Record<string, unknown> = {}
  for (const field of [...layout.untagged, ...layout.tagged, ...layout.absent]) struct[field.name] = defaultOf(field)
  return struct
}

/** Whether a value is the field's default. Empty arrays and bytes are alike, and a struct is its default when all its fields are. */
export function isDefault(field: FieldLayout, value: unknown): boolean {
  if (value === undefined) return true
  if (field.defaultValue !== undefined) return value === field.defaultValue
  if (value === null) return false
  const { struct } = field
  if (struct === null) return (value as { readonly length: number }).length === 0
  const inner = value as Readonly<Record<string, unknown>>
  return [...struct.untagged, ...struct.tagged, ...struct.absent].every((part) => isDefault(part, inner[part.name]))
}
