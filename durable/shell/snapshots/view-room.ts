// The object that belongs to one snapshot. It holds nothing until somebody looks: then it reads the snapshot from D1, keeps it as long as somebody
// goes on looking, and forgets it some time after.
import { SNAPSHOT_VIEW_MS } from '../../../schema/snapshot-limits.ts'
import { DamagedSnapshot } from '../../../schema/snapshots/damaged-snapshot.ts'
import { snapshotHash } from '../../../schema/snapshots/manifest.ts'
import { nowMs } from '../clock.ts'
import { findSnapshot } from './read-snapshot.ts'
import { factsOf, manifestOf } from './snapshot-facts.ts'
import type { SnapshotFacts } from './snapshot-rpc.ts'
import type { Snapshots } from './snapshots.ts'
import { Viewer } from './viewer.ts'

export class ViewRoom {
  readonly #storage: DurableObjectStorage
  readonly #snapshots: Snapshots
  #viewer: Viewer | null
  #loading: Promise<Viewer> | null = null
  #lookedMs = 0

  constructor(storage: DurableObjectStorage, snapshots: Snapshots) {
    this.#storage = storage
    this.#snapshots = snapshots
    this.#viewer = Viewer.open(storage.sql)
  }

  /** Throws SnapshotRefused and DamagedSnapshot for a snapshot that cannot be opened. */
  async viewer(hash: string): Promise<Viewer> {
    this.#lookedMs = nowMs()
    if (this.#viewer?.hash === hash) return this.#viewer
    this.#loading ??= this.#load(hash)
    try {
      return await this.#loading
    } finally {
      this.#loading = null
    }
  }

  /**
   * The snapshot of a file whose pieces are all there. It is opened before anybody can find it, and goes into D1 when its journal leads to its state.
   * Throws SnapshotRefused and DamagedSnapshot.
   */
  async take(hash: string, manifestText: string, title: string): Promise<SnapshotFacts> {
    const { store } = this.#snapshots
    const known = await store.find(hash)
    if (known !== null) return factsOf(known)
    const bytes = new TextEncoder().encode(manifestText)
    if ((await snapshotHash(bytes)) !== hash) throw new DamagedSnapshot('The manifest of the file is not what its hash says.')
    await this.#storage.setAlarm(nowMs() + SNAPSHOT_VIEW_MS)
    await this.#snapshots.check(manifestOf(manifestText))
    return factsOf(await store.add({ hash, manifest: manifestText, sandboxId: null, title, origin: 'import', takenMs: nowMs() }))
  }

  /** Forgets what nobody looks at any more. What memory knows of the last look is lost with it, and then nobody did look. */
  async onAlarm(): Promise<void> {
    const untilMs = this.#lookedMs + SNAPSHOT_VIEW_MS
    if (this.#viewer !== null && untilMs > nowMs()) return this.#storage.setAlarm(untilMs)
    this.#viewer = null
    await this.#storage.deleteAll()
  }

  async #load(hash: string): Promise<Viewer> {
    // Of a snapshot that does not exist nothing is stored, not even this alarm. For others it comes first: whatever goes wrong, nothing is left for ever.
    await findSnapshot(this.#snapshots.store, hash)
    await this.#storage.setAlarm(nowMs() + SNAPSHOT_VIEW_MS)
    this.#viewer = await this.#snapshots.withStaged(hash, (staged) => Viewer.adopt(this.#storage, hash, staged))
    return this.#viewer
  }
}
