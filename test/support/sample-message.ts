// A message of any definition in any version in which everything is there once: every list has one element, every text is the given one.
import type { MessageDefinition } from '../../schema/kafka/message/message-definition.ts'
import { layoutOf } from '../../schema/kafka/message/message-layout.ts'
import type { FieldLayout, StructLayout } from '../../schema/kafka/message/message-layout.ts'

type Sample = { readonly text: string; readonly topicId: string }
type Values = Record<string, unknown>

export function sampleMessage(definition: MessageDefinition, version: number, sample: Sample): Values {
  const layout = layoutOf(definition, version)
  if (layout === null) throw new Error(`${definition.name} has a version ${version}.`)
  return sampleStruct(layout, sample)
}

function sampleStruct({ untagged, tagged }: StructLayout, sample: Sample): Values {
  return Object.fromEntries([...untagged, ...tagged].map((field) => [field.name, sampleValue(field, sample)]))
}

function sampleValue(field: FieldLayout, sample: Sample): unknown {
  if (field.element !== null) return [sampleValue(field.element, sample)]
  if (field.struct !== null) return sampleStruct(field.struct, sample)
  if (field.type === 'string') return sample.text
  if (field.type === 'uuid') return sample.topicId
  if (field.type === 'bool') return true
  return field.type === 'bytes' || field.type === 'records' ? new Uint8Array(0) : 0
}
