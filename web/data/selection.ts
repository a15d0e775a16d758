// What is selected on the page: the inspector shows it, the actions are about it, the events of it are highlighted.
export type Selection =
  | { readonly kind: 'broker'; readonly brokerId: number }
  | { readonly kind: 'controller'; readonly nodeId: number }
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'partition'; readonly topic: string; readonly partition: number }
  | { readonly kind: 'replica'; readonly topic: string; readonly partition: number; readonly brokerId: number }
  | { readonly kind: 'app'; readonly appId: number }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'member'; readonly groupId: string; readonly memberId: string }
  | { readonly kind: 'transaction'; readonly transactionalId: string }
  | { readonly kind: 'fault'; readonly faultId: number }
  | { readonly kind: 'event'; readonly sequence: number }

/** One text for each thing, the same for the same thing: for keys of lists and `data-at` of anchors. */
export function selectionKey(selection: Selection): string {
  switch (selection.kind) {
    case 'broker':
      return `broker:${selection.brokerId}`
    case 'controller':
      return `controller:${selection.nodeId}`
    case 'topic':
      return `topic:${selection.topic}`
    case 'partition':
      return `partition:${selection.topic}:${selection.partition}`
    case 'replica':
      return `replica:${selection.topic}:${selection.partition}:${selection.brokerId}`
    case 'app':
      return `app:${selection.appId}`
    case 'group':
      return `group:${selection.groupId}`
    case 'member':
      return `member:${selection.groupId}:${selection.memberId}`
    case 'transaction':
      return `transaction:${selection.transactionalId}`
    case 'fault':
      return `fault:${selection.faultId}`
    case 'event':
      return `event:${selection.sequence}`
  }
}
