// The thread of an application that reads: it polls, works on what it got, and commits as it was told. What it does is what its owner wrote, so
// whatever is lost or done twice is so for the real reason.
import { commit } from '../../consumer/commits.ts'
import { isPartition, takeEvents } from '../../consumer/consumer.ts'
import type { CommittedOffset, Consumer } from '../../consumer/consumer.ts'
import { seek } from '../../consumer/user-calls.ts'
import { APP_RETRY_PAUSE_MS } from '../../../../schema/limits.ts'
import type { ConsumerAppView, ConsumerProcessView, PolledRecord, Thread } from './consumer-app.ts'
import { clientOf, crash, moveOf, tell } from './consumer-step.ts'
import type { ConsumerStep } from './consumer-step.ts'
import { afterCallbacks } from './rebalance-listener.ts'

/** Commits that have come to an end; a thread that waited for one goes on. */
export function noteCommits(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const { state, events } = takeEvents(clientOf(step.cluster, app, process))
  if (events.length === 0) return false
  const { thread } = process
  const isDone = thread.kind === 'committing' && events.some(({ commitId }) => commitId === thread.commitId)
  const isListener = isDone && thread.next === 'callbacks'
  const client = isListener ? afterCallbacks(app, state) : state
  const goesOn = isDone ? resumed(at, isListener ? 0 : process.hand.length) : thread
  tell(at, { kind: 'consumer.committed', events, moved: moveOf(process, client), thread: goesOn })
  crash(at, 'afterCommit', events.filter(({ kind }) => kind === 'committed').length)
  return true
}

/** On with the hand, or with the next poll. */
export function resumed({ step, app }: ConsumerStep, handLength: number): Thread {
  if (handLength === 0) return { kind: 'polling' }
  const untilMs = step.nowMs + app.processingMs
  return app.handsOver ? { kind: 'polling', workUntilMs: untilMs } : { kind: 'processing', untilMs }
}

/** When the record in hand is done; null while nobody is on one. */
export function workUntilMs({ thread }: ConsumerProcessView): number | null {
  if (thread.kind === 'processing') return thread.untilMs
  return thread.kind === 'polling' ? (thread.workUntilMs ?? null) : null
}

/** Whether the time that it works on the record in hand is over. */
export function isWorkDone({ app, process, step }: ConsumerStep): boolean {
  const untilMs = workUntilMs(process)
  return app.phase !== 'paused' && untilMs !== null && untilMs <= step.nowMs
}

/** The handler comes to the end of a record, or throws. What follows with a pattern is in pattern-thread.ts. */
export function work(at: ConsumerStep): boolean {
  const { app, process, step } = at
  const { hand } = process
  if (!isWorkDone(at)) return false
  const [first] = hand
  if (first?.fate === 'fails' && app.failure?.reaction !== 'skip') return fail(at, first)
  if (process.handling !== null) return false
  const records = hand.slice(0, batchSize(app, hand))
  const handLength = hand.length - records.length
  const client = clientOf(step.cluster, app, process)
  tell(at, { kind: 'consumer.processed', records, droppedCount: 0, moved: {}, thread: resumed(at, handLength) })
  if (crash(at, 'afterProcess', records.length)) return true
  const last = records.at(-1)
  const { kind } = app.commit
  if (kind === 'perRecord' && last !== undefined)
    return commitNow(at, client, [offsetBehind(last)], handLength === 0 ? 'polling' : 'processing')
  return kind === 'afterBatch' && handLength === 0 ? commitNow(at, client, null, 'polling') : true
}

/** Where nothing can come in between, the whole hand at once. */
function batchSize({ processingMs, commit: plan, crash: crashes }: ConsumerAppView, hand: readonly PolledRecord[]): number {
  if (processingMs > 0 || plan.kind === 'perRecord' || crashes?.step === 'afterProcess') return 1
  const failing = hand.findIndex(({ fate }) => fate === 'fails')
  return failing === -1 ? hand.length : Math.max(1, failing)
}

function offsetBehind({ topic, partitionIndex, offset, leaderEpoch }: PolledRecord): CommittedOffset {
  return { topic, partitionIndex, offset: offset + 1, leaderEpoch, metadata: '' }
}

/** The handler throws: nobody catches it, or the application goes back to the record and polls it again after a pause. */
function fail(at: ConsumerStep, record: PolledRecord): true {
  const { app, process, step } = at
  const { hand } = process
  const firstOfEach = hand.filter((one, index) => hand.findIndex(isPartition(one)) === index)
  const client = firstOfEach.reduce(
    (state, { topic, partitionIndex, offset }) => {
      const moved = seek(state, { topic, partitionIndex }, offset)
      return moved.ok ? moved.state : state
    },
    clientOf(step.cluster, app, process),
  )
  const thread = { kind: 'resting', untilMs: step.nowMs + APP_RETRY_PAUSE_MS } as const
  tell(at, { kind: 'consumer.processed', records: [record], droppedCount: hand.length - 1, moved: moveOf(process, client), thread })
  if (app.failure?.reaction !== 'crash') return true
  const died = { kind: 'phase.moved', phase: 'failed', error: 'UNKNOWN_SERVER_ERROR' } as const
  step.records.push({ kind: 'app.changed', appId: app.appId, change: died })
  return true
}

/** commitSync waits for the end of the commit, commitAsync does not. */
export function commitNow(
  at: ConsumerStep,
  client: Consumer,
  offsets: readonly CommittedOffset[] | null,
  next: 'processing' | 'polling',
): true {
  const { app, process, step } = at
  const isSync = 'mode' in app.commit && app.commit.mode === 'sync'
  const { state, commitId } = commit(client, offsets, isSync ? 'sync' : 'async', step.nowMs)
  const on: Thread = next === 'polling' ? { kind: 'polling' } : { kind: 'processing', untilMs: step.nowMs + app.processingMs }
  const thread: Thread = isSync ? { kind: 'committing', commitId, next } : on
  tell(at, { kind: 'consumer.committing', offsets, moved: moveOf(process, state), thread })
  crash(at, 'beforeCommit')
  return true
}
