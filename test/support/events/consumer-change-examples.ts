// One change of each kind of an application that reads.
import type { ConsumerAppChange, HandledOutcome } from '../../../durable/engine/app/consumer/consumer-change.ts'
import { NOW_MS } from './places.ts'

const POLLING = { kind: 'polling' } as const
const PLACE = { topic: 'orders', partitionIndex: 0 }
const POLLED = { ...PLACE, offset: 3, leaderEpoch: 0, fate: 'handled' } as const
const COMMIT = { commitId: 1, mode: 'sync', offsets: [] } as const

const RECORD = { ...PLACE, offset: 3, leaderEpoch: 0 }
const FATES = ['processed', 'skipped', 'dropped', 'deadLettered', 'retried', 'delayed', 'delivered', 'routed', 'looped'] as const

function handled(outcome: HandledOutcome, error: string | null): Extract<ConsumerAppChange, { kind: 'consumer.handled' }> {
  return { kind: 'consumer.handled', record: RECORD, outcome, error, moved: {}, thread: POLLING }
}

export const CONSUMER_CHANGES: { readonly [Kind in ConsumerAppChange['kind']]: readonly Extract<ConsumerAppChange, { kind: Kind }>[] } = {
  'consumer.sent': [
    { kind: 'consumer.sent', requests: [], moved: {} },
    ...(['request', 'lost'] as const).map((phase) => {
      const request = { requestId: 1, brokerId: 1, api: 'Heartbeat', phase, arrivesMs: NOW_MS, payload: '{}' } as const
      return { kind: 'consumer.sent', requests: [request], moved: {} } as const
    }),
  ],
  'consumer.heard': [true, false].map((isAnswer) => ({ kind: 'consumer.heard', requestIds: [1], isAnswer, moved: {} }) as const),
  'consumer.rebalanced': [
    { kind: 'consumer.rebalanced', callbacks: [], moved: {}, thread: { kind: 'closing' } },
    ...(['assigned', 'revoked', 'lost'] as const).map((kind) => {
      return { kind: 'consumer.rebalanced', callbacks: [{ kind, partitions: [PLACE] }], moved: {}, thread: POLLING } as const
    }),
  ],
  'consumer.polled': [[], [POLLED]].map(
    (records) => ({ kind: 'consumer.polled', requestIds: [1], records, moved: {}, thread: POLLING }) as const,
  ),
  'consumer.processed': [
    { kind: 'consumer.processed', records: [POLLED], droppedCount: 0, moved: {}, thread: POLLING },
    { kind: 'consumer.processed', records: [{ ...POLLED, fate: 'fails' }], droppedCount: 2, moved: {}, thread: POLLING },
  ],
  'consumer.committing': [{ kind: 'consumer.committing', offsets: null, moved: {}, thread: POLLING }],
  'consumer.committed': [
    { kind: 'consumer.committed', events: [{ kind: 'committed', ...COMMIT }], moved: {}, thread: POLLING },
    { kind: 'consumer.committed', events: [{ kind: 'commitFailed', ...COMMIT, error: 'UNKNOWN_MEMBER_ID' }], moved: {}, thread: POLLING },
  ],
  'consumer.handled': [
    ...(['leaves', 'held'] as const).map((kind) => handled({ kind }, null)),
    handled({ kind: 'waits', untilMs: NOW_MS }, 'The handler throws: attempt 1'),
    ...FATES.map((fate) => handled({ kind: 'ended', fate }, null)),
  ],
  'consumer.resumed': [{ kind: 'consumer.resumed', partitions: [PLACE], moved: {} }],
  'consumer.wheelTurned': [1, 2].map((dueCount) => ({ kind: 'consumer.wheelTurned', dueCount }) as const),
  'consumer.forwarding': [{ kind: 'consumer.forwarding', sending: { ...RECORD, sequence: 4 }, topic: 'dead' }],
  'consumer.forwarded': [
    { kind: 'consumer.forwarded', acknowledged: [RECORD], failed: [] },
    { kind: 'consumer.forwarded', acknowledged: [], failed: [RECORD] },
  ],
}
