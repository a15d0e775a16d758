// What can be done to a topic, and how one is made.
import type { Action, ActionPlace } from './actions.ts'
import { formAction } from './actions.ts'
import { formText } from './form-text.ts'
import { given, makeForm, numberOf, plainOptions, textOf } from './forms.ts'
import type { Form, Values } from './forms.ts'
import { produceForm } from './record-forms.ts'
import { text } from './text.ts'

const MAX_TOPIC_NAME_CHARACTERS = 249
const MAX_PARTITIONS_PER_TOPIC = 1_000

export function topicActions(place: ActionPlace, name: string): Action[] {
  const topic = place.state.topics.find((one) => one.name === name)
  if (topic === undefined) return []
  const path = place.v3(`/topics/${encodeURIComponent(name)}`)
  return [
    formAction({ id: 'topic.produce', label: text.produce, look: 'main', key: 'p' }, produceForm(place, name)),
    addPartitionsAction(path, topic.partitions.length),
    {
      id: 'topic.elect',
      label: text.electAll,
      key: 'e',
      call: { method: 'POST', path: `${path}/partitions/-/leader:elect`, body: { election_type: 'preferred' } },
    },
    {
      id: 'topic.delete',
      label: text.deleteTopic,
      look: 'danger',
      key: 'd',
      confirm: text.deleteTopicConfirm(name),
      call: { method: 'DELETE', path },
    },
  ]
}

function addPartitionsAction(path: string, count: number): Action {
  const form = makeForm({
    fields: () => [
      {
        name: 'partitions_count',
        label: formText.partitions,
        hint: formText.partitionsHint,
        kind: 'number',
        initial: String(count + 1),
        isRequired: true,
        min: count + 1,
        max: MAX_PARTITIONS_PER_TOPIC,
      },
    ],
    call: (values) => ({ method: 'PATCH', path, body: given({ partitions_count: numberOf(values, 'partitions_count') }) }),
  })
  return formAction({ id: 'topic.add-partitions', label: text.addPartitions }, form)
}

const TOPIC_CONFIGS = ['min.insync.replicas', 'cleanup.policy', 'retention.ms', 'unclean.leader.election.enable'] as const

export function createTopicForm(place: ActionPlace): Form {
  const brokers = place.state.brokers.length
  return makeForm({
    fields: () => [
      { name: 'topic_name', label: formText.topicName, kind: 'text', initial: '', isRequired: true, maxLength: MAX_TOPIC_NAME_CHARACTERS },
      { name: 'partitions_count', label: formText.partitions, kind: 'number', initial: '3', min: 1, max: MAX_PARTITIONS_PER_TOPIC },
      {
        name: 'replication_factor',
        label: formText.replicationFactor,
        kind: 'number',
        initial: String(Math.min(3, brokers)),
        min: 1,
        max: brokers,
      },
      { name: 'min.insync.replicas', label: 'min.insync.replicas', kind: 'number', initial: '', min: 1 },
      choice('cleanup.policy', ['delete', 'compact', 'compact,delete']),
      { name: 'retention.ms', label: 'retention.ms', kind: 'number', initial: '', min: -1 },
      choice('unclean.leader.election.enable', ['true', 'false']),
    ],
    call: (values) => ({ method: 'POST', path: place.v3('/topics'), body: given(createBody(values)) }),
  })
}

function choice(name: string, values: readonly string[]): ReturnType<Form['fields']>[number] {
  return { name, label: name, kind: 'choice', initial: '', options: [{ value: '', label: formText.anyDefault }, ...plainOptions(values)] }
}

function createBody(values: Values): Readonly<Record<string, unknown>> {
  const configs = TOPIC_CONFIGS.flatMap((name) => {
    const value = textOf(values, name)
    return value === undefined ? [] : [{ name, value }]
  })
  return {
    topic_name: (values['topic_name'] ?? '').trim(),
    partitions_count: numberOf(values, 'partitions_count'),
    replication_factor: numberOf(values, 'replication_factor'),
    configs: configs.length === 0 ? undefined : configs,
  }
}
