// What can be done to a partition, and to one of its replicas.
import type { PartitionState } from '../data/shapes.ts'
import type { Action, ActionPlace } from './actions.ts'
import { formAction } from './actions.ts'
import { formText } from './form-text.ts'
import { makeForm, numberOf, numbersOf } from './forms.ts'
import { produceForm } from './record-forms.ts'
import { text } from './text.ts'

type At = { readonly topic: string; readonly partition: number }

export function partitionActions(place: ActionPlace, { topic, partition: index }: At): Action[] {
  const partition = place.state.topics.find(({ name }) => name === topic)?.partitions.find(({ partition_index: id }) => id === index)
  if (partition === undefined) return []
  const path = place.v3(`/topics/${encodeURIComponent(topic)}/partitions/${index}`)
  return [
    formAction({ id: 'partition.produce', label: text.produce, look: 'main', key: 'p' }, produceForm(place, topic, index)),
    electAction(place, topic, partition),
    uncleanAction(place, topic, partition),
    reassignAction(path, partition),
    ...(isReassigned(partition)
      ? [
          {
            id: 'partition.cancel-reassignment',
            label: text.cancelReassignment,
            call: { method: 'DELETE', path: `${path}/reassignment` } as const,
          },
        ]
      : []),
    deleteRecordsAction(path),
    abortHangingAction(path),
  ]
}

export function replicaActions(place: ActionPlace, at: At & { readonly brokerId: number }): Action[] {
  const body = { kind: 'pause_replication', broker: at.brokerId, topic: at.topic, partition: at.partition }
  const partitions = place.state.topics.find(({ name }) => name === at.topic)?.partitions ?? []
  const partition = partitions.find(({ partition_index: index }) => index === at.partition)
  const pause: Action = { id: 'replica.pause', label: text.pauseThisReplica, call: { method: 'POST', path: place.v1('/faults'), body } }
  return [...(partition?.leader === at.brokerId ? [] : [pause]), ...partitionActions(place, at)]
}

function electAction(place: ActionPlace, topic: string, { partition_index: index, leader, replicas }: PartitionState): Action {
  return {
    id: 'partition.elect',
    label: text.elect,
    key: 'e',
    call: electCall(place, topic, index, 'preferred'),
    ...(leader === replicas[0] ? { refusal: text.isPreferred } : {}),
  }
}

function uncleanAction(place: ActionPlace, topic: string, { partition_index: index, leader }: PartitionState): Action {
  return {
    id: 'partition.elect-unclean',
    label: text.electUnclean,
    look: 'danger',
    confirm: text.uncleanConfirm,
    call: electCall(place, topic, index, 'unclean'),
    ...(leader >= 0 ? { refusal: text.hasLeader } : {}),
  }
}

function electCall(place: ActionPlace, topic: string, index: number, type: 'preferred' | 'unclean'): Action['call'] {
  const path = place.v3(`/topics/${encodeURIComponent(topic)}/partitions/-/leader:elect`)
  return { method: 'POST', path, body: { election_type: type, partitions: [index] } }
}

function isReassigned({ adding_replicas: adding, removing_replicas: removing }: PartitionState): boolean {
  return adding.length > 0 || removing.length > 0
}

function reassignAction(path: string, { replicas }: PartitionState): Action {
  const form = makeForm({
    fields: () => [
      {
        name: 'replicas',
        label: formText.replicas,
        hint: formText.replicasHint,
        kind: 'numbers',
        initial: replicas.join(', '),
        isRequired: true,
      },
    ],
    call: (values) => ({ method: 'POST', path: `${path}/reassignment`, body: { replicas: numbersOf(values['replicas'] ?? '') ?? [] } }),
  })
  return formAction({ id: 'partition.reassign', label: text.reassign }, form)
}

function deleteRecordsAction(path: string): Action {
  const form = makeForm({
    fields: () => [
      { name: 'offset', label: formText.offset, hint: formText.deleteOffsetHint, kind: 'number', initial: '-1', isRequired: true, min: -1 },
    ],
    call: (values) => ({ method: 'POST', path: `${path}/records:delete`, body: { offset: numberOf(values, 'offset') ?? -1 } }),
  })
  return formAction({ id: 'partition.delete-records', label: text.deleteRecords, look: 'danger' }, form)
}

function abortHangingAction(path: string): Action {
  const form = makeForm({
    fields: () => [
      {
        name: 'producer',
        label: formText.producerId,
        hint: formText.producerIdHint,
        kind: 'number',
        initial: '',
        isRequired: true,
        min: 0,
      },
    ],
    call: (values) => ({ method: 'POST', path: `${path}/producers/${numberOf(values, 'producer') ?? 0}:abort` }),
  })
  return formAction({ id: 'partition.abort-hanging', label: text.abortHanging }, form)
}
