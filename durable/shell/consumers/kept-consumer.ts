// What of a hosted consumer is written down, and when: not each heartbeat and not a poll that brought nothing, but whatever would be missed.
import type { Consumer, ConsumerApi } from '../../engine/consumer/consumer.ts'
import { withoutFetched } from '../../engine/consumer/consumer.ts'

/** As it is stored. Events are for whoever waits now, and records are fetched again, as all is asked again that is only asked. */
export function keptConsumer(state: Consumer): Consumer {
  const inFlight = state.inFlight.filter(({ api }) => CHANGES_MEMBERSHIP.has(api))
  return { ...withoutFetched(state), inFlight, events: [], wantsRecords: false }
}

/** A member that waits for one of these does nothing else: when the object goes, it has to be told that there will be no answer. */
const CHANGES_MEMBERSHIP: ReadonlySet<ConsumerApi> = new Set<ConsumerApi>([
  'JoinGroup',
  'SyncGroup',
  'LeaveGroup',
  'ConsumerGroupHeartbeat',
])

/** Two states with the same text need not be told apart: what differs is when something was last said, and what was last heard of the brokers. */
export function essenceOf(state: Consumer): string {
  const known = essences.get(state)
  if (known !== undefined) return known
  const essence = textOf(state)
  essences.set(state, essence)
  return essence
}

/** What is stored is compared with after every call. */
const essences = new WeakMap<Consumer, string>()

function textOf({ phase, subscription, partitions, callbacks, member, commits, error }: Consumer): string {
  const places = partitions.map(({ topic, partitionIndex, position, isPaused }) => [topic, partitionIndex, position, isPaused])
  const membership = Object.entries(member).filter(([name]) => !SOFT_FIELDS.has(name))
  const isCommitting = commits.length > 0
  return JSON.stringify([phase, subscription, places, callbacks, membership, isCommitting, error])
}

const SOFT_FIELDS: ReadonlySet<string> = new Set(['lastHeartbeatMs', 'notBeforeMs', 'heartbeatIntervalMs'])
