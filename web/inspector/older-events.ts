// Events from before what the page has loaded, here and there: the causes of something, and what was asked for about one thing. The log itself
// has no gaps, so these are kept beside it.
import { signal } from '@preact/signals'
import type { EventKind } from '../../schema/api/events.ts'
import type { EventLog } from '../data/event-log.ts'
import type { Selection } from '../data/selection.ts'
import type { ClusterEvent } from '../data/shapes.ts'

/** What causes and histories are looked up in. */
export type KnownEvents = Pick<EventLog, 'all' | 'get' | 'indexOf'>

export class OlderEvents {
  /** Grows with each change. */
  readonly version = signal(0)
  readonly #bySequence = new Map<number, ClusterEvent>()

  add(events: readonly ClusterEvent[]): void {
    for (const event of events) this.#bySequence.set(event.sequence, event)
    if (events.length > 0) this.version.value++
  }

  clear(): void {
    this.#bySequence.clear()
  }

  /** Those from before a sequence, in order. */
  before(sequence: number): readonly ClusterEvent[] {
    return [...this.#bySequence.values()]
      .filter((event) => event.sequence < sequence)
      .toSorted((one, other) => one.sequence - other.sequence)
  }
}

const beside = new WeakMap<EventLog, OlderEvents>()

/** The one collection that belongs to a log. A log that was emptied begins anew, and so does this. */
export function olderEventsOf(log: EventLog): OlderEvents {
  const kept = beside.get(log) ?? new OlderEvents()
  beside.set(log, kept)
  if (log.all.length === 0) kept.clear()
  return kept
}

/** All that is known, as one list: older events with gaps between them, then the log. */
export function withOlder(log: EventLog, older: OlderEvents): KnownEvents {
  const first = log.firstSequence
  const before = first === null ? [] : older.before(first)
  if (before.length === 0) return log
  const all = [...before, ...log.all]
  const oldBySequence = new Map(before.map((event) => [event.sequence, event]))
  return {
    all,
    get: (sequence) => oldBySequence.get(sequence) ?? log.get(sequence),
    indexOf: (sequence) => {
      const index = before.findIndex((event) => event.sequence >= sequence)
      return index === -1 ? before.length + log.indexOf(sequence) : index
    },
  }
}

/** What is told of nodes begins most chains of causes. */
const NODE_KINDS: readonly EventKind[] = [
  'process.changed',
  'broker.heard',
  'broker.changed',
  'controller.silent',
  'fault.started',
  'fault.ended',
]

const PARTITION_KINDS: readonly EventKind[] = [
  'partition.created',
  'partition.changed',
  'replica.truncated',
  'replica.forked',
  'replica.joined',
]
const GROUP_KINDS: readonly EventKind[] = ['group.changed', 'group.written', 'group.removed', 'offsets.deleted']

const OWN_KINDS: Readonly<Record<Selection['kind'], readonly EventKind[]>> = {
  broker: ['broker.registered', 'brokerConfig.changed', 'partition.changed'],
  controller: ['controller.elected'],
  topic: ['topic.created', 'topic.removed', 'config.changed', ...PARTITION_KINDS],
  partition: PARTITION_KINDS,
  replica: PARTITION_KINDS,
  app: ['app.created', 'app.removed'],
  group: GROUP_KINDS,
  member: GROUP_KINDS,
  transaction: ['transaction.moved', 'transaction.removed'],
  fault: ['fault.used'],
  event: [],
}

/** The kinds of events that tell the history of something, without its traffic. */
export function toldKinds(selection: Selection): readonly EventKind[] {
  return [...OWN_KINDS[selection.kind], ...NODE_KINDS]
}
