// Simulated applications that read at one moment, taken from the cluster's state.
import type { ConsumerAppView, ConsumerProcessView } from '../../engine/app/consumer/consumer-app.ts'
import { workUntilMs } from '../../engine/app/consumer/consumer-thread.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { writerOf } from '../../engine/app/consumer/handling.ts'
import { handledState, handlingState } from './handling-state.ts'
import type { Consumer } from '../../engine/consumer/consumer.ts'
import { generationOf, memberIdOf } from '../../engine/consumer/membership.ts'
import type { ConsumerAppState, ConsumerState } from './app-state.ts'

export function consumerAppState(cluster: ClusterView, app: ConsumerAppView): ConsumerAppState {
  const { appId, name, reads, configs, processingMs, handsOver, commit, commitsOnRevoke, seek, onConsume, failure, crash, handler } = app
  const { createdMs, phase, error, instance, counters, process, abandoned } = app
  return {
    appId,
    name,
    reads,
    configs,
    processingMs,
    handsOver,
    commit,
    commitsOnRevoke,
    seek,
    onConsume,
    failure,
    crash,
    handler,
    handled: handledState(app),
    producerAppId: writerOf(cluster, app)?.appId ?? null,
    createdMs,
    phase,
    error,
    instance,
    counters,
    consumer: process === null ? null : consumerState(process),
    abandonedRequests: abandoned.length,
  }
}

function consumerState(process: ConsumerProcessView): ConsumerState {
  const consumer = process.consumer as Consumer
  const { member, coordinator, partitions } = consumer
  const { startedMs, thread, hand, inFlight } = process
  const memberId = memberIdOf(consumer)
  return {
    startedMs,
    thread: thread.kind,
    workUntilMs: thread.kind === 'resting' ? thread.untilMs : workUntilMs(process),
    handling: handlingState(process),
    inHand: hand.length,
    memberId: memberId === '' ? null : memberId,
    generation: member.protocol === 'none' ? -1 : (generationOf(consumer) ?? -1),
    membership: member.protocol === 'none' ? 'none' : member.phase,
    coordinatorId: coordinator.brokerId,
    partitions: partitions.map(({ topic, partitionIndex, position, committedOffset, highWatermark, isPaused }) => {
      return { topic, partitionIndex, position, committedOffset, highWatermark, isPaused }
    }),
    inFlight: inFlight.map(({ requestId, brokerId, api, sentMs, phase }) => ({ requestId, brokerId, api, sentMs, phase })),
  }
}
