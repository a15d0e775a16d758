// The rebalances of a group, read out of what its coordinator did. With the classic protocol one begins when somebody comes, goes or has to
// join again, and has settled when the assignment is committed. With KIP-848 each epoch of the group is one, and it has settled when every
// member has come to that epoch.
import { changeOf, listIn, numberIn, textIn, factsIn } from '../data/event-facts.ts'
import type { Facts } from '../data/event-facts.ts'
import type { ClusterEvent } from '../data/shapes.ts'

/** `eager`: everybody gives up everything first. The other two take away only what goes to somebody else. */
export type RebalanceStyle = 'eager' | 'cooperative' | 'incremental'

export type Rebalance = {
  readonly protocol: 'classic' | 'consumer'
  /** Null as long as the members have not agreed on an assignor. */
  readonly style: RebalanceStyle | null
  /** What of the coordinator belongs to it, in order; never empty. */
  readonly events: readonly ClusterEvent[]
  readonly firstSequence: number
  readonly lastSequence: number
  /** The event that tells why. */
  readonly cause: ClusterEvent
  /** Null while it goes on. */
  readonly settled: ClusterEvent | null
}

export const GROUP_KINDS = ['group.changed', 'group.written', 'group.removed'] as const

const OPENING = new Set(['created', 'member.announced', 'member.joined', 'member.rejoined', 'members.removed', 'rebalance.started'])

type Open = {
  protocol: Rebalance['protocol']
  events: ClusterEvent[]
  cause: ClusterEvent | null
  settled: ClusterEvent | null
  style: RebalanceStyle | null
}

/** Oldest first. */
export function rebalancesOf(groupId: string, events: readonly ClusterEvent[]): readonly Rebalance[] {
  const found: Open[] = []
  const epochs = new Map<string, number>()
  let groupEpoch = 0
  for (const event of events) {
    if (textIn(event.facts, 'group_id') !== groupId) continue
    const current = found.at(-1)
    if (event.kind === 'group.changed') addClassic(found, current, event)
    if (event.kind === 'group.written') groupEpoch = addWritten(found, current, event, { epochs, groupEpoch })
    if (event.kind === 'group.removed') epochs.clear()
  }
  return found.map(closed)
}

function addClassic(found: Open[], current: Open | undefined, event: ClusterEvent): void {
  const { kind, change } = changeOf(event.facts)
  const isNew = current === undefined || (current.settled !== null && OPENING.has(kind))
  const open = isNew ? begin(found, 'classic', event) : current
  if (!isNew) open.events.push(event)
  if (kind === 'rebalance.started') open.cause ??= event
  if (kind === 'generation.started') open.style = styleOf(textIn(change, 'protocol_name'))
  if (kind === 'assignment.committed' || kind === 'emptied') open.settled ??= event
}

function styleOf(assignor: string | null): RebalanceStyle {
  return assignor === 'cooperative-sticky' ? 'cooperative' : 'eager'
}

type Epochs = { readonly epochs: Map<string, number>; readonly groupEpoch: number }

/** @returns the epoch of the group from here on. */
function addWritten(found: Open[], current: Open | undefined, event: ClusterEvent, { epochs, groupEpoch }: Epochs): number {
  const changes = listIn(event.facts, 'changes')
  const epoch = newEpochOf(changes) ?? groupEpoch
  const isNew = current === undefined || epoch !== groupEpoch
  const open = isNew ? begin(found, 'consumer', event) : current
  if (!isNew) open.events.push(event)
  open.style = 'incremental'
  if (isNew) open.cause = event
  for (const change of changes) followMember(epochs, change)
  const isReached = Array.from(epochs.values()).every((reached) => reached === epoch)
  if (isReached) open.settled ??= event
  return epoch
}

function newEpochOf(changes: readonly Facts[]): number | null {
  const metadata = changes.find((change) => textIn(change, 'kind') === 'ConsumerGroupMetadata')
  return metadata === undefined ? null : numberIn(factsIn(metadata, 'value'), 'epoch')
}

/** How far each member has come; one that left its partitions behind but still has some to give up is not there yet. */
function followMember(epochs: Map<string, number>, change: Facts): void {
  const kind = textIn(change, 'kind')
  const memberId = textIn(change, 'member_id')
  if (memberId === null) return
  const isGone = change['value'] === null
  if (kind === 'ConsumerGroupMemberMetadata') {
    if (isGone) epochs.delete(memberId)
    else epochs.set(memberId, epochs.get(memberId) ?? 0)
  }
  const value = factsIn(change, 'value')
  if (kind === 'ConsumerGroupCurrentMemberAssignment' && !isGone) epochs.set(memberId, numberIn(value, 'member_epoch') ?? 0)
}

function begin(found: Open[], protocol: Rebalance['protocol'], event: ClusterEvent): Open {
  const open: Open = { protocol, events: [event], cause: null, settled: null, style: null }
  found.push(open)
  return open
}

function closed({ protocol, style, events, cause, settled }: Open): Rebalance {
  const [first] = events
  if (first === undefined) throw new Error('A rebalance begins with an event.')
  const lastSequence = events.at(-1)?.sequence ?? first.sequence
  return { protocol, style, events, firstSequence: first.sequence, lastSequence, cause: cause ?? first, settled }
}
