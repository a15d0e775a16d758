// Forms that send a record by hand: to a topic, in a transaction, through a simulated producer.
import type { AnyApp } from '../data/shapes.ts'
import type { ActionPlace } from './actions.ts'
import { formText } from './form-text.ts'
import { given, isOn, makeForm, numberOf, plainOptions, textOf } from './forms.ts'
import type { Field, Form, Values } from './forms.ts'

const MAX_APP_VALUE_CHARACTERS = 16_384

/** A record for a topic; without one the topic is chosen. */
export function produceForm(place: ActionPlace, topic: string | null, partition: number | null = null): Form {
  return makeForm({
    fields: (values) => [
      ...(topic === null ? [topicField(place)] : []),
      partitionField(place, topic ?? textOf(values, 'topic_name') ?? '', partition),
      ...contentFields(values),
      { name: 'acks', label: formText.acks, kind: 'choice', initial: 'all', options: plainOptions(['all', '1', '0']) },
    ],
    call: (values) => ({
      method: 'POST',
      path: place.v3(
        `/topics/${encodeURIComponent(topic ?? textOf(values, 'topic_name') ?? '')}/records?acks=${textOf(values, 'acks') ?? 'all'}`,
      ),
      body: recordOf(values),
    }),
    problem: contentProblem,
  })
}

/** A record in a transaction that is open or will be opened by it. */
export function transactionRecordForm(place: ActionPlace, transactionalId: string): Form {
  return makeForm({
    fields: (values) => [topicField(place), partitionField(place, textOf(values, 'topic_name') ?? '', null), ...contentFields(values)],
    call: (values) => ({
      method: 'POST',
      path: place.v3(`/transactions/${encodeURIComponent(transactionalId)}/records`),
      body: given({ topic_name: textOf(values, 'topic_name'), ...recordOf(values) }),
    }),
    problem: contentProblem,
  })
}

/** A record that a simulated producer sends as its own thread would. */
export function appRecordForm(place: ActionPlace, app: AnyApp & { readonly topic: string }): Form {
  return makeForm({
    fields: (values) => [
      partitionField(place, app.topic, null),
      keyField(),
      tombstoneField(),
      ...(isOn(values, 'tombstone') ? [] : [{ ...valueField(), maxLength: MAX_APP_VALUE_CHARACTERS }]),
    ],
    call: (values) => ({
      method: 'POST',
      path: place.v1(`/apps/${app.id}/records`),
      body: given({
        partition: numberOf(values, 'partition_id'),
        key: textOf(values, 'key'),
        value: isOn(values, 'tombstone') ? null : (values['value'] ?? ''),
      }),
    }),
  })
}

function contentFields(values: Values): Field[] {
  const types = plainOptions(['STRING', 'JSON', 'BINARY'])
  return [
    keyField(),
    tombstoneField(),
    ...(isOn(values, 'tombstone')
      ? []
      : [{ name: 'type', label: formText.valueType, kind: 'choice', initial: 'STRING', options: types } as const, valueField()]),
  ]
}

function topicField({ state }: ActionPlace): Field {
  const options = plainOptions(state.topics.map(({ name }) => name))
  return { name: 'topic_name', label: formText.topic, kind: 'choice', initial: options[0]?.value ?? '', isRequired: true, options }
}

function partitionField({ state }: ActionPlace, topic: string, partition: number | null): Field {
  const indexes = state.topics.find(({ name }) => name === topic)?.partitions.map(({ partition_index: index }) => index) ?? []
  return {
    name: 'partition_id',
    label: formText.partition,
    kind: 'choice',
    initial: partition === null ? '' : String(partition),
    options: [{ value: '', label: formText.byPartitioner }, ...plainOptions(indexes)],
  }
}

function keyField(): Field {
  return { name: 'key', label: formText.key, hint: formText.keyHint, kind: 'text', initial: '' }
}

function valueField(): Field {
  return { name: 'value', label: formText.value, kind: 'long', initial: 'hello' }
}

function tombstoneField(): Field {
  return { name: 'tombstone', label: formText.tombstone, kind: 'switch', initial: '' }
}

function recordOf(values: Values): Readonly<Record<string, unknown>> {
  const key = textOf(values, 'key')
  const type = textOf(values, 'type') ?? 'STRING'
  const data = values['value'] ?? ''
  return given({
    partition_id: numberOf(values, 'partition_id'),
    key: key === undefined ? undefined : { type: 'STRING', data: key },
    value: isOn(values, 'tombstone') ? undefined : { type, data: type === 'JSON' ? (parsed(data) ?? null) : data },
  })
}

function contentProblem(values: Values): string | null {
  const isJson = !isOn(values, 'tombstone') && values['type'] === 'JSON'
  return isJson && parsed(values['value'] ?? '') === undefined ? formText.notJson : null
}

/** Undefined where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
