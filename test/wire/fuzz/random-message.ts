// A message of any definition in any version, out of a seed. Half of its values are what an honest client would say (the names of a few
// topics and groups, small numbers, a record batch), so that a request gets past the first check; the others are the ends of their types.
import type { Random } from '../../../durable/engine/random.ts'
import { RecordBatchBuilder } from '../../../schema/kafka/batch-builder.ts'
import type { MessageDefinition } from '../../../schema/kafka/message/message-definition.ts'
import { layoutOf } from '../../../schema/kafka/message/message-layout.ts'
import type { FieldLayout, StructLayout } from '../../../schema/kafka/message/message-layout.ts'
import { uuidText, ZERO_UUID } from '../../../schema/kafka/message/uuid.ts'

export const FUZZ_TOPICS = ['orders', 'payments'] as const

const NAMES = [...FUZZ_TOPICS, 'group', 'transaction', 'consumer', 'range', '', 'no-such-thing', '__consumer_offsets', '../x', 'é\u{1f600}']
const MOST_ELEMENTS = 3
/** A tagged field is left out as often as not, as senders do it. */
const TAGGED_PERCENT = 50
const NULL_PERCENT = 15
const HONEST_PERCENT = 70

type Values = Record<string, unknown>

export function randomMessage(definition: MessageDefinition, version: number, random: Random): Values {
  const layout = layoutOf(definition, version)
  if (layout === null) throw new Error(`${definition.name} has a version ${version}.`)
  return randomStruct(layout, random)
}

export function happens(random: Random, percent: number): boolean {
  return random.below(100) < percent
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('There is something to choose from.')
  return item
}

export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256))
}

function randomStruct(layout: StructLayout, random: Random): Values {
  const struct: Values = {}
  for (const field of layout.untagged) struct[field.name] = randomValue(field, random)
  for (const field of layout.tagged) if (happens(random, TAGGED_PERCENT)) struct[field.name] = randomValue(field, random)
  return struct
}

function randomValue(field: FieldLayout, random: Random): unknown {
  const { element } = field
  if (field.isNullable && happens(random, NULL_PERCENT)) return null
  if (element !== null) return Array.from({ length: random.below(MOST_ELEMENTS + 1) }, () => randomValue(element, random))
  return field.struct === null ? randomScalar(field, random) : randomStruct(field.struct, random)
}

function randomScalar(field: FieldLayout, random: Random): unknown {
  switch (field.type) {
    case 'bool':
      return random.below(2) === 1
    case 'string':
      return pick(random, NAMES)
    case 'uuid':
      return happens(random, 30) ? ZERO_UUID : uuidText(randomBytes(random, 16), 0)
    case 'float64':
      return pick(random, [0, 1, -1, 0.5, Number.MAX_VALUE, Infinity])
    case 'bytes':
      return randomBytes(random, random.below(40))
    case 'records':
      return happens(random, HONEST_PERCENT) ? randomBatch(random) : randomBytes(random, random.below(100))
    default:
      return randomNumber(field.type, random)
  }
}

function randomNumber(type: FieldLayout['type'], random: Random): number {
  const bits = Number(/\d+/.exec(type)?.[0])
  const isUnsigned = type.startsWith('u')
  if (happens(random, HONEST_PERCENT)) return random.below(4)
  const highest = isUnsigned ? 2 ** bits - 1 : bits === 64 ? 2 ** 63 : 2 ** (bits - 1) - 1
  const lowest = isUnsigned ? 0 : -(2 ** (bits - 1))
  return pick(random, [highest, lowest, isUnsigned ? highest : -1, random.below(127)])
}

function randomBatch(random: Random): Uint8Array {
  const builder = new RecordBatchBuilder(256)
  for (let count = random.below(3); count >= 0; count--) {
    builder.append(random.below(1000), happens(random, 50) ? null : randomBytes(random, 3), randomBytes(random, random.below(20)), [])
  }
  return builder.build(happens(random, 80) ? {} : { producerId: random.below(3), producerEpoch: 0, baseSequence: 0, isTransactional: true })
}
