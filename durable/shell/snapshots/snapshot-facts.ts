// A snapshot as it is told of, from its row.
import { DamagedSnapshot } from '../../../schema/snapshots/damaged-snapshot.ts'
import { decodeManifest, rawBytes } from '../../../schema/snapshots/manifest.ts'
import type { Manifest } from '../../../schema/snapshots/manifest.ts'
import { ENGINE_VERSION } from '../../engine/engine-version.ts'
import type { SnapshotFacts } from './snapshot-rpc.ts'
import type { StoredSnapshot } from './snapshot-store.ts'

/** Throws DamagedSnapshot. */
export function factsOf(stored: StoredSnapshot): SnapshotFacts {
  const { manifest: text, ...label } = stored
  const manifest = manifestOf(text)
  return { ...label, manifest, isReplayable: isReplayable(manifest), sizeBytes: rawBytes(manifest) }
}

/** Throws DamagedSnapshot. */
export function manifestOf(text: string): Manifest {
  const manifest = decodeManifest(new TextEncoder().encode(text))
  if (manifest === null) throw new DamagedSnapshot('The manifest of the snapshot cannot be read.')
  return manifest
}

/** Whether this engine replays it to the same bytes. */
export function isReplayable({ engineVersion }: Pick<Manifest, 'engineVersion'>): boolean {
  return engineVersion === ENGINE_VERSION
}
