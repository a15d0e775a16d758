// The snapshots of one sandbox: taking them, and making ready one that the sandbox is put back to.
import { MIGRATIONS } from '../../../schema/d1/migrations.ts'
import type { SnapshotOrigin } from '../../../schema/d1/tables.ts'
import { MAX_SNAPSHOTS_PER_SANDBOX } from '../../../schema/snapshot-limits.ts'
import type { Manifest } from '../../../schema/snapshots/manifest.ts'
import { nowMs } from '../clock.ts'
import type { Home } from '../home.ts'
import type { AtMoment } from '../rpc.ts'
import { captureHistory } from './capture-history.ts'
import { findSnapshot } from './read-snapshot.ts'
import { factsOf } from './snapshot-facts.ts'
import { SnapshotRefused } from './snapshot-refused.ts'
import type { SnapshotFacts, SnapshotFile, SnapshotWish } from './snapshot-rpc.ts'
import { SnapshotStore } from './snapshot-store.ts'
import { dropStaged, stageSnapshot } from './stage-snapshot.ts'
import type { Staged } from './stage-snapshot.ts'
import { writeSnapshot } from './write-snapshot.ts'

export class Snapshots {
  readonly store: SnapshotStore
  readonly #sql: SqlStorage
  #isStaging = false

  constructor(database: D1Database, sql: SqlStorage) {
    this.store = new SnapshotStore(database, MIGRATIONS)
    this.#sql = sql
  }

  /** `isCurrent` tells whether the home is still the sandbox's. Throws SnapshotRefused. */
  async take(home: Home, { title, atSequence, origin }: SnapshotWish, isCurrent: () => boolean): Promise<AtMoment<SnapshotFacts>> {
    if (origin === 'taken') await this.#checkRoom(home.facts.sandboxId)
    const { firstSequence, lastSequence } = home.history()
    const wanted = atSequence ?? lastSequence
    if (wanted < firstSequence || wanted > lastSequence) return { isKept: false, firstSequence, lastSequence }
    const stepEnd = wanted === lastSequence ? wanted : home.journal.history.stepEnd(wanted)
    return { isKept: true, value: await this.write(home, stepEnd, { title, origin }, isCurrent) }
  }

  /** A snapshot of a moment that is kept, at the end of a step. Throws SnapshotRefused. */
  async write(
    home: Home,
    stepEnd: number,
    { title, origin }: { readonly title: string | null; readonly origin: SnapshotOrigin },
    isCurrent: () => boolean,
  ): Promise<SnapshotFacts> {
    const { journal, plan } = home
    const { sandboxId, name } = home.facts
    const checkKept = (): void => {
      if (!isCurrent()) throw new SnapshotRefused('SNAPSHOT_INTERRUPTED', 'The sandbox was put back to another state meanwhile. Try again.')
    }
    journal.garbage.hold()
    try {
      const captured = captureHistory({ sql: this.#sql, journal, sandboxId, plan, checkKept }, stepEnd)
      const label = { sandboxId, title: title ?? name, origin, takenMs: nowMs() }
      return factsOf(await writeSnapshot(this.store, captured, label))
    } finally {
      journal.garbage.release()
      await home.settleAlarm()
    }
  }

  /** The last snapshot of a sandbox that has expired. */
  async archive(home: Home, isCurrent: () => boolean): Promise<SnapshotFacts> {
    return this.write(home, home.history().lastSequence, { title: null, origin: 'archive' }, isCurrent)
  }

  /** Throws SnapshotRefused. */
  async describe(hash: string): Promise<SnapshotFile> {
    const { stored } = await findSnapshot(this.store, hash)
    return { facts: factsOf(stored), manifestText: stored.manifest }
  }

  async list(sandboxId: string): Promise<SnapshotFacts[]> {
    return (await this.store.list(sandboxId)).map(factsOf)
  }

  /** Makes a snapshot ready and hands it over to be adopted; another one is made ready only after that. Throws SnapshotRefused and DamagedSnapshot. */
  async withStaged<Value>(hash: string, adopt: (staged: Staged) => Value | Promise<Value>): Promise<Value> {
    return this.#alone(async () => {
      const { manifest } = await findSnapshot(this.store, hash)
      return adopt(await stageSnapshot(this.#sql, this.store, manifest))
    })
  }

  /** Whether a snapshot that is not in D1 yet could be opened. Throws SnapshotRefused and DamagedSnapshot. */
  async check(manifest: Manifest): Promise<void> {
    await this.#alone(() => stageSnapshot(this.#sql, this.store, manifest))
  }

  async #alone<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#isStaging) throw new SnapshotRefused('SNAPSHOT_INTERRUPTED', 'Another snapshot is being opened here. Try again.')
    this.#isStaging = true
    try {
      return await work()
    } finally {
      dropStaged(this.#sql)
      this.#isStaging = false
    }
  }

  async #checkRoom(sandboxId: string): Promise<void> {
    const taken = await this.store.list(sandboxId)
    if (taken.length < MAX_SNAPSHOTS_PER_SANDBOX) return
    const message = `A sandbox has at most ${MAX_SNAPSHOTS_PER_SANDBOX} snapshots. Forking it, and exporting what is there, go on.`
    throw new SnapshotRefused('TOO_MANY_SNAPSHOTS', message)
  }
}
