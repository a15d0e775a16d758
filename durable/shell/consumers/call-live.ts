// One call to a hosted consumer: what it does to the client, and how long it waits for what comes of that.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import { CONSUMER_CLOSE_MS, CONSUMER_COMMIT_MS } from '../../../schema/limits.ts'
import { commit } from '../../engine/consumer/commits.ts'
import { subscribedTopics } from '../../engine/consumer/consumer.ts'
import type { Consumer } from '../../engine/consumer/consumer.ts'
import { generationOf, memberIdOf, NO_GENERATION } from '../../engine/consumer/membership.ts'
import { callbacksDone, poll } from '../../engine/consumer/poll.ts'
import { assign, close, pause, resume, seek, seekToTime, subscribe, unsubscribe } from '../../engine/consumer/user-calls.ts'
import type { UserCall } from '../../engine/consumer/user-calls.ts'
import type { HostedConsumer } from '../../engine/hosted/hosted-consumer.ts'
import type { ConsumerCall, ConsumerRefusal, ConsumerView } from './consumer-call.ts'
import type { LiveConsumer, Polled } from './live-consumer.ts'

export type CallResult =
  | ({ readonly done: true } & Polled)
  | { readonly done: false; readonly reason: ConsumerRefusal; readonly message: string }

const DONE: CallResult = { done: true, records: [], callbacks: [], error: null }

export async function callLive(live: LiveConsumer, call: ConsumerCall): Promise<CallResult> {
  switch (call.kind) {
    case 'describe':
      live.send()
      return DONE
    case 'poll':
      return { done: true, ...(await live.poll(call)) }
    case 'commit':
      return commitLive(live, call)
    case 'callbacksDone':
      live.change((state) => callbacksDone(state))
      return DONE
    case 'subscribe':
      return call.topics.length === 0 ? unsubscribeLive(live) : changeLive(live, call)
    case 'unsubscribe':
      return unsubscribeLive(live)
    case 'close':
      return closeLive(live)
    default:
      return changeLive(live, call)
  }
}

type UserChange = Exclude<ConsumerCall, { kind: 'describe' | 'poll' | 'commit' | 'callbacksDone' | 'unsubscribe' | 'close' }>

function changeLive(live: LiveConsumer, call: UserChange): CallResult {
  switch (call.kind) {
    case 'subscribe':
      return change(live, (state, nowMs) => subscribe(state, { kind: 'topics', topics: call.topics }, nowMs))
    case 'subscribePattern':
      return change(live, (state, nowMs) => subscribe(state, { kind: 'pattern', pattern: call.pattern }, nowMs))
    case 'assign':
      return change(live, (state, nowMs) => assign(state, call.partitions, nowMs))
    case 'seek':
      return changeAll(live, call.offsets, (state, { offset, ...partition }) => seek(state, partition, offset))
    case 'seekToTime':
      return changeAll(live, call.timestamps, (state, { timestamp, ...partition }) => seekToTime(state, [partition], timestamp))
    case 'pause':
      return change(live, (state) => pause(state, call.partitions))
    case 'resume':
      return change(live, (state) => resume(state, call.partitions))
  }
}

/** What the client refuses does not fit its state: it has subscribed, is closed, or does not have the partition. */
function change(live: LiveConsumer, call: (state: Consumer, nowMs: number) => UserCall): CallResult {
  let refusal: string | null = null
  live.change((state, nowMs) => {
    const changed = call(state, nowMs)
    if (changed.ok) return changed.state
    refusal = changed.message
    return state
  })
  return refusal === null ? DONE : { done: false, reason: 'ILLEGAL_STATE', message: refusal }
}

/** All of them or none. */
function changeAll<Item>(live: LiveConsumer, items: readonly Item[], call: (state: Consumer, item: Item) => UserCall): CallResult {
  return change(live, (given) => {
    let changed: UserCall = { ok: true, state: given }
    for (const item of items) if (changed.ok) changed = call(changed.state, item)
    return changed
  })
}

async function commitLive(live: LiveConsumer, { offsets, isAsync }: Extract<ConsumerCall, { kind: 'commit' }>): Promise<CallResult> {
  let begun = -1
  live.change((state, nowMs) => {
    const { state: next, commitId } = commit(state, offsets, isAsync ? 'async' : 'sync', nowMs)
    begun = commitId
    return next
  })
  if (isAsync) return DONE
  const event = await live.committed(begun, CONSUMER_COMMIT_MS)
  const failure = event === null ? 'REQUEST_TIMED_OUT' : event.kind === 'commitFailed' ? event.error : null
  return failure === null ? DONE : { done: false, reason: failure, message: kafkaError(failure).message }
}

function isMember(member: Consumer['member']): boolean {
  return member.protocol !== 'none' && member.phase !== 'unjoined'
}

/** A client that does not know its coordinator would leave in silence. */
async function findWhomToTell(live: LiveConsumer): Promise<void> {
  live.send()
  await live.until(({ member, coordinator }) => !isMember(member) || coordinator.brokerId !== null, CONSUMER_CLOSE_MS)
}

/** Leaves the group at once: nobody would wait for the next poll of a consumer that reads nothing any more. */
async function unsubscribeLive(live: LiveConsumer): Promise<CallResult> {
  await findWhomToTell(live)
  live.change((state) => callbacksDone(unsubscribe(state)))
  return DONE
}

/** Says goodbye to the group, as far as there is somebody to hear it. */
async function closeLive(live: LiveConsumer): Promise<CallResult> {
  await findWhomToTell(live)
  live.change(close)
  live.change((state, nowMs) => callbacksDone(poll(state, nowMs).state))
  await live.until(({ phase }) => phase === 'closed', CONSUMER_CLOSE_MS)
  return DONE
}

export function viewOf({ groupId, name, options }: Pick<HostedConsumer, 'groupId' | 'name' | 'options'>, consumer: Consumer): ConsumerView {
  const { partitions, subscription } = consumer
  return {
    groupId,
    name,
    options,
    subscribedTopics: subscribedTopics(consumer),
    partitions: partitions.map(({ topic, partitionIndex, position }) => ({ topic, partitionIndex, position })),
    isAssignedByHand: subscription.kind === 'partitions',
    memberId: memberIdOf(consumer),
    generationId: generationOf(consumer) ?? NO_GENERATION,
  }
}
