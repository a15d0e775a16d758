// One call to a hosted consumer: what it does to the client, and how long it waits for what comes of that.
import { kafkaError } from '../../../schema/kafka/errors.ts'
import { CONSUMER_CLOSE_MS, CONSUMER_COMMIT_MS } from '../../../schema/limits.ts'
import { commit } from '../../engine/consumer/commits.ts'
import { subscribedTopics } from '../../engine/consumer/consumer.ts'
import type { Consumer } from '../../engine/consumer/consumer.ts'
import { generationOf, memberIdOf } from '../../engine/consumer/membership.ts'
import { callbacksDone } from '../../engine/consumer/poll.ts'
import { assign, close, pause, resume, seek, seekToTime, subscribe, unsubscribe } from '../../engine/consumer/user-calls.ts'
import type { UserCall } from '../../engine/consumer/user-calls.ts'
import type { HostedConsumer } from '../../engine/hosted/hosted-consumer.ts'
import type { DeepReadonly } from '../../engine/deep-readonly.ts'
import type { ConsumerCall, ConsumerRefusal, ConsumerView } from './consumer-call.ts'
import type { LiveConsumer, Polled } from './live-consumer.ts'

export type CallResult = ({ readonly done: true } & Polled) | { readonly done: false; readonly reason: ConsumerRefusal; readonly message: string }

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
      live.change(callbacksDone)
      return DONE
    case 'close':
      return closeLive(live)
    case 'subscribe':
      return change(live, (state, nowMs) => subscribe(state, { kind: 'topics', topics: call.topics }, nowMs))
    case 'subscribePattern':
      return change(live, (state, nowMs) => subscribe(state, { kind: 'pattern', pattern: call.pattern }, nowMs))
    case 'unsubscribe':
      return change(live, unsubscribe)
    case 'assign':
      return change(live, (state, nowMs) => assign(state, call.partitions, nowMs))
    case 'seek':
      return changeAll(live, call.offsets, (state, { offset, ...partition }) => seek(state, partition, offset))
    case 'seekToTime':
      return changeAll(live, call.timestamps, (state, { timestamp, ...partition }) => seekToTime(state, partition, timestamp))
    case 'pause':
      return change(live, (state) => pause(state, call.partitions))
    case 'resume':
      return change(live, (state) => resume(state, call.partitions))
  }
}
