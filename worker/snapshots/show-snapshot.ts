// A snapshot as /v1 shows it.
import type { SnapshotFacts } from '../../durable/shell/snapshots/snapshot-rpc.ts'
import type { ShownSnapshot } from '../../schema/api/snapshots.ts'
import { isoTime } from '../sandboxes/show-sandbox.ts'

export function showSnapshot({ manifest, ...facts }: SnapshotFacts, origin: string): ShownSnapshot {
  const v1 = `${origin}/v1/snapshots/${facts.hash}`
  return {
    hash: facts.hash,
    title: facts.title,
    sandbox_id: facts.sandboxId,
    taken_at: isoTime(facts.takenMs),
    sequence: manifest.sequence,
    first_sequence: facts.isReplayable ? manifest.firstSequence : manifest.sequence,
    first_time_ms: facts.isReplayable ? manifest.firstTimeMs : manifest.timeMs,
    time_ms: manifest.timeMs,
    engine_version: manifest.engineVersion,
    seed: manifest.plan.seed,
    size_bytes: facts.sizeBytes,
    summary: manifest.summary,
    is_archive: facts.origin === 'archive',
    is_replayable: facts.isReplayable,
    urls: { page: `${origin}/x/${facts.hash}`, v1, file: `${v1}/file` },
  }
}
