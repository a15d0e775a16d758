// The form for every kind of fault. What the API knows is here as it names it; a preset chooses what stands in the fields first.
import type { StartFaultBody } from '../../schema/api/faults.ts'
import type { ActionPlace } from './actions.ts'
import { formText } from './form-text.ts'
import { given, isOn, makeForm, numberOf, ON, plainOptions, preset, textOf } from './forms.ts'
import type { Field, Form, Option, Values } from './forms.ts'
import { FAULT_APIS, FAULT_ERRORS } from './fault-names.ts'
import { faultText } from './fault-text.ts'

export type FaultKind = StartFaultBody['kind']

export const FAULT_KINDS = [
  'link',
  'pause_replication',
  'slow_disk',
  'error',
  'drop_response',
  'rebalance',
  'expire_session',
] as const satisfies readonly FaultKind[]

const MAX_LATENCY_MS = 600_000
const MAX_COUNT = 1_000_000
/** Not the field of a link's latency, which may be empty: the one keeps its value while the other is chosen. */
const DISK_LATENCY = 'disk_latency_ms'

export function faultForm(place: ActionPlace, first: Values = {}): Form {
  return makeForm({
    fields: (values) => preset(fieldsOf(place, kindOf(values, first), values), first),
    call: (values) => ({ method: 'POST', path: place.v1('/faults'), body: given(bodyOf(kindOf(values, first), values)) }),
    problem: (values) => (kindOf(values, first) === 'link' ? linkProblem(values) : null),
  })
}

function kindOf(values: Values, first: Values): FaultKind {
  const wanted = values['kind'] ?? first['kind']
  return FAULT_KINDS.find((kind) => kind === wanted) ?? 'link'
}

function fieldsOf(place: ActionPlace, kind: FaultKind, values: Values): readonly Field[] {
  const kinds = FAULT_KINDS.map((one) => ({ value: one, label: faultText[one] }))
  const choice: Field = {
    name: 'kind',
    label: formText.faultKind,
    hint: faultText.hintOf(kind),
    kind: 'choice',
    initial: kind,
    options: kinds,
  }
  return [choice, ...FIELDS[kind](place, values), ...(STRIKES_ONCE.has(kind) ? [] : [durationField()])]
}

const STRIKES_ONCE: ReadonlySet<FaultKind> = new Set(['rebalance', 'expire_session'])

function durationField(): Field {
  return { name: 'duration_ms', label: formText.duration, hint: formText.durationHint, kind: 'number', initial: '', min: 1 }
}

const FIELDS: Readonly<Record<FaultKind, (place: ActionPlace, values: Values) => readonly Field[]>> = {
  link: linkFields,
  pause_replication: (place, values) => [
    brokerField(place),
    choiceField('topic', formText.topic, [{ value: '', label: formText.allTopics }, ...topicOptions(place)]),
    ...(textOf(values, 'topic') === undefined
      ? []
      : [{ name: 'partition', label: formText.partition, kind: 'number', initial: '', min: 0 } as const]),
  ],
  slow_disk: (place) => [brokerField(place), { ...latencyField(), name: DISK_LATENCY, initial: '500', isRequired: true }],
  error: (place) => [apiField(), { ...errorField(), isRequired: true }, anyBrokerField(place), countField()],
  drop_response: (place) => [apiField(), anyBrokerField(place), countField()],
  rebalance: (place) => [groupField(place)],
  expire_session: (place, values) => [groupField(place), memberField(place, values)],
}

function linkFields(place: ActionPlace): readonly Field[] {
  const ends = endOptions(place)
  return [
    choiceField('from', formText.from, ends),
    { ...choiceField('to', formText.to, ends), initial: 'all' },
    { name: 'cut', label: formText.cut, kind: 'switch', initial: ON },
    { name: 'both_ways', label: formText.bothWays, kind: 'switch', initial: ON },
    latencyField(),
    { name: 'loss', label: formText.loss, kind: 'number', initial: '', min: 0, max: 1, isFraction: true },
  ]
}

function bodyOf(kind: FaultKind, values: Values): Readonly<Record<string, unknown>> {
  const [broker, count] = [numberOf(values, 'broker'), numberOf(values, 'count')]
  const [latency, duration] = [numberOf(values, 'latency_ms'), numberOf(values, 'duration_ms')]
  const [api, group] = [textOf(values, 'api'), textOf(values, 'group')]
  switch (kind) {
    case 'link': {
      const { from, to, loss } = { from: endOf(values, 'from'), to: endOf(values, 'to'), loss: numberOf(values, 'loss') }
      return {
        kind,
        from,
        to,
        latency_ms: latency,
        loss,
        cut: yes(values, 'cut'),
        both_ways: yes(values, 'both_ways'),
        duration_ms: duration,
      }
    }
    case 'pause_replication': {
      const topic = textOf(values, 'topic')
      return { kind, broker, topic, partition: topic === undefined ? undefined : numberOf(values, 'partition'), duration_ms: duration }
    }
    case 'slow_disk':
      return { kind, broker, latency_ms: numberOf(values, DISK_LATENCY), duration_ms: duration }
    case 'error':
      return { kind, api, broker, error: textOf(values, 'error'), count, duration_ms: duration }
    case 'drop_response':
      return { kind, api, broker, count, duration_ms: duration }
    case 'rebalance':
      return { kind, group }
    case 'expire_session':
      return { kind, group, member: textOf(values, 'member') }
  }
}

function linkProblem(values: Values): string | null {
  if (values['from'] === values['to'] && values['from'] !== 'all') return formText.linkToItself
  const does = isOn(values, 'cut') || (numberOf(values, 'latency_ms') ?? 0) > 0 || (numberOf(values, 'loss') ?? 0) > 0
  return does ? null : formText.linkNeedsEffect
}

function yes(values: Values, name: string): true | undefined {
  return isOn(values, name) ? true : undefined
}

/** A node by its number, or one of the words. */
function endOf(values: Values, name: string): number | string | undefined {
  const value = textOf(values, name)
  return value === undefined || Number.isNaN(Number(value)) ? value : Number(value)
}

function choiceField(name: string, label: string, options: readonly Option[]): Field {
  return { name, label, kind: 'choice', initial: options[0]?.value ?? '', options }
}

function brokerField({ state }: ActionPlace): Field {
  const options = state.brokers.map(({ broker_id: id }) => ({ value: String(id), label: formText.brokerNumber(id) }))
  return { ...choiceField('broker', formText.broker, options), isRequired: true }
}

function anyBrokerField(place: ActionPlace): Field {
  const { options = [], ...field } = brokerField(place)
  return { ...field, isRequired: false, initial: '', options: [{ value: '', label: formText.anyBroker }, ...options] }
}

function endOptions({ state }: ActionPlace): readonly Option[] {
  return [
    ...state.brokers.map(({ broker_id: id }) => ({ value: String(id), label: formText.brokerNumber(id) })),
    ...state.controller.controllers.map(({ node_id: id }) => ({ value: String(id), label: formText.controllerNumber(id) })),
    { value: 'clients', label: formText.clients },
    { value: 'all', label: formText.allNodes },
  ]
}

function topicOptions({ state }: ActionPlace): readonly Option[] {
  return plainOptions(state.topics.map(({ name }) => name))
}

function latencyField(): Field {
  return { name: 'latency_ms', label: formText.latency, kind: 'number', initial: '', min: 1, max: MAX_LATENCY_MS }
}

function apiField(): Field {
  return choiceField('api', formText.api, plainOptions(FAULT_APIS))
}

function errorField(): Field {
  return { name: 'error', label: formText.error, kind: 'text', initial: 'NOT_LEADER_OR_FOLLOWER', options: plainOptions(FAULT_ERRORS) }
}

function countField(): Field {
  return { name: 'count', label: formText.count, kind: 'number', initial: '1', isRequired: true, min: 1, max: MAX_COUNT }
}

function groupField({ state }: ActionPlace): Field {
  return { ...choiceField('group', formText.group, plainOptions(state.groups.map(({ group_id: id }) => id))), isRequired: true }
}

function memberField({ state }: ActionPlace, values: Values): Field {
  const wanted = textOf(values, 'group') ?? state.groups[0]?.group_id
  const members = state.groups.find(({ group_id: id }) => id === wanted)?.members ?? []
  return { ...choiceField('member', formText.member, plainOptions(members.map(({ member_id: id }) => id))), isRequired: true }
}
