// What the application does when its rebalance listener is called: commits what it has processed, where it was told to, and seeks in what it is
// given.
import type { TopicPartition } from '../../../../schema/kafka/topic-partition.ts'
import type { Callback, Consumer } from '../../consumer/consumer.ts'
import { callbacksDone } from '../../consumer/poll.ts'
import { seek, seekToBeginning, seekToEnd, seekToTime } from '../../consumer/user-calls.ts'
import type { UserCall } from '../../consumer/user-calls.ts'
import type { ConsumerAppView } from './consumer-app.ts'

/** Only what is revoked can still be committed: what is lost belongs to others. */
export function wantsToCommit({ commitsOnRevoke, settings }: ConsumerAppView, callbacks: readonly Callback[]): boolean {
  return commitsOnRevoke && settings.groupId !== null && callbacks.some(({ kind }) => kind === 'revoked')
}

/** The listener returns, and the membership goes on. */
export function afterCallbacks(app: ConsumerAppView, state: Consumer): Consumer {
  const assigned = state.callbacks.flatMap(({ kind, partitions }) => (kind === 'assigned' ? partitions : []))
  return callbacksDone(seekAsTold(app, state, assigned))
}

export function seekAsTold({ seek: plan }: ConsumerAppView, state: Consumer, partitions: readonly TopicPartition[]): Consumer {
  if (plan === null || partitions.length === 0) return state
  return partitions.reduce((next, partition) => {
    const called = seekOne(plan, next, partition)
    return called.ok ? called.state : next
  }, state)
}

function seekOne(plan: NonNullable<ConsumerAppView['seek']>, state: Consumer, partition: TopicPartition): UserCall {
  switch (plan.kind) {
    case 'beginning':
      return seekToBeginning(state, [partition])
    case 'end':
      return seekToEnd(state, [partition])
    case 'offset':
      return seek(state, partition, plan.offset)
    case 'timestamp':
      return seekToTime(state, [partition], plan.timestampMs)
  }
}
