// What follows by itself for one application that reads, one thing at a time, until it waits for time or for a broker.
import type { ClusterView } from '../../cluster.ts'
import { commit } from '../../consumer/commits.ts'
import type { Consumer, ConsumerRecord } from '../../consumer/consumer.ts'
import { withoutFetched } from '../../consumer/consumer.ts'
import { heard } from '../../consumer/heard.ts'
import { dueTimes, nextRequests } from '../../consumer/next-requests.ts'
import { consumedSinceCommit } from '../../consumer/partitions.ts'
import { poll } from '../../consumer/poll.ts'
import { assign, close, subscribe } from '../../consumer/user-calls.ts'
import type { Step } from '../../step.ts'
import { messageTimes } from '../message-times.ts'
import { answerTo, arrived, carry, hearAnswer, noticeReset } from './client-network.ts'
import type { ConsumerAppView, PolledRecord, Thread } from './consumer-app.ts'
import { clientOf, crash, isForwarding, isPolling, moveOf, tell } from './consumer-step.ts'
import type { ConsumerStep } from './consumer-step.ts'
import { commitNow, noteCommits, work, workUntilMs } from './consumer-thread.ts'
import { contentOf, fateOf } from './handler.ts'
import {
  commitHandled,
  forward,
  handledOffsets,
  handleNext,
  hearProducer,
  patternDueTimes,
  resumePartitions,
  turn,
} from './pattern-thread.ts'
import { afterCallbacks, seekAsTold, wantsToCommit } from './rebalance-listener.ts'

const DECISIONS: readonly ((at: ConsumerStep) => boolean)[] = [
  noticeReset,
  hearAnswer,
  noteCommits,
  hearProducer,
  turn,
  forward,
  resumePartitions,
  commitHandled,
  handleNext,
  work,
  begin,
  finish,
  pollAndSend,
]

/** Decides one thing; false when there was nothing to decide. */
export function settleConsumerApp(step: Step, app: ConsumerAppView): boolean {
  const { process } = app
  return process !== null && DECISIONS.some((decide) => decide({ step, app, process }))
}

/** A new process subscribes, or takes its partitions by hand. */
function begin(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const client = clientOf(step.cluster, app, process)
  if (client.subscription.kind !== 'none' || client.phase !== 'open') return false
  const { reads } = app
  const called = reads.kind === 'partitions' ? assign(client, reads.partitions, step.nowMs) : subscribe(client, reads, step.nowMs)
  if (!called.ok) return false
  const placed = reads.kind === 'partitions' ? seekAsTold(app, called.state, reads.partitions) : called.state
  return tell(at, { kind: 'consumer.sent', requests: [], moved: moveOf(process, placed) })
}

/** KafkaConsumer.close, when its thread comes to the end of what it has in hand. */
function finish(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const client = clientOf(step.cluster, app, process)
  if (app.phase !== 'stopping') return false
  if (client.phase === 'closed') {
    step.records.push({ kind: 'app.changed', appId: app.appId, change: { kind: 'phase.moved', phase: 'stopped', error: null } })
    return true
  }
  if (client.phase === 'closing' || (process.thread.kind !== 'polling' && process.thread.kind !== 'resting')) return false
  if (isForwarding(process)) return false
  const closing = close(client, step.nowMs)
  const { callbacks } = closing
  const committed = wantsToCommit(app, callbacks) ? commit(closing, handledOffsets(process), 'sync', step.nowMs).state : closing
  const moved = moveOf(process, afterCallbacks(app, committed))
  return tell(at, { kind: 'consumer.rebalanced', callbacks, moved, thread: { kind: 'closing' } })
}

/** The thread looks into its consumer once more, and the client sends what it wants to. */
function pollAndSend(at: ConsumerStep): boolean {
  const { step, app, process } = at
  const before = clientOf(step.cluster, app, process)
  if (!isPolling(at)) return send(at, before, before)
  const answers = arrived(at).filter(({ api }) => api === 'Fetch')
  const fetched = answers.reduce((client, request) => heard(client, request.requestId, answerTo(request), step.nowMs), before)
  const { state, records, callbacks, error } = poll(fetched, step.nowMs)
  if (error !== null) {
    step.records.push({ kind: 'app.changed', appId: app.appId, change: { kind: 'phase.moved', phase: 'failed', error: error.error } })
    return true
  }
  if (callbacks.length > 0) return rebalance(at, state)
  if (answers.length === 0) return send(at, before, state)
  return take(
    at,
    state,
    records,
    answers.map(({ requestId }) => requestId),
  )
}

/** The rebalance listener runs. Where it commits, its thread waits for that before it returns. */
function rebalance(at: ConsumerStep, state: Consumer): true {
  const { app, process, step } = at
  const { callbacks } = state
  if (!wantsToCommit(app, callbacks)) {
    const moved = moveOf(process, afterCallbacks(app, state))
    return tell(at, { kind: 'consumer.rebalanced', callbacks, moved, thread: process.thread })
  }
  const begun = commit(state, handledOffsets(process), 'sync', step.nowMs)
  const thread: Thread = { kind: 'committing', commitId: begun.commitId, next: 'callbacks' }
  return tell(at, { kind: 'consumer.rebalanced', callbacks, moved: moveOf(process, begun.state), thread })
}

/** What was fetched beyond max.poll.records is fetched again with the next poll. */
function take(at: ConsumerStep, polled: Consumer, records: readonly ConsumerRecord[], requestIds: readonly number[]): true {
  const { app, process, step } = at
  const client = { ...withoutFetched(polled), wantsRecords: false }
  const isWorking = records.length > 0
  const hand = records.map((record, index): PolledRecord => {
    const { topic, partitionIndex, offset, leaderEpoch } = record
    const fate = fateOf(app, record, app.counters.polled + index + 1, step.nowMs)
    const content = process.handling === null ? {} : { content: contentOf(record) }
    return { topic, partitionIndex, offset, leaderEpoch, fate, ...content }
  })
  tell(at, { kind: 'consumer.polled', requestIds, records: hand, moved: moveOf(process, client), thread: threadAfterPoll(at, isWorking) })
  if (!isWorking || crash(at, 'afterPoll')) return true
  return app.commit.kind === 'beforeProcessing' ? commitNow(at, client, null, 'processing') : true
}

function threadAfterPoll({ app, process, step }: ConsumerStep, isWorking: boolean): Thread {
  const untilMs = step.nowMs + app.processingMs
  if (!app.handsOver) return isWorking ? { kind: 'processing', untilMs } : { kind: 'polling' }
  const busyMs = workUntilMs(process) ?? (isWorking ? untilMs : null)
  return busyMs === null ? { kind: 'polling' } : { kind: 'polling', workUntilMs: busyMs }
}

/** Changes of these alone are worth no record: they follow from the next look all the same. */
const PASSING: ReadonlySet<string> = new Set(['lastPollMs', 'wantsRecords', 'nextRequestId', 'fetched'])

function send(at: ConsumerStep, before: Consumer, polled: Consumer): boolean {
  const { step, process } = at
  const next = nextRequests(polled, step.nowMs)
  const { client, requests, heartbeats } = carry(at, next.state, next.requests)
  const member = heartbeats && requests.length === 0 ? before.member : client.member
  const after = { ...client, member, inFlight: sameOr(before.inFlight, client.inFlight) }
  const isNews = Object.entries(after).some(([name, value]) => !PASSING.has(name) && before[name as keyof Consumer] !== value)
  if (requests.length === 0 && !isNews) return heartbeats
  return tell(at, { kind: 'consumer.sent', requests, moved: moveOf(process, after) })
}

/** Requests that were not sent after all leave an equal list behind. */
function sameOr(before: Consumer['inFlight'], after: Consumer['inFlight']): Consumer['inFlight'] {
  const isSame = before.length === after.length && before.every((sent, index) => sent === after[index])
  return isSame ? before : after
}

export function* consumerDueTimes(cluster: ClusterView, app: ConsumerAppView): Generator<number, void, undefined> {
  const { process, abandoned, phase } = app
  for (const request of abandoned) yield* messageTimes(request)
  if (process === null) return
  for (const request of process.inFlight) yield* messageTimes(request)
  const client = clientOf(cluster, app, process)
  // What is due and held back, as a fetch that would find nothing, does not hide what comes due later.
  yield* dueTimes(client)
  if (phase === 'paused') return
  const { thread } = process
  if (thread.kind === 'resting') yield thread.untilMs
  const untilMs = workUntilMs(process)
  if (untilMs !== null) yield untilMs
  yield* patternDueTimes(process)
  if (thread.kind === 'polling' && client.settings.enableAutoCommit && consumedSinceCommit(client) !== null) yield client.nextAutoCommitMs
}
