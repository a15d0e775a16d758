// What is selected, in words: for the heading, and said aloud when it changes.
import type { Selection } from '../data/selection.ts'
import type { AnyApp } from '../data/shapes.ts'
import { text } from './text.ts'

export function selectionTitle(selection: Selection, apps: readonly AnyApp[]): string {
  switch (selection.kind) {
    case 'broker':
      return text.broker(selection.brokerId)
    case 'controller':
      return text.controller(selection.nodeId)
    case 'topic':
      return text.topic(selection.topic)
    case 'partition':
      return text.partition(`${selection.topic}-${selection.partition}`)
    case 'replica':
      return text.replica(`${selection.topic}-${selection.partition}`, selection.brokerId)
    case 'app':
      return text.app(apps.find(({ id }) => id === selection.appId)?.name ?? String(selection.appId))
    case 'group':
      return text.group(selection.groupId)
    case 'member':
      return text.member(selection.memberId)
    case 'transaction':
      return text.transaction(selection.transactionalId)
    case 'fault':
      return text.fault(selection.faultId)
    case 'event':
      return text.event(selection.sequence)
  }
}
