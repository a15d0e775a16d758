// Which actions there are for what is selected, and for the cluster as a whole where nothing is.
import type { Selection } from '../data/selection.ts'
import type { Action, ActionPlace } from './actions.ts'
import { formAction } from './actions.ts'
import { appActions } from './app-actions.ts'
import { createAppForm } from './app-forms.ts'
import { faultForm } from './fault-forms.ts'
import { groupActions, memberActions } from './group-actions.ts'
import { brokerActions, controllerActions } from './node-actions.ts'
import { partitionActions, replicaActions } from './partition-actions.ts'
import { produceForm } from './record-forms.ts'
import { text } from './text.ts'
import { createTopicForm, topicActions } from './topic-actions.ts'
import { beginTransactionForm, transactionActions } from './transaction-actions.ts'

export function actionsOf(place: ActionPlace, selection: Selection): Action[] {
  switch (selection.kind) {
    case 'broker':
      return brokerActions(place, selection.brokerId)
    case 'controller':
      return controllerActions(place, selection.nodeId)
    case 'topic':
      return topicActions(place, selection.topic)
    case 'partition':
      return partitionActions(place, selection)
    case 'replica':
      return replicaActions(place, selection)
    case 'app':
      return appActions(place, selection.appId)
    case 'group':
      return groupActions(place, selection.groupId)
    case 'member':
      return memberActions(place, selection.groupId, selection.memberId)
    case 'transaction':
      return transactionActions(place, selection.transactionalId)
    case 'fault':
      return faultActions(place, selection.faultId)
    case 'event':
      return []
  }
}

export function faultActions(place: ActionPlace, faultId: number): Action[] {
  if (!place.state.faults.some(({ id }) => id === faultId)) return []
  return [{ id: 'fault.end', label: text.endFault, look: 'main', call: { method: 'DELETE', path: place.v1(`/faults/${faultId}`) } }]
}

/** The keys of these work whatever is selected, unless what is selected has the same key. */
export function clusterActions(place: ActionPlace): Action[] {
  return [
    formAction({ id: 'cluster.create-topic', label: text.createTopic, key: 'c' }, createTopicForm(place)),
    formAction({ id: 'cluster.create-app', label: text.createApp, key: 'n' }, createAppForm(place)),
    ...(place.state.topics.length === 0
      ? []
      : [formAction({ id: 'cluster.produce', label: text.produce, key: 'p' }, produceForm(place, null))]),
    formAction({ id: 'cluster.break', label: text.breakSomething, look: 'danger', key: 'b' }, faultForm(place)),
    formAction({ id: 'cluster.begin-transaction', label: text.beginTransaction }, beginTransactionForm(place)),
    {
      id: 'cluster.elect',
      label: text.electAll,
      call: { method: 'POST', path: place.v3('/topics/-/partitions/-/leader:elect'), body: { election_type: 'preferred' } },
    },
    {
      id: 'sandbox.delete',
      label: text.deleteSandbox,
      look: 'danger',
      confirm: text.deleteSandboxConfirm,
      call: { method: 'DELETE', path: place.v1('') },
    },
  ]
}
