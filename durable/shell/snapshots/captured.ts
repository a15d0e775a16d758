// A moment of a sandbox's history on its way into a snapshot: everything that can change meanwhile is taken in one turn, and the batches, which are
// most of it and never change where they are, are read when they are due.
import { batchPieces } from '../../../schema/snapshots/batch-pieces.ts'
import type { BatchRow } from '../../../schema/snapshots/batch-pieces.ts'
import { journalPieces } from '../../../schema/snapshots/journal-pieces.ts'
import type { JournalRow } from '../../../schema/snapshots/journal-pieces.ts'
import { SNAPSHOT_FORMAT } from '../../../schema/snapshots/manifest.ts'
import type { Manifest, PieceKind } from '../../../schema/snapshots/manifest.ts'
import { textPieces } from '../../../schema/snapshots/text-pieces.ts'
import type { ClusterView } from '../../engine/cluster.ts'
import { ENGINE_VERSION } from '../../engine/engine-version.ts'
import { encodeCluster, SNAPSHOT_VERSION } from '../../engine/snapshot.ts'
import type { Base } from '../history.ts'
import type { ClusterPlan } from '../sandbox-row.ts'
import { summaryOf } from './summary.ts'

export type CapturedPiece = { readonly kind: PieceKind; readonly bytes: Uint8Array }

export type Captured = {
  /** The manifest without its pieces. */
  readonly facts: Omit<Manifest, 'pieces'>
  readonly pieces: Iterable<CapturedPiece>
}

/** What there is to capture, as it was right behind one record. */
export type CapturedMoment = {
  readonly cluster: ClusterView
  readonly timeMs: number
  readonly plan: ClusterPlan
  readonly base: Pick<Base, 'sequence' | 'timeMs' | 'text'>
  readonly rows: readonly JournalRow[]
  /** Read as the pieces are taken. */
  readonly batches: Iterable<BatchRow>
}

export function capture({ cluster, timeMs, plan, base, rows, batches }: CapturedMoment): Captured {
  const { clock } = cluster
  const facts = {
    format: SNAPSHOT_FORMAT,
    engineVersion: ENGINE_VERSION,
    snapshotVersion: SNAPSHOT_VERSION,
    clusterId: cluster.clusterId,
    plan: planFacts(plan),
    sequence: cluster.recordSequence,
    firstSequence: base.sequence,
    firstTimeMs: base.timeMs,
    timeMs: clock.mode === 'manual' ? clock.heldMs : timeMs,
    clock: { mode: clock.mode, offsetMs: clock.offsetMs, heldMs: clock.heldMs },
    summary: summaryOf(cluster),
  } as const
  const content = {
    base: textPieces(base.text),
    journal: journalPieces(rows),
    state: textPieces(encodeCluster(cluster)),
    batches: batchPieces(batches),
  }
  return { facts, pieces: piecesOf(content) }
}

/** Copies, since the manifest's own type is that of something parsed. */
function planFacts({ seed, clock, brokers, brokerConfigs }: ClusterPlan): Manifest['plan'] {
  return {
    seed,
    clock,
    brokers: brokers.map(({ brokerId, rack }) => ({ brokerId, rack })),
    brokerConfigs: brokerConfigs.map(([name, value]) => [name, value]),
  }
}

function* piecesOf(content: Readonly<Record<PieceKind, Iterable<Uint8Array>>>): Generator<CapturedPiece> {
  for (const bytes of content.base) yield { kind: 'base', bytes }
  for (const bytes of content.journal) yield { kind: 'journal', bytes }
  for (const bytes of content.state) yield { kind: 'state', bytes }
  for (const bytes of content.batches) yield { kind: 'batches', bytes }
}
