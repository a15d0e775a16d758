// One change of each kind of a log.
import type { LogChange } from '../../../durable/engine/log/log-change.ts'
import { emptySegment } from '../../../durable/engine/log/partition-log.ts'
import { NOW_MS } from './places.ts'

const SEGMENT = emptySegment(0, NOW_MS, 0)

export const LOG_CHANGES: { readonly [Kind in LogChange['kind']]: Extract<LogChange, { kind: Kind }> } = {
  'batch.appended': { kind: 'batch.appended', baseOffset: 5, lastOffset: 6, maxTimestamp: NOW_MS, sizeBytes: 90, nowMs: NOW_MS },
  'segment.rolled': { kind: 'segment.rolled', baseOffset: 5, rollJitterMs: 0, nowMs: NOW_MS },
  'epoch.started': { kind: 'epoch.started', epoch: 2, startOffset: 5 },
  'epochs.truncated': { kind: 'epochs.truncated', endOffset: 5 },
  'extent.opened': { kind: 'extent.opened', extentId: 3, startOffset: 5 },
  'highWatermark.moved': { kind: 'highWatermark.moved', highWatermark: 5 },
  'logStartOffset.moved': { kind: 'logStartOffset.moved', logStartOffset: 5 },
  'segments.removed': { kind: 'segments.removed', count: 2 },
  'segments.replaced': {
    kind: 'segments.replaced',
    baseOffset: 0,
    count: 2,
    endOffset: 5,
    segments: [SEGMENT],
    extents: null,
    abortedTransactions: null,
  },
  'log.truncated': { kind: 'log.truncated', offset: 5, segmentCount: 1, segment: SEGMENT, endOffset: 5 },
  'log.restarted': { kind: 'log.restarted', offset: 5, nowMs: NOW_MS },
  'producers.expired': { kind: 'producers.expired', producerIds: [7] },
  'producers.reloaded': { kind: 'producers.reloaded' },
  'cleaner.moved': {
    kind: 'cleaner.moved',
    cleaner: {
      firstDirtyOffset: 3,
      round: {
        firstDirtyOffset: 3,
        endOffset: 9,
        uncleanableOffset: 9,
        nextOffset: 5,
        transactions: { committedProducerIds: [], aborted: [], ahead: [] },
      },
    },
  },
}
