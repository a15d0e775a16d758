// One change of each kind of an application, and one that it was told to do.
import type { AppPlan } from '../../../durable/engine/app/app.ts'
import type { AppChange, BatchOutcome } from '../../../durable/engine/app/app-change.ts'
import type { RecordOf } from '../../../durable/engine/record.ts'
import { NOW_MS } from './places.ts'
import { CONSUMER_CHANGES } from './consumer-change-examples.ts'

export const PLAN: AppPlan = {
  name: 'shop',
  topic: 'orders',
  configs: [],
  workload: {
    recordsPerSecond: 1,
    count: 1,
    keys: { kind: 'none' },
    value: null,
    headers: [],
    recordsPerTransaction: 0,
    abortEvery: 0,
  },
  interceptors: [],
}

export const KEPT_BATCH = {
  topic: 'orders',
  topicId: 'id',
  partitionIndex: 0,
  baseOffset: 3,
  lastOffset: 4,
  leaderEpoch: 0,
  maxTimestampMs: 9,
}

const NONE = { waiting: null, answer: null } as const

const APP_CHANGES: { readonly [Kind in AppChange['kind']]: readonly Extract<AppChange, { kind: Kind }>[] } = {
  'phase.moved': [
    ...(['running', 'paused', 'stopping', 'finishing', 'stopped', 'finished', 'killed'] as const).map((phase) => {
      return { kind: 'phase.moved', phase, error: null } as const
    }),
    { kind: 'phase.moved', phase: 'failed', error: 'PRODUCER_FENCED' },
  ],
  'plan.changed': [{ kind: 'plan.changed', plan: { name: 'other' } }],
  'record.made': [null, 0].map((droppedBy) => {
    const record = { sequence: 1, topic: 'orders', partitionIndex: null, key: null, value: 'v', headers: [], timestampMs: NOW_MS }
    return { kind: 'record.made', record, droppedBy, byHand: false, nextRecordMs: NOW_MS } as const
  }),
  'record.appended': [true, false].map((opensBatch) => {
    return { kind: 'record.appended', partitionIndex: 0, sizeBytes: 90, opensBatch, sticky: null } as const
  }),
  'record.refused': [{ kind: 'record.refused', error: 'REQUEST_TIMED_OUT' }],
  'request.sent': (['request', 'lost'] as const).map((phase) => {
    const batches = [{ batchId: 1, producerId: -1, producerEpoch: -1, baseSequence: -1 }]
    return { kind: 'request.sent', requestId: 1, brokerId: 1, api: 'Produce', phase, arrivesMs: NOW_MS, batches, ending: null } as const
  }),
  'request.held': [{ kind: 'request.held', requestId: 1 }],
  'request.read': (['broker', 'answer', 'unanswered'] as const).map((phase) => {
    const placements = [{ batchId: 1, topicId: 'id', leaderEpoch: 0, baseOffset: 0, isDuplicate: phase === 'answer' }]
    return { kind: 'request.read', requestId: 1, phase, arrivesMs: NOW_MS, placements, ...NONE } as const
  }),
  'request.released': [{ kind: 'request.released', requestId: 1, phase: 'answer', arrivesMs: NOW_MS, ...NONE }],
  'request.answered': [
    { kind: 'request.answered', requestId: 1, outcomes: outcomes() },
    { kind: 'request.answered', requestId: 1, outcomes: [] },
  ],
  'connection.lost': (['refused', 'reset', 'timedOut'] as const).map((cause) => {
    return { kind: 'connection.lost', brokerId: 1, cause, failures: 1, untilMs: NOW_MS, outcomes: outcomes() } as const
  }),
  'batch.expired': [{ kind: 'batch.expired', batchId: 1, isUnresolved: false }],
  'metadata.wanted': [{ kind: 'metadata.wanted', notBeforeMs: NOW_MS }],
  'metadata.learned': [{ kind: 'metadata.learned', requestId: 1, topics: [{ name: 'orders', error: 'NONE', leaders: [1] }] }],
  'producer.identified': [{ kind: 'producer.identified', requestId: 1, producerId: 7, producerEpoch: 0 }],
  'epoch.raised': [{ kind: 'epoch.raised', producerId: 7, producerEpoch: 1 }],
  'sequence.resolved': [true, false].map((raisesEpoch) => ({ kind: 'sequence.resolved', partition: 'orders-0', raisesEpoch }) as const),
  'coordinator.found': [{ kind: 'coordinator.found', requestId: 1, brokerId: 2 }],
  'coordinator.refused': [{ kind: 'coordinator.refused', requestId: 1, error: 'NOT_COORDINATOR', untilMs: NOW_MS, isLost: true }],
  'transaction.moved': [
    ...(['inTransaction', 'committing', 'aborting'] as const).map((phase) => ({ kind: 'transaction.moved', phase, error: null }) as const),
    { kind: 'transaction.moved', phase: 'aborting', error: 'REQUEST_TIMED_OUT' },
  ],
  ...CONSUMER_CHANGES,
  'transaction.ended': [true, false].map((committed) => {
    return { kind: 'transaction.ended', requestId: 1, committed, producerId: 7, producerEpoch: 1 } as const
  }),
}

function outcomes(): readonly BatchOutcome[] {
  const none = { batchId: 1, error: 'NONE', baseOffset: -1, retryMs: 0, raisesEpoch: false } as const
  return [
    { ...none, fate: 'acknowledged', baseOffset: 5 },
    { ...none, fate: 'acknowledged' },
    { ...none, fate: 'retried', error: 'NETWORK_EXCEPTION', retryMs: NOW_MS },
    { ...none, fate: 'failed', error: 'MESSAGE_TOO_LARGE' },
  ]
}

export function appChanges(): [RecordOf<'app.changed'>, ...RecordOf<'app.changed'>[]] {
  const changes: AppChange[] = Object.values(APP_CHANGES).flat()
  return changes.map((change) => ({ kind: 'app.changed', appId: 1, change })) as [RecordOf<'app.changed'>, ...RecordOf<'app.changed'>[]]
}
