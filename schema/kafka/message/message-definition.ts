// What a message of Kafka looks like, as data: the fields of its schema with their types and the versions in which they exist. Version
// ranges are written as Kafka's own message definitions write them ("0+", "1-3", "none"), so that a definition can be compared with its
// origin field by field. The TypeScript types of a message are derived from the same data: nothing is written twice.
// Source: the message definitions of Kafka 4.3 and org.apache.kafka.message.FieldSpec; KIP-482 for tagged fields.

export type ScalarType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'float64'
  | 'string'
  | 'uuid'
  | 'bytes'
  | 'records'

export type FieldDefinition = {
  /** Kafka's name of the field with a small first letter. */
  readonly name: string
  readonly type: ScalarType | 'struct' | `[]${ScalarType}` | '[]struct'
  /** In other versions the field does not exist: it is read as its default and may only be written as such, unless it is ignorable. */
  readonly versions: string
  readonly nullableVersions?: string
  /** A tagged field stands behind the others with a number for a name, and is left out while it has its default. */
  readonly taggedVersions?: string
  readonly tag?: number
  /** Without it the default is 0, false, the zero uuid, or empty. */
  readonly default?: number | string | boolean | null
  /** A value that the version cannot carry is dropped silently instead of being refused. */
  readonly ignorable?: boolean
  /** Differs from the message's own only for the client id of a request header, which every broker must be able to read. */
  readonly flexibleVersions?: string
  /** Of 'struct' and '[]struct'. */
  readonly fields?: readonly FieldDefinition[]
}

export type MessageDefinition<Fields extends readonly FieldDefinition[] = readonly FieldDefinition[], Name extends string = string> = {
  readonly name: Name
  readonly validVersions: string
  /** The newest version may still change: a broker does not offer it. */
  readonly latestVersionUnstable?: boolean
  /** Versions with compact lengths and tagged fields. */
  readonly flexibleVersions: string
  readonly fields: Fields
}

/** Keeps the literal types of a definition, from which the types of its messages are made. */
export function defineMessage<const Fields extends readonly FieldDefinition[], const Name extends string>(
  definition: MessageDefinition<Fields, Name>,
): MessageDefinition<Fields, Name> {
  return definition
}

/** Keeps the literal types of fields that several structs share. */
export function defineFields<const Fields extends readonly FieldDefinition[]>(fields: Fields): Fields {
  return fields
}

type ValueOfScalar<Type> = Type extends 'bool'
  ? boolean
  : Type extends 'string' | 'uuid'
    ? string
    : Type extends 'bytes' | 'records'
      ? Uint8Array
      : number

type OrNull<Field> = Field extends { readonly nullableVersions: string } ? null : never

type ReadValue<Field extends FieldDefinition> = Field extends { readonly fields: infer Fields extends readonly FieldDefinition[] }
  ? Field['type'] extends 'struct'
    ? StructOf<Fields>
    : readonly StructOf<Fields>[]
  : Field['type'] extends `[]${infer Element}`
    ? readonly ValueOfScalar<Element>[]
    : ValueOfScalar<Field['type']>

type StructOf<Fields extends readonly FieldDefinition[]> = {
  readonly [Field in Fields[number] as Field['name']]: ReadValue<Field> | OrNull<Field>
}

type WrittenValue<Field extends FieldDefinition> = Field extends { readonly fields: infer Fields extends readonly FieldDefinition[] }
  ? Field['type'] extends 'struct'
    ? WrittenStruct<Fields>
    : readonly WrittenStruct<Fields>[]
  : ReadValue<Field>

type HasDefault = { readonly default: unknown } | { readonly tag: number }

type WrittenStruct<Fields extends readonly FieldDefinition[]> = {
  readonly [Field in Fields[number] as Field extends HasDefault ? never : Field['name']]: WrittenValue<Field> | OrNull<Field>
} & {
  readonly [Field in Fields[number] as Field extends HasDefault ? Field['name'] : never]?: WrittenValue<Field> | OrNull<Field>
}

/** A message as it is read: every field is there. A uuid is its 22 characters; bytes and records are views of what was read. */
export type MessageOf<Definition extends MessageDefinition> = StructOf<Definition['fields']>

/** A message to be written: a field that has a default of its own, or a tag, may be missing. */
export type WrittenMessageOf<Definition extends MessageDefinition> = WrittenStruct<Definition['fields']>

export type VersionRange = { readonly lowest: number; readonly highest: number }

const NO_VERSIONS: VersionRange = { lowest: 0, highest: -1 }

/** "3" is one version, "1-3" are three, "2+" is open to the future, "none" and a missing range hold no version. */
export function versionRange(text: string | undefined): VersionRange {
  if (text === undefined) return NO_VERSIONS
  const known = ranges.get(text)
  if (known !== undefined) return known
  const range = readRange(text)
  ranges.set(text, range)
  return range
}

/** Definitions write a few dozen different ones, and each request asks for several. */
const ranges = new Map<string, VersionRange>()

function readRange(text: string): VersionRange {
  if (text === 'none') return NO_VERSIONS
  if (text.endsWith('+')) return { lowest: Number(text.slice(0, -1)), highest: Infinity }
  const [lowest = '', highest = lowest] = text.split('-')
  return { lowest: Number(lowest), highest: Number(highest) }
}

export function isInRange(version: number, range: VersionRange): boolean {
  return version >= range.lowest && version <= range.highest
}

/** The newest version that a definition knows. */
export function highestVersion(definition: MessageDefinition): number {
  return versionRange(definition.validVersions).highest
}
