// Forms of simulated applications: making one that writes or one that reads, and changing its pace.
import type { AnyApp } from '../data/shapes.ts'
import { isConsumerApp } from '../data/shapes.ts'
import type { ActionPlace } from './actions.ts'
import { formText } from './form-text.ts'
import { given, makeForm, numberOf, plainOptions, preset, textOf } from './forms.ts'
import type { Field, Form, Option, Values } from './forms.ts'

const MAX_RATE = 50
const MAX_RECORDS = 5_000
const MAX_PROCESSING_MS = 3_600_000
const FIRST_RATE = 2

const KEYS = {
  none: { kind: 'none' },
  round_robin: { kind: 'round_robin', count: 5 },
  uniform: { kind: 'uniform', count: 100 },
  hot: { kind: 'hot', count: 5, share: 0.8 },
} as const

export function createAppForm(place: ActionPlace, first: Values = {}): Form {
  return makeForm({
    fields: (values) => {
      const fields = isConsumer(values, first) ? consumerFields(place) : producerFields(place, values)
      return preset([kindField(), nameField(), ...fields], first)
    },
    call: (values) => ({
      method: 'POST',
      path: place.v1('/apps'),
      body: given({ name: textOf(values, 'name'), ...(isConsumer(values, first) ? consumerBody(values) : producerBody(values)) }),
    }),
  })
}

/** What of an application may change while it runs. */
export function changeAppForm(place: ActionPlace, app: AnyApp): Form {
  const path = place.v1(`/apps/${app.id}`)
  if (isConsumerApp(app)) {
    return makeForm({
      fields: () => [processingField(String(app.reads.processing_ms))],
      call: (values) => ({ method: 'PATCH', path, body: { consumer: given({ processing_ms: numberOf(values, 'processing_ms') }) } }),
    })
  }
  return makeForm({
    fields: () => [rateField(String(app.workload.records_per_second)), countField(String(app.workload.count))],
    call: (values) => ({ method: 'PATCH', path, body: { workload: given(paceOf(values)) } }),
  })
}

function isConsumer(values: Values, first: Values): boolean {
  return (values['kind'] ?? first['kind']) === 'consumer'
}

function kindField(): Field {
  const options: readonly Option[] = [
    { value: 'producer', label: formText.producer },
    { value: 'consumer', label: formText.consumer },
  ]
  return { name: 'kind', label: formText.appKind, kind: 'choice', initial: 'producer', options }
}

function nameField(): Field {
  return { name: 'name', label: formText.name, kind: 'text', initial: '', maxLength: 100 }
}

function producerFields(place: ActionPlace, values: Values): readonly Field[] {
  const isTransactional = textOf(values, 'transactional.id') !== undefined
  const keys: readonly Option[] = [
    { value: 'round_robin', label: formText.keysRoundRobin },
    { value: 'none', label: formText.keysNone },
    { value: 'uniform', label: formText.keysUniform },
    { value: 'hot', label: formText.keysHot },
  ]
  return [
    topicField(place),
    rateField(String(FIRST_RATE)),
    countField(String(MAX_RECORDS)),
    { name: 'keys', label: formText.keys, kind: 'choice', initial: 'round_robin', options: keys },
    configField('acks', ['all', '1', '0']),
    configField('enable.idempotence', ['true', 'false']),
    { name: 'transactional.id', label: formText.transactionalId, hint: formText.transactionalIdHint, kind: 'text', initial: '' },
    ...(isTransactional ? transactionFields() : []),
  ]
}

function transactionFields(): readonly Field[] {
  return [
    { name: 'records_per_transaction', label: formText.perTransaction, kind: 'number', initial: '3', min: 1, max: MAX_RECORDS },
    { name: 'abort_every', label: formText.abortEvery, kind: 'number', initial: '0', min: 0, max: MAX_RECORDS },
  ]
}

function consumerFields(place: ActionPlace): readonly Field[] {
  return [
    topicField(place),
    { name: 'group.id', label: formText.groupId, kind: 'text', initial: place.state.groups[0]?.group_id ?? 'group-1', isRequired: true },
    processingField('0'),
    {
      name: 'commit',
      label: formText.commit,
      kind: 'choice',
      initial: 'auto',
      options: plainOptions(['auto', 'after_batch', 'per_record', 'before_processing', 'none']),
    },
    configField('auto.offset.reset', ['earliest', 'latest', 'none']),
    configField('isolation.level', ['read_uncommitted', 'read_committed']),
    configField('group.protocol', ['classic', 'consumer']),
    configField('partition.assignment.strategy', ['range', 'roundrobin', 'sticky', 'cooperative-sticky']),
  ]
}

function topicField({ state }: ActionPlace): Field {
  const options = plainOptions(state.topics.map(({ name }) => name))
  return { name: 'topic', label: formText.topic, kind: 'choice', initial: options[0]?.value ?? '', isRequired: true, options }
}

function rateField(initial: string): Field {
  return {
    name: 'records_per_second',
    label: formText.rate,
    kind: 'number',
    initial,
    isRequired: true,
    min: 0.01,
    max: MAX_RATE,
    isFraction: true,
  }
}

function countField(initial: string): Field {
  return { name: 'count', label: formText.recordCount, hint: formText.recordCountHint, kind: 'number', initial, min: 0, max: MAX_RECORDS }
}

function processingField(initial: string): Field {
  return { name: 'processing_ms', label: formText.processing, kind: 'number', initial, min: 0, max: MAX_PROCESSING_MS }
}

/** A config of the client; empty leaves it at Kafka's default. */
function configField(name: string, values: readonly string[]): Field {
  return { name, label: name, kind: 'choice', initial: '', options: [{ value: '', label: formText.anyDefault }, ...plainOptions(values)] }
}

function producerBody(values: Values): Readonly<Record<string, unknown>> {
  const keys = Object.entries(KEYS).find(([kind]) => kind === values['keys'])?.[1] ?? KEYS.none
  const transaction =
    textOf(values, 'transactional.id') === undefined
      ? {}
      : { records_per_transaction: numberOf(values, 'records_per_transaction'), abort_every: numberOf(values, 'abort_every') }
  return {
    topic: textOf(values, 'topic'),
    configs: configsOf(values, ['acks', 'enable.idempotence', 'transactional.id']),
    workload: given({ ...paceOf(values), keys, ...transaction }),
  }
}

function consumerBody(values: Values): Readonly<Record<string, unknown>> {
  const names = ['group.id', 'auto.offset.reset', 'isolation.level', 'group.protocol', 'partition.assignment.strategy']
  return {
    configs: configsOf(values, names),
    consumer: given({
      topics: [textOf(values, 'topic') ?? ''],
      processing_ms: numberOf(values, 'processing_ms'),
      commit: textOf(values, 'commit'),
    }),
  }
}

function paceOf(values: Values): Readonly<Record<string, unknown>> {
  return { records_per_second: numberOf(values, 'records_per_second'), count: numberOf(values, 'count') }
}

function configsOf(values: Values, names: readonly string[]): Readonly<Record<string, string>> | undefined {
  const set = names.flatMap((name) => {
    const value = textOf(values, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return set.length === 0 ? undefined : Object.fromEntries(set)
}
