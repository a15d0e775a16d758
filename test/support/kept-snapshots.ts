// Snapshots of a cluster in memory, in a D1 in memory: what an object does with them, without the object.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Journal } from '../../durable/shell/journal.ts'
import { captureHistory } from '../../durable/shell/snapshots/capture-history.ts'
import { findSnapshot } from '../../durable/shell/snapshots/read-snapshot.ts'
import { SnapshotStore } from '../../durable/shell/snapshots/snapshot-store.ts'
import type { StoredSnapshot } from '../../durable/shell/snapshots/snapshot-store.ts'
import { adoptStaged, stageSnapshot } from '../../durable/shell/snapshots/stage-snapshot.ts'
import { writeSnapshot } from '../../durable/shell/snapshots/write-snapshot.ts'
import { KeptCluster } from './kept-cluster.ts'
import { MemoryD1 } from './memory-d1.ts'

const folder = join(import.meta.dirname, '../../schema/d1/migrations')
const migrations = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .toSorted()
  .map((name) => ({ name, sql: readFileSync(join(folder, name), 'utf8') }))

const PLAN = {
  brokers: [1, 2, 3].map((brokerId) => ({ brokerId, rack: null })),
  brokerConfigs: [],
  clock: 'realtime',
  seed: 1,
} as const

export class KeptSnapshots {
  readonly d1 = new MemoryD1()
  readonly store = new SnapshotStore(this.d1 as unknown as D1Database, migrations)

  /** Of the end of a step; without one, of now. */
  async take(kept: KeptCluster, stepEnd = kept.cluster.recordSequence, takenMs = 1): Promise<StoredSnapshot> {
    const { journal, storage } = kept
    const source = { sql: storage.storage.sql, journal, sandboxId: 'kept', plan: PLAN, checkKept: () => undefined }
    const label = { sandboxId: 'kept', title: 'a title', origin: 'taken', takenMs } as const
    return writeSnapshot(this.store, captureHistory(source, stepEnd), label)
  }

  /** A cluster that begins with a snapshot, in a storage of its own. */
  async open(hash: string): Promise<KeptCluster> {
    const kept = new KeptCluster()
    const { sql } = kept.storage.storage
    const staged = await stageSnapshot(sql, this.store, (await findSnapshot(this.store, hash)).manifest)
    kept.storage.transactionSync(() => adoptStaged(sql, new Journal(sql), staged))
    kept.reopen()
    kept.nowMs = kept.journal.timeMs
    return kept
  }

  count(table: 'snapshots' | 'snapshot_pieces'): number {
    return Number(this.d1.rows(`SELECT count(*) AS count FROM ${table}`)[0]?.['count'])
  }
}
