// What follows by itself for one application, one thing at a time, until it waits for time or for a broker. First what arrives, then what the
// client makes of it, then what it sends.
import type { ClusterView } from '../cluster.ts'
import { earliest } from '../earliest.ts'
import type { Step } from '../step.ts'
import { incompleteBatches } from './app.ts'
import type { AnyAppView, AppView } from './app.ts'
import { change } from './app-step.ts'
import type { ProducerStep } from './app-step.ts'
import { serve } from './broker-side.ts'
import { askForMetadata } from './ask-metadata.ts'
import { noticeNeed } from './client-metadata.ts'
import { noticeReset, noticeTimeout } from './connections.ts'
import { drain, firstBatches, readyMs } from './drain.ts'
import { expire, hear, raiseEpoch, resolveSequences } from './hear.ts'
import { messageTimes } from './message-times.ts'
import { isConsumerApp } from './consumer/consumer-app.ts'
import { consumerDueTimes, settleConsumerApp } from './consumer/settle-consumer-app.ts'
import { makeNextRecord, wantsToMake, workloadLeft } from './make-records.ts'
import { goOnSending } from './send-record.ts'
import { manageTransactions } from './transactions.ts'

const CLIENT: readonly ((at: ProducerStep) => boolean)[] = [
  noticeReset,
  hear,
  noticeTimeout,
  expire,
  resolveSequences,
  raiseEpoch,
  manageTransactions,
  goOnSending,
  makeNextRecord,
  noticeNeed,
  askForMetadata,
  drain,
  close,
]

/** Decides one thing; false when there was nothing to decide. */
export function settleApp(step: Step, appId: number): boolean {
  const app = step.cluster.apps.get(appId)
  if (app === undefined) return false
  if (serve({ step, app })) return true
  if (isConsumerApp(app)) return settleConsumerApp(step, app)
  const { producer } = app
  return producer !== null && CLIENT.some((decide) => decide({ step, app, producer }))
}

/** A workload that is done closes its producer, and a producer that closes is gone when it has sent all it had. */
function close(at: ProducerStep): boolean {
  const { app, producer } = at
  const { phase, workload } = app
  const isDone = workload.count > 0 && workloadLeft(workload, producer) === 0 && producer.sending === null
  if (phase === 'running' && isDone) return change(at, { kind: 'phase.moved', phase: 'finishing', error: null })
  if ((phase !== 'stopping' && phase !== 'finishing') || producer.sending !== null || incompleteBatches(producer).length > 0) return false
  const { transactions } = producer
  const isOpen = transactions !== null && ['inTransaction', 'committing', 'aborting'].includes(transactions.phase)
  return isOpen ? false : change(at, { kind: 'phase.moved', phase: phase === 'stopping' ? 'stopped' : 'finished', error: null })
}

/**
 * When something next comes due after a moment at which everything that could be done was done; null when nothing waits for time. What was due
 * before waits for something else.
 */
export function nextAppMs(cluster: ClusterView, app: AnyAppView, afterMs: number): number | null {
  let dueMs: number | null = null
  for (const candidateMs of isConsumerApp(app) ? consumerDueTimes(cluster, app) : dueTimes(app))
    if (candidateMs > afterMs) dueMs = earliest(dueMs, candidateMs)
  return dueMs
}

function* dueTimes(app: AppView): Generator<number, void, undefined> {
  const { producer, abandoned, settings } = app
  for (const request of abandoned) yield* messageTimes(request)
  if (producer === null) return
  const { sending, metadata, backoffs, inFlight, accumulator, transactions } = producer
  for (const request of inFlight) {
    yield* messageTimes(request)
    yield request.sentMs + settings.requestTimeoutMs
    for (const batch of request.batches) if (!batch.isDone) yield batch.createdMs + settings.deliveryTimeoutMs
  }
  if (wantsToMake({ app, producer })) yield app.nextRecordMs
  if (sending !== null) yield sending.sinceMs + settings.maxBlockMs
  if (metadata.isWanted) yield metadata.notBeforeMs
  for (const { untilMs } of backoffs) yield untilMs
  for (const batch of firstBatches(producer)) yield readyMs({ app, producer }, batch)
  for (const { createdMs } of accumulator) yield createdMs + settings.deliveryTimeoutMs
  if (transactions !== null) yield transactions.notBeforeMs
}
